// @ts-nocheck
// Made from config.schema.json by .ci/generate-config-validator.mjs. Do not edit.
import { FORMATS } from '../formats.js';
import type { Validate } from '../schema-error.js';
export const validate = validate20 as Validate;

const schema31 = {"type":"object","properties":{"$schema":{"type":"string","x-supported":true},"Args":{"type":"array","x-supported":true,"items":{"type":"string"}},"BaseVolumeSz":{"type":"string","format":"size","pattern":"^\\d+(\\.\\d+)?([kKmMgGtTpP][iI]?)?[bB]?$","x-expected":"a size such as 512, 56k, 500m or 10g","x-supported":true},"Boot":{"type":"string"},"BuildDir":{"type":"string"},"CloudConfig":{"type":"object","properties":{"BucketName":{"type":"string"},"BucketNamespace":{"type":"string"},"ConfidentialVM":{"type":"boolean"},"DedicatedHostID":{"type":"string"},"DomainName":{"type":"string"},"EnableIPv6":{"type":"boolean"},"Flavor":{"type":"string"},"ImageName":{"type":"string"},"ImageType":{"type":"string"},"InstanceProfile":{"type":"string"},"KMS":{"type":"string"},"Platform":{"type":"string"},"ProjectID":{"type":"string"},"RootVolume":{"type":"object","properties":{"name":{"type":"string"},"typeof":{"type":"string"},"iops":{"type":"integer","minimum":0},"size":{"type":"integer","minimum":0},"throughput":{"type":"integer","minimum":0}},"additionalProperties":false},"SecurityGroup":{"type":"string"},"SkipImportVerify":{"type":"boolean"},"Spot":{"type":"boolean"},"StaticIP":{"type":"string"},"Subnet":{"type":"string"},"Tags":{"type":"array","items":{"type":"object","required":["key"],"properties":{"key":{"type":"string"},"value":{"type":"string"},"attribute":{"type":"object","properties":{"image_label":{"type":"boolean"},"instance_label":{"type":"boolean"},"instance_network":{"type":"boolean"},"instance_metadata":{"type":"boolean"}},"additionalProperties":false}},"additionalProperties":false}},"UserData":{"type":"string","x-secret":true},"VPC":{"type":"string"},"Zone":{"type":"string"}},"additionalProperties":false},"Debugflags":{"type":"array","items":{"type":"string"}},"Description":{"type":"string"},"Dirs":{"type":"array","x-supported":true,"items":{"type":"string"}},"DisableArgsCopy":{"type":"boolean","x-supported":true},"Env":{"type":"object","propertyNames":{"pattern":"^[^=\\u0000]+$","x-expected":"a name of an environment variable"},"x-secret":true,"x-supported":true,"additionalProperties":{"type":"string"}},"Files":{"type":"array","x-supported":true,"items":{"type":"string"}},"Force":{"type":"boolean"},"Guest":{"type":"string","enum":["linux","nanos"],"x-supported":true},"home":{"type":"string"},"Kernel":{"type":"string","x-supported":true},"KlibDir":{"type":"string"},"Klibs":{"type":"array","items":{"type":"string"}},"Language":{"type":"string"},"LocalFilesParentDirectory":{"type":"string","x-supported":true},"ManifestPassthrough":{"type":"object","x-secret":true,"properties":{"consoles":{},"cwd":{"type":"string"},"en1.io-queues":{"type":["integer","string"]},"exec_protection":{"type":["boolean","string"]},"exec_wait_for_ip4_secs":{"type":["integer","string"]},"exec_wait_for_ip6_secs":{"type":["integer","string"]},"expected_exit_code":{},"firewall":{},"idle_on_exit":{},"log_level":{"type":"string"},"ltrace":{},"mmap_min_addr":{"type":["integer","string"]},"mtu":{"type":["integer","string"]},"netconsole_ip":{"type":"string"},"netconsole_port":{"type":["integer","string"]},"program_overwrite":{"type":["boolean","string"]},"readonly_rootfs":{"type":["boolean","string"],"x-supported":true},"reboot_on_exit":{},"so_rcvbuf":{"type":["integer","string"]},"special_files":{},"static_map_program":{"type":["boolean","string"]},"trace":{},"transparent_hugepage":{},"uname":{}},"additionalProperties":true},"MapDirs":{"type":"object","x-supported":true,"additionalProperties":{"type":"string"}},"Mounts":{"type":"object","propertyNames":{"pattern":"^[^\\u0000]+$","x-expected":"a volume, a UUID, a virtual id or a directory"},"x-supported":true,"additionalProperties":{"type":["string","array"],"pattern":"^/[^:]*(:ro|:rw)?$","x-expected":"an absolute path with nothing after it but :ro or :rw, such as /data:ro","items":{"type":"string","pattern":"^/[^:]*(:ro|:rw)?$","x-expected":"an absolute path with nothing after it but :ro or :rw, such as /data:ro"}}},"NameServers":{"type":"array","x-supported":true,"items":{"type":"string","format":"ip-address","x-expected":"an IP address such as 8.8.8.8"}},"NanosVersion":{"type":"string"},"NightlyBuild":{"type":"boolean"},"NoTrace":{"type":"array","items":{"type":"string"}},"PackageBaseURL":{"type":"string"},"PackageManifestURL":{"type":"string"},"Program":{"type":"string","x-supported":true},"ProgramPath":{"type":"string","x-supported":true},"RebootOnExit":{"type":"boolean"},"RunConfig":{"type":"object","properties":{"Accel":{"type":"boolean","x-supported":true},"AtExit":{"type":"string"},"AttachVolumeOnInstanceCreate":{"type":"boolean"},"Background":{"type":"boolean"},"BackgroundDetach":{"type":"boolean"},"BridgeIPAddress":{"type":"string"},"BridgeName":{"type":"string"},"Bridged":{"type":"boolean"},"CanIPForward":{"type":"boolean"},"CPUs":{"type":"integer","minimum":1,"x-supported":true},"Debug":{"type":"boolean"},"Gateway":{"type":"string","format":"ipv4","x-expected":"an IPv4 address such as 192.168.1.75"},"GdbPort":{"type":"integer","minimum":0,"maximum":65535},"GPUs":{"type":"integer","minimum":0},"GPUType":{"type":"string"},"ImageName":{"type":"string"},"InstanceGroup":{"type":"string"},"InstanceName":{"type":"string"},"IPAddress":{"type":"string","format":"ipv4","x-expected":"an IPv4 address such as 192.168.1.75"},"IPv6Address":{"type":"string","format":"ipv6","x-expected":"an IPv6 address such as fe80::1"},"JSON":{"type":"boolean"},"Kernel":{"type":"string"},"Memory":{"type":"string","format":"size","pattern":"^\\d+(\\.\\d+)?([kKmMgGtTpP][iI]?)?[bB]?$","x-expected":"a size such as 512, 56k, 500m or 10g","x-supported":true},"Mgmt":{"type":"string"},"Mounts":{"type":"array","items":{"type":"string"}},"NetMask":{"type":"string","format":"ipv4","x-expected":"an IPv4 address such as 192.168.1.75"},"Nics":{"type":"array","items":{"type":"object","properties":{"BridgeName":{"type":"string"},"Gateway":{"type":"string","format":"ipv4","x-expected":"an IPv4 address such as 192.168.1.75"},"IPAddress":{"type":"string","format":"ipv4","x-expected":"an IPv4 address such as 192.168.1.75"},"IPv6Address":{"type":"string","format":"ipv6","x-expected":"an IPv6 address such as fe80::1"},"NetMask":{"type":"string","format":"ipv4","x-expected":"an IPv4 address such as 192.168.1.75"}},"additionalProperties":false}},"Ports":{"type":"array","x-supported":true,"items":{"type":["integer","string"],"minimum":1,"maximum":65535,"format":"ports","pattern":"^\\d{1,5}([:-]\\d{1,5})?(,\\d{1,5}([:-]\\d{1,5})?)*$","x-expected":"a port, a range or a list, such as 80, 8080:80, 8080-8090 or \"80,81\" (1 to 65535)"}},"QMP":{"type":"boolean","x-supported":true},"ShowDebug":{"type":"boolean"},"ShowErrors":{"type":"boolean"},"ShowWarnings":{"type":"boolean"},"TapName":{"type":"string"},"ThreadsPerCore":{"type":"integer","minimum":0},"UDPPorts":{"type":"array","x-supported":true,"items":{"type":["integer","string"],"minimum":1,"maximum":65535,"format":"ports","pattern":"^\\d{1,5}([:-]\\d{1,5})?(,\\d{1,5}([:-]\\d{1,5})?)*$","x-expected":"a port, a range or a list, such as 80, 8080:80, 8080-8090 or \"80,81\" (1 to 65535)"}},"Verbose":{"type":"boolean","x-supported":true},"Vga":{"type":"boolean"},"VolumeSizeInGb":{"type":"integer","minimum":0}},"additionalProperties":false},"TargetConfig":{"type":"object","x-secret":true,"additionalProperties":{"type":"string"}},"TargetRoot":{"type":"string","x-supported":true},"TFSv4":{"type":"boolean"},"Uefi":{"type":"boolean"},"UefiBoot":{"type":"string"},"Version":{"type":"string"},"VolumesDir":{"type":"string","x-supported":true}},"additionalProperties":false};
const func1 = Object.prototype.hasOwnProperty;
const formats0 = FORMATS.size;
const formats2 = FORMATS["ip-address"];
const formats4 = FORMATS.ipv4;
const formats8 = FORMATS.ipv6;
const formats22 = FORMATS.ports;
const pattern4 = new RegExp("^\\d+(\\.\\d+)?([kKmMgGtTpP][iI]?)?[bB]?$", "u");
const pattern5 = new RegExp("^[^=\\u0000]+$", "u");
const pattern6 = new RegExp("^[^\\u0000]+$", "u");
const pattern7 = new RegExp("^/[^:]*(:ro|:rw)?$", "u");
const pattern10 = new RegExp("^\\d{1,5}([:-]\\d{1,5})?(,\\d{1,5}([:-]\\d{1,5})?)*$", "u");

function validate20(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate20.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!(func1.call(schema31.properties, key0))){
const err0 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},schema:false,parentSchema:schema31,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
if(data.$schema !== undefined){
let data0 = data.$schema;
if(typeof data0 !== "string"){
const err1 = {instancePath:instancePath+"/$schema",schemaPath:"#/properties/%24schema/type",keyword:"type",params:{type: "string"},schema:schema31.properties.$schema.type,parentSchema:schema31.properties.$schema,data:data0};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.Args !== undefined){
let data1 = data.Args;
if(Array.isArray(data1)){
const len0 = data1.length;
for(let i0=0; i0<len0; i0++){
let data2 = data1[i0];
if(typeof data2 !== "string"){
const err2 = {instancePath:instancePath+"/Args/" + i0,schemaPath:"#/properties/Args/items/type",keyword:"type",params:{type: "string"},schema:schema31.properties.Args.items.type,parentSchema:schema31.properties.Args.items,data:data2};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
}
else {
const err3 = {instancePath:instancePath+"/Args",schemaPath:"#/properties/Args/type",keyword:"type",params:{type: "array"},schema:schema31.properties.Args.type,parentSchema:schema31.properties.Args,data:data1};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.BaseVolumeSz !== undefined){
let data3 = data.BaseVolumeSz;
if(typeof data3 === "string"){
if(!pattern4.test(data3)){
const err4 = {instancePath:instancePath+"/BaseVolumeSz",schemaPath:"#/properties/BaseVolumeSz/pattern",keyword:"pattern",params:{pattern: "^\\d+(\\.\\d+)?([kKmMgGtTpP][iI]?)?[bB]?$"},schema:"^\\d+(\\.\\d+)?([kKmMgGtTpP][iI]?)?[bB]?$",parentSchema:schema31.properties.BaseVolumeSz,data:data3};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
if(!(formats0(data3))){
const err5 = {instancePath:instancePath+"/BaseVolumeSz",schemaPath:"#/properties/BaseVolumeSz/format",keyword:"format",params:{format: "size"},schema:"size",parentSchema:schema31.properties.BaseVolumeSz,data:data3};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
else {
const err6 = {instancePath:instancePath+"/BaseVolumeSz",schemaPath:"#/properties/BaseVolumeSz/type",keyword:"type",params:{type: "string"},schema:schema31.properties.BaseVolumeSz.type,parentSchema:schema31.properties.BaseVolumeSz,data:data3};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data.Boot !== undefined){
let data4 = data.Boot;
if(typeof data4 !== "string"){
const err7 = {instancePath:instancePath+"/Boot",schemaPath:"#/properties/Boot/type",keyword:"type",params:{type: "string"},schema:schema31.properties.Boot.type,parentSchema:schema31.properties.Boot,data:data4};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(data.BuildDir !== undefined){
let data5 = data.BuildDir;
if(typeof data5 !== "string"){
const err8 = {instancePath:instancePath+"/BuildDir",schemaPath:"#/properties/BuildDir/type",keyword:"type",params:{type: "string"},schema:schema31.properties.BuildDir.type,parentSchema:schema31.properties.BuildDir,data:data5};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data.CloudConfig !== undefined){
let data6 = data.CloudConfig;
if(data6 && typeof data6 == "object" && !Array.isArray(data6)){
for(const key1 in data6){
if(!(func1.call(schema31.properties.CloudConfig.properties, key1))){
const err9 = {instancePath:instancePath+"/CloudConfig",schemaPath:"#/properties/CloudConfig/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},schema:false,parentSchema:schema31.properties.CloudConfig,data:data6};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
if(data6.BucketName !== undefined){
let data7 = data6.BucketName;
if(typeof data7 !== "string"){
const err10 = {instancePath:instancePath+"/CloudConfig/BucketName",schemaPath:"#/properties/CloudConfig/properties/BucketName/type",keyword:"type",params:{type: "string"},schema:schema31.properties.CloudConfig.properties.BucketName.type,parentSchema:schema31.properties.CloudConfig.properties.BucketName,data:data7};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
if(data6.BucketNamespace !== undefined){
let data8 = data6.BucketNamespace;
if(typeof data8 !== "string"){
const err11 = {instancePath:instancePath+"/CloudConfig/BucketNamespace",schemaPath:"#/properties/CloudConfig/properties/BucketNamespace/type",keyword:"type",params:{type: "string"},schema:schema31.properties.CloudConfig.properties.BucketNamespace.type,parentSchema:schema31.properties.CloudConfig.properties.BucketNamespace,data:data8};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
if(data6.ConfidentialVM !== undefined){
let data9 = data6.ConfidentialVM;
if(typeof data9 !== "boolean"){
const err12 = {instancePath:instancePath+"/CloudConfig/ConfidentialVM",schemaPath:"#/properties/CloudConfig/properties/ConfidentialVM/type",keyword:"type",params:{type: "boolean"},schema:schema31.properties.CloudConfig.properties.ConfidentialVM.type,parentSchema:schema31.properties.CloudConfig.properties.ConfidentialVM,data:data9};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
if(data6.DedicatedHostID !== undefined){
let data10 = data6.DedicatedHostID;
if(typeof data10 !== "string"){
const err13 = {instancePath:instancePath+"/CloudConfig/DedicatedHostID",schemaPath:"#/properties/CloudConfig/properties/DedicatedHostID/type",keyword:"type",params:{type: "string"},schema:schema31.properties.CloudConfig.properties.DedicatedHostID.type,parentSchema:schema31.properties.CloudConfig.properties.DedicatedHostID,data:data10};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
if(data6.DomainName !== undefined){
let data11 = data6.DomainName;
if(typeof data11 !== "string"){
const err14 = {instancePath:instancePath+"/CloudConfig/DomainName",schemaPath:"#/properties/CloudConfig/properties/DomainName/type",keyword:"type",params:{type: "string"},schema:schema31.properties.CloudConfig.properties.DomainName.type,parentSchema:schema31.properties.CloudConfig.properties.DomainName,data:data11};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
if(data6.EnableIPv6 !== undefined){
let data12 = data6.EnableIPv6;
if(typeof data12 !== "boolean"){
const err15 = {instancePath:instancePath+"/CloudConfig/EnableIPv6",schemaPath:"#/properties/CloudConfig/properties/EnableIPv6/type",keyword:"type",params:{type: "boolean"},schema:schema31.properties.CloudConfig.properties.EnableIPv6.type,parentSchema:schema31.properties.CloudConfig.properties.EnableIPv6,data:data12};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
if(data6.Flavor !== undefined){
let data13 = data6.Flavor;
if(typeof data13 !== "string"){
const err16 = {instancePath:instancePath+"/CloudConfig/Flavor",schemaPath:"#/properties/CloudConfig/properties/Flavor/type",keyword:"type",params:{type: "string"},schema:schema31.properties.CloudConfig.properties.Flavor.type,parentSchema:schema31.properties.CloudConfig.properties.Flavor,data:data13};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
if(data6.ImageName !== undefined){
let data14 = data6.ImageName;
if(typeof data14 !== "string"){
const err17 = {instancePath:instancePath+"/CloudConfig/ImageName",schemaPath:"#/properties/CloudConfig/properties/ImageName/type",keyword:"type",params:{type: "string"},schema:schema31.properties.CloudConfig.properties.ImageName.type,parentSchema:schema31.properties.CloudConfig.properties.ImageName,data:data14};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
if(data6.ImageType !== undefined){
let data15 = data6.ImageType;
if(typeof data15 !== "string"){
const err18 = {instancePath:instancePath+"/CloudConfig/ImageType",schemaPath:"#/properties/CloudConfig/properties/ImageType/type",keyword:"type",params:{type: "string"},schema:schema31.properties.CloudConfig.properties.ImageType.type,parentSchema:schema31.properties.CloudConfig.properties.ImageType,data:data15};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
if(data6.InstanceProfile !== undefined){
let data16 = data6.InstanceProfile;
if(typeof data16 !== "string"){
const err19 = {instancePath:instancePath+"/CloudConfig/InstanceProfile",schemaPath:"#/properties/CloudConfig/properties/InstanceProfile/type",keyword:"type",params:{type: "string"},schema:schema31.properties.CloudConfig.properties.InstanceProfile.type,parentSchema:schema31.properties.CloudConfig.properties.InstanceProfile,data:data16};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
if(data6.KMS !== undefined){
let data17 = data6.KMS;
if(typeof data17 !== "string"){
const err20 = {instancePath:instancePath+"/CloudConfig/KMS",schemaPath:"#/properties/CloudConfig/properties/KMS/type",keyword:"type",params:{type: "string"},schema:schema31.properties.CloudConfig.properties.KMS.type,parentSchema:schema31.properties.CloudConfig.properties.KMS,data:data17};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
if(data6.Platform !== undefined){
let data18 = data6.Platform;
if(typeof data18 !== "string"){
const err21 = {instancePath:instancePath+"/CloudConfig/Platform",schemaPath:"#/properties/CloudConfig/properties/Platform/type",keyword:"type",params:{type: "string"},schema:schema31.properties.CloudConfig.properties.Platform.type,parentSchema:schema31.properties.CloudConfig.properties.Platform,data:data18};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
if(data6.ProjectID !== undefined){
let data19 = data6.ProjectID;
if(typeof data19 !== "string"){
const err22 = {instancePath:instancePath+"/CloudConfig/ProjectID",schemaPath:"#/properties/CloudConfig/properties/ProjectID/type",keyword:"type",params:{type: "string"},schema:schema31.properties.CloudConfig.properties.ProjectID.type,parentSchema:schema31.properties.CloudConfig.properties.ProjectID,data:data19};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
}
if(data6.RootVolume !== undefined){
let data20 = data6.RootVolume;
if(data20 && typeof data20 == "object" && !Array.isArray(data20)){
for(const key2 in data20){
if(!(((((key2 === "name") || (key2 === "typeof")) || (key2 === "iops")) || (key2 === "size")) || (key2 === "throughput"))){
const err23 = {instancePath:instancePath+"/CloudConfig/RootVolume",schemaPath:"#/properties/CloudConfig/properties/RootVolume/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2},schema:false,parentSchema:schema31.properties.CloudConfig.properties.RootVolume,data:data20};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
if(data20.name !== undefined){
let data21 = data20.name;
if(typeof data21 !== "string"){
const err24 = {instancePath:instancePath+"/CloudConfig/RootVolume/name",schemaPath:"#/properties/CloudConfig/properties/RootVolume/properties/name/type",keyword:"type",params:{type: "string"},schema:schema31.properties.CloudConfig.properties.RootVolume.properties.name.type,parentSchema:schema31.properties.CloudConfig.properties.RootVolume.properties.name,data:data21};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
}
if(data20.typeof !== undefined){
let data22 = data20.typeof;
if(typeof data22 !== "string"){
const err25 = {instancePath:instancePath+"/CloudConfig/RootVolume/typeof",schemaPath:"#/properties/CloudConfig/properties/RootVolume/properties/typeof/type",keyword:"type",params:{type: "string"},schema:schema31.properties.CloudConfig.properties.RootVolume.properties.typeof.type,parentSchema:schema31.properties.CloudConfig.properties.RootVolume.properties.typeof,data:data22};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
}
if(data20.iops !== undefined){
let data23 = data20.iops;
if(!(((typeof data23 == "number") && (!(data23 % 1) && !isNaN(data23))) && (isFinite(data23)))){
const err26 = {instancePath:instancePath+"/CloudConfig/RootVolume/iops",schemaPath:"#/properties/CloudConfig/properties/RootVolume/properties/iops/type",keyword:"type",params:{type: "integer"},schema:schema31.properties.CloudConfig.properties.RootVolume.properties.iops.type,parentSchema:schema31.properties.CloudConfig.properties.RootVolume.properties.iops,data:data23};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
if((typeof data23 == "number") && (isFinite(data23))){
if(data23 < 0 || isNaN(data23)){
const err27 = {instancePath:instancePath+"/CloudConfig/RootVolume/iops",schemaPath:"#/properties/CloudConfig/properties/RootVolume/properties/iops/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},schema:0,parentSchema:schema31.properties.CloudConfig.properties.RootVolume.properties.iops,data:data23};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
}
}
if(data20.size !== undefined){
let data24 = data20.size;
if(!(((typeof data24 == "number") && (!(data24 % 1) && !isNaN(data24))) && (isFinite(data24)))){
const err28 = {instancePath:instancePath+"/CloudConfig/RootVolume/size",schemaPath:"#/properties/CloudConfig/properties/RootVolume/properties/size/type",keyword:"type",params:{type: "integer"},schema:schema31.properties.CloudConfig.properties.RootVolume.properties.size.type,parentSchema:schema31.properties.CloudConfig.properties.RootVolume.properties.size,data:data24};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
if((typeof data24 == "number") && (isFinite(data24))){
if(data24 < 0 || isNaN(data24)){
const err29 = {instancePath:instancePath+"/CloudConfig/RootVolume/size",schemaPath:"#/properties/CloudConfig/properties/RootVolume/properties/size/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},schema:0,parentSchema:schema31.properties.CloudConfig.properties.RootVolume.properties.size,data:data24};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
}
}
if(data20.throughput !== undefined){
let data25 = data20.throughput;
if(!(((typeof data25 == "number") && (!(data25 % 1) && !isNaN(data25))) && (isFinite(data25)))){
const err30 = {instancePath:instancePath+"/CloudConfig/RootVolume/throughput",schemaPath:"#/properties/CloudConfig/properties/RootVolume/properties/throughput/type",keyword:"type",params:{type: "integer"},schema:schema31.properties.CloudConfig.properties.RootVolume.properties.throughput.type,parentSchema:schema31.properties.CloudConfig.properties.RootVolume.properties.throughput,data:data25};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
if((typeof data25 == "number") && (isFinite(data25))){
if(data25 < 0 || isNaN(data25)){
const err31 = {instancePath:instancePath+"/CloudConfig/RootVolume/throughput",schemaPath:"#/properties/CloudConfig/properties/RootVolume/properties/throughput/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},schema:0,parentSchema:schema31.properties.CloudConfig.properties.RootVolume.properties.throughput,data:data25};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
}
}
}
else {
const err32 = {instancePath:instancePath+"/CloudConfig/RootVolume",schemaPath:"#/properties/CloudConfig/properties/RootVolume/type",keyword:"type",params:{type: "object"},schema:schema31.properties.CloudConfig.properties.RootVolume.type,parentSchema:schema31.properties.CloudConfig.properties.RootVolume,data:data20};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
}
if(data6.SecurityGroup !== undefined){
let data26 = data6.SecurityGroup;
if(typeof data26 !== "string"){
const err33 = {instancePath:instancePath+"/CloudConfig/SecurityGroup",schemaPath:"#/properties/CloudConfig/properties/SecurityGroup/type",keyword:"type",params:{type: "string"},schema:schema31.properties.CloudConfig.properties.SecurityGroup.type,parentSchema:schema31.properties.CloudConfig.properties.SecurityGroup,data:data26};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
}
if(data6.SkipImportVerify !== undefined){
let data27 = data6.SkipImportVerify;
if(typeof data27 !== "boolean"){
const err34 = {instancePath:instancePath+"/CloudConfig/SkipImportVerify",schemaPath:"#/properties/CloudConfig/properties/SkipImportVerify/type",keyword:"type",params:{type: "boolean"},schema:schema31.properties.CloudConfig.properties.SkipImportVerify.type,parentSchema:schema31.properties.CloudConfig.properties.SkipImportVerify,data:data27};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
}
if(data6.Spot !== undefined){
let data28 = data6.Spot;
if(typeof data28 !== "boolean"){
const err35 = {instancePath:instancePath+"/CloudConfig/Spot",schemaPath:"#/properties/CloudConfig/properties/Spot/type",keyword:"type",params:{type: "boolean"},schema:schema31.properties.CloudConfig.properties.Spot.type,parentSchema:schema31.properties.CloudConfig.properties.Spot,data:data28};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
}
if(data6.StaticIP !== undefined){
let data29 = data6.StaticIP;
if(typeof data29 !== "string"){
const err36 = {instancePath:instancePath+"/CloudConfig/StaticIP",schemaPath:"#/properties/CloudConfig/properties/StaticIP/type",keyword:"type",params:{type: "string"},schema:schema31.properties.CloudConfig.properties.StaticIP.type,parentSchema:schema31.properties.CloudConfig.properties.StaticIP,data:data29};
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
}
if(data6.Subnet !== undefined){
let data30 = data6.Subnet;
if(typeof data30 !== "string"){
const err37 = {instancePath:instancePath+"/CloudConfig/Subnet",schemaPath:"#/properties/CloudConfig/properties/Subnet/type",keyword:"type",params:{type: "string"},schema:schema31.properties.CloudConfig.properties.Subnet.type,parentSchema:schema31.properties.CloudConfig.properties.Subnet,data:data30};
if(vErrors === null){
vErrors = [err37];
}
else {
vErrors.push(err37);
}
errors++;
}
}
if(data6.Tags !== undefined){
let data31 = data6.Tags;
if(Array.isArray(data31)){
const len1 = data31.length;
for(let i1=0; i1<len1; i1++){
let data32 = data31[i1];
if(data32 && typeof data32 == "object" && !Array.isArray(data32)){
if(data32.key === undefined){
const err38 = {instancePath:instancePath+"/CloudConfig/Tags/" + i1,schemaPath:"#/properties/CloudConfig/properties/Tags/items/required",keyword:"required",params:{missingProperty: "key"},schema:schema31.properties.CloudConfig.properties.Tags.items.required,parentSchema:schema31.properties.CloudConfig.properties.Tags.items,data:data32};
if(vErrors === null){
vErrors = [err38];
}
else {
vErrors.push(err38);
}
errors++;
}
for(const key3 in data32){
if(!(((key3 === "key") || (key3 === "value")) || (key3 === "attribute"))){
const err39 = {instancePath:instancePath+"/CloudConfig/Tags/" + i1,schemaPath:"#/properties/CloudConfig/properties/Tags/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key3},schema:false,parentSchema:schema31.properties.CloudConfig.properties.Tags.items,data:data32};
if(vErrors === null){
vErrors = [err39];
}
else {
vErrors.push(err39);
}
errors++;
}
}
if(data32.key !== undefined){
let data33 = data32.key;
if(typeof data33 !== "string"){
const err40 = {instancePath:instancePath+"/CloudConfig/Tags/" + i1+"/key",schemaPath:"#/properties/CloudConfig/properties/Tags/items/properties/key/type",keyword:"type",params:{type: "string"},schema:schema31.properties.CloudConfig.properties.Tags.items.properties.key.type,parentSchema:schema31.properties.CloudConfig.properties.Tags.items.properties.key,data:data33};
if(vErrors === null){
vErrors = [err40];
}
else {
vErrors.push(err40);
}
errors++;
}
}
if(data32.value !== undefined){
let data34 = data32.value;
if(typeof data34 !== "string"){
const err41 = {instancePath:instancePath+"/CloudConfig/Tags/" + i1+"/value",schemaPath:"#/properties/CloudConfig/properties/Tags/items/properties/value/type",keyword:"type",params:{type: "string"},schema:schema31.properties.CloudConfig.properties.Tags.items.properties.value.type,parentSchema:schema31.properties.CloudConfig.properties.Tags.items.properties.value,data:data34};
if(vErrors === null){
vErrors = [err41];
}
else {
vErrors.push(err41);
}
errors++;
}
}
if(data32.attribute !== undefined){
let data35 = data32.attribute;
if(data35 && typeof data35 == "object" && !Array.isArray(data35)){
for(const key4 in data35){
if(!((((key4 === "image_label") || (key4 === "instance_label")) || (key4 === "instance_network")) || (key4 === "instance_metadata"))){
const err42 = {instancePath:instancePath+"/CloudConfig/Tags/" + i1+"/attribute",schemaPath:"#/properties/CloudConfig/properties/Tags/items/properties/attribute/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key4},schema:false,parentSchema:schema31.properties.CloudConfig.properties.Tags.items.properties.attribute,data:data35};
if(vErrors === null){
vErrors = [err42];
}
else {
vErrors.push(err42);
}
errors++;
}
}
if(data35.image_label !== undefined){
let data36 = data35.image_label;
if(typeof data36 !== "boolean"){
const err43 = {instancePath:instancePath+"/CloudConfig/Tags/" + i1+"/attribute/image_label",schemaPath:"#/properties/CloudConfig/properties/Tags/items/properties/attribute/properties/image_label/type",keyword:"type",params:{type: "boolean"},schema:schema31.properties.CloudConfig.properties.Tags.items.properties.attribute.properties.image_label.type,parentSchema:schema31.properties.CloudConfig.properties.Tags.items.properties.attribute.properties.image_label,data:data36};
if(vErrors === null){
vErrors = [err43];
}
else {
vErrors.push(err43);
}
errors++;
}
}
if(data35.instance_label !== undefined){
let data37 = data35.instance_label;
if(typeof data37 !== "boolean"){
const err44 = {instancePath:instancePath+"/CloudConfig/Tags/" + i1+"/attribute/instance_label",schemaPath:"#/properties/CloudConfig/properties/Tags/items/properties/attribute/properties/instance_label/type",keyword:"type",params:{type: "boolean"},schema:schema31.properties.CloudConfig.properties.Tags.items.properties.attribute.properties.instance_label.type,parentSchema:schema31.properties.CloudConfig.properties.Tags.items.properties.attribute.properties.instance_label,data:data37};
if(vErrors === null){
vErrors = [err44];
}
else {
vErrors.push(err44);
}
errors++;
}
}
if(data35.instance_network !== undefined){
let data38 = data35.instance_network;
if(typeof data38 !== "boolean"){
const err45 = {instancePath:instancePath+"/CloudConfig/Tags/" + i1+"/attribute/instance_network",schemaPath:"#/properties/CloudConfig/properties/Tags/items/properties/attribute/properties/instance_network/type",keyword:"type",params:{type: "boolean"},schema:schema31.properties.CloudConfig.properties.Tags.items.properties.attribute.properties.instance_network.type,parentSchema:schema31.properties.CloudConfig.properties.Tags.items.properties.attribute.properties.instance_network,data:data38};
if(vErrors === null){
vErrors = [err45];
}
else {
vErrors.push(err45);
}
errors++;
}
}
if(data35.instance_metadata !== undefined){
let data39 = data35.instance_metadata;
if(typeof data39 !== "boolean"){
const err46 = {instancePath:instancePath+"/CloudConfig/Tags/" + i1+"/attribute/instance_metadata",schemaPath:"#/properties/CloudConfig/properties/Tags/items/properties/attribute/properties/instance_metadata/type",keyword:"type",params:{type: "boolean"},schema:schema31.properties.CloudConfig.properties.Tags.items.properties.attribute.properties.instance_metadata.type,parentSchema:schema31.properties.CloudConfig.properties.Tags.items.properties.attribute.properties.instance_metadata,data:data39};
if(vErrors === null){
vErrors = [err46];
}
else {
vErrors.push(err46);
}
errors++;
}
}
}
else {
const err47 = {instancePath:instancePath+"/CloudConfig/Tags/" + i1+"/attribute",schemaPath:"#/properties/CloudConfig/properties/Tags/items/properties/attribute/type",keyword:"type",params:{type: "object"},schema:schema31.properties.CloudConfig.properties.Tags.items.properties.attribute.type,parentSchema:schema31.properties.CloudConfig.properties.Tags.items.properties.attribute,data:data35};
if(vErrors === null){
vErrors = [err47];
}
else {
vErrors.push(err47);
}
errors++;
}
}
}
else {
const err48 = {instancePath:instancePath+"/CloudConfig/Tags/" + i1,schemaPath:"#/properties/CloudConfig/properties/Tags/items/type",keyword:"type",params:{type: "object"},schema:schema31.properties.CloudConfig.properties.Tags.items.type,parentSchema:schema31.properties.CloudConfig.properties.Tags.items,data:data32};
if(vErrors === null){
vErrors = [err48];
}
else {
vErrors.push(err48);
}
errors++;
}
}
}
else {
const err49 = {instancePath:instancePath+"/CloudConfig/Tags",schemaPath:"#/properties/CloudConfig/properties/Tags/type",keyword:"type",params:{type: "array"},schema:schema31.properties.CloudConfig.properties.Tags.type,parentSchema:schema31.properties.CloudConfig.properties.Tags,data:data31};
if(vErrors === null){
vErrors = [err49];
}
else {
vErrors.push(err49);
}
errors++;
}
}
if(data6.UserData !== undefined){
let data40 = data6.UserData;
if(typeof data40 !== "string"){
const err50 = {instancePath:instancePath+"/CloudConfig/UserData",schemaPath:"#/properties/CloudConfig/properties/UserData/type",keyword:"type",params:{type: "string"},schema:schema31.properties.CloudConfig.properties.UserData.type,parentSchema:schema31.properties.CloudConfig.properties.UserData,data:data40};
if(vErrors === null){
vErrors = [err50];
}
else {
vErrors.push(err50);
}
errors++;
}
}
if(data6.VPC !== undefined){
let data41 = data6.VPC;
if(typeof data41 !== "string"){
const err51 = {instancePath:instancePath+"/CloudConfig/VPC",schemaPath:"#/properties/CloudConfig/properties/VPC/type",keyword:"type",params:{type: "string"},schema:schema31.properties.CloudConfig.properties.VPC.type,parentSchema:schema31.properties.CloudConfig.properties.VPC,data:data41};
if(vErrors === null){
vErrors = [err51];
}
else {
vErrors.push(err51);
}
errors++;
}
}
if(data6.Zone !== undefined){
let data42 = data6.Zone;
if(typeof data42 !== "string"){
const err52 = {instancePath:instancePath+"/CloudConfig/Zone",schemaPath:"#/properties/CloudConfig/properties/Zone/type",keyword:"type",params:{type: "string"},schema:schema31.properties.CloudConfig.properties.Zone.type,parentSchema:schema31.properties.CloudConfig.properties.Zone,data:data42};
if(vErrors === null){
vErrors = [err52];
}
else {
vErrors.push(err52);
}
errors++;
}
}
}
else {
const err53 = {instancePath:instancePath+"/CloudConfig",schemaPath:"#/properties/CloudConfig/type",keyword:"type",params:{type: "object"},schema:schema31.properties.CloudConfig.type,parentSchema:schema31.properties.CloudConfig,data:data6};
if(vErrors === null){
vErrors = [err53];
}
else {
vErrors.push(err53);
}
errors++;
}
}
if(data.Debugflags !== undefined){
let data43 = data.Debugflags;
if(Array.isArray(data43)){
const len2 = data43.length;
for(let i2=0; i2<len2; i2++){
let data44 = data43[i2];
if(typeof data44 !== "string"){
const err54 = {instancePath:instancePath+"/Debugflags/" + i2,schemaPath:"#/properties/Debugflags/items/type",keyword:"type",params:{type: "string"},schema:schema31.properties.Debugflags.items.type,parentSchema:schema31.properties.Debugflags.items,data:data44};
if(vErrors === null){
vErrors = [err54];
}
else {
vErrors.push(err54);
}
errors++;
}
}
}
else {
const err55 = {instancePath:instancePath+"/Debugflags",schemaPath:"#/properties/Debugflags/type",keyword:"type",params:{type: "array"},schema:schema31.properties.Debugflags.type,parentSchema:schema31.properties.Debugflags,data:data43};
if(vErrors === null){
vErrors = [err55];
}
else {
vErrors.push(err55);
}
errors++;
}
}
if(data.Description !== undefined){
let data45 = data.Description;
if(typeof data45 !== "string"){
const err56 = {instancePath:instancePath+"/Description",schemaPath:"#/properties/Description/type",keyword:"type",params:{type: "string"},schema:schema31.properties.Description.type,parentSchema:schema31.properties.Description,data:data45};
if(vErrors === null){
vErrors = [err56];
}
else {
vErrors.push(err56);
}
errors++;
}
}
if(data.Dirs !== undefined){
let data46 = data.Dirs;
if(Array.isArray(data46)){
const len3 = data46.length;
for(let i3=0; i3<len3; i3++){
let data47 = data46[i3];
if(typeof data47 !== "string"){
const err57 = {instancePath:instancePath+"/Dirs/" + i3,schemaPath:"#/properties/Dirs/items/type",keyword:"type",params:{type: "string"},schema:schema31.properties.Dirs.items.type,parentSchema:schema31.properties.Dirs.items,data:data47};
if(vErrors === null){
vErrors = [err57];
}
else {
vErrors.push(err57);
}
errors++;
}
}
}
else {
const err58 = {instancePath:instancePath+"/Dirs",schemaPath:"#/properties/Dirs/type",keyword:"type",params:{type: "array"},schema:schema31.properties.Dirs.type,parentSchema:schema31.properties.Dirs,data:data46};
if(vErrors === null){
vErrors = [err58];
}
else {
vErrors.push(err58);
}
errors++;
}
}
if(data.DisableArgsCopy !== undefined){
let data48 = data.DisableArgsCopy;
if(typeof data48 !== "boolean"){
const err59 = {instancePath:instancePath+"/DisableArgsCopy",schemaPath:"#/properties/DisableArgsCopy/type",keyword:"type",params:{type: "boolean"},schema:schema31.properties.DisableArgsCopy.type,parentSchema:schema31.properties.DisableArgsCopy,data:data48};
if(vErrors === null){
vErrors = [err59];
}
else {
vErrors.push(err59);
}
errors++;
}
}
if(data.Env !== undefined){
let data49 = data.Env;
if(data49 && typeof data49 == "object" && !Array.isArray(data49)){
for(const key5 in data49){
const _errs106 = errors;
if(typeof key5 === "string"){
if(!pattern5.test(key5)){
const err60 = {instancePath:instancePath+"/Env",schemaPath:"#/properties/Env/propertyNames/pattern",keyword:"pattern",params:{pattern: "^[^=\\u0000]+$"},schema:"^[^=\\u0000]+$",parentSchema:schema31.properties.Env.propertyNames,data:key5,propertyName:key5};
if(vErrors === null){
vErrors = [err60];
}
else {
vErrors.push(err60);
}
errors++;
}
}
var valid13 = _errs106 === errors;
if(!valid13){
const err61 = {instancePath:instancePath+"/Env",schemaPath:"#/properties/Env/propertyNames",keyword:"propertyNames",params:{propertyName: key5},schema:schema31.properties.Env.propertyNames,parentSchema:schema31.properties.Env,data:data49};
if(vErrors === null){
vErrors = [err61];
}
else {
vErrors.push(err61);
}
errors++;
}
}
for(const key6 in data49){
let data50 = data49[key6];
if(typeof data50 !== "string"){
const err62 = {instancePath:instancePath+"/Env/" + key6.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/Env/additionalProperties/type",keyword:"type",params:{type: "string"},schema:schema31.properties.Env.additionalProperties.type,parentSchema:schema31.properties.Env.additionalProperties,data:data50};
if(vErrors === null){
vErrors = [err62];
}
else {
vErrors.push(err62);
}
errors++;
}
}
}
else {
const err63 = {instancePath:instancePath+"/Env",schemaPath:"#/properties/Env/type",keyword:"type",params:{type: "object"},schema:schema31.properties.Env.type,parentSchema:schema31.properties.Env,data:data49};
if(vErrors === null){
vErrors = [err63];
}
else {
vErrors.push(err63);
}
errors++;
}
}
if(data.Files !== undefined){
let data51 = data.Files;
if(Array.isArray(data51)){
const len4 = data51.length;
for(let i4=0; i4<len4; i4++){
let data52 = data51[i4];
if(typeof data52 !== "string"){
const err64 = {instancePath:instancePath+"/Files/" + i4,schemaPath:"#/properties/Files/items/type",keyword:"type",params:{type: "string"},schema:schema31.properties.Files.items.type,parentSchema:schema31.properties.Files.items,data:data52};
if(vErrors === null){
vErrors = [err64];
}
else {
vErrors.push(err64);
}
errors++;
}
}
}
else {
const err65 = {instancePath:instancePath+"/Files",schemaPath:"#/properties/Files/type",keyword:"type",params:{type: "array"},schema:schema31.properties.Files.type,parentSchema:schema31.properties.Files,data:data51};
if(vErrors === null){
vErrors = [err65];
}
else {
vErrors.push(err65);
}
errors++;
}
}
if(data.Force !== undefined){
let data53 = data.Force;
if(typeof data53 !== "boolean"){
const err66 = {instancePath:instancePath+"/Force",schemaPath:"#/properties/Force/type",keyword:"type",params:{type: "boolean"},schema:schema31.properties.Force.type,parentSchema:schema31.properties.Force,data:data53};
if(vErrors === null){
vErrors = [err66];
}
else {
vErrors.push(err66);
}
errors++;
}
}
if(data.Guest !== undefined){
let data54 = data.Guest;
if(typeof data54 !== "string"){
const err67 = {instancePath:instancePath+"/Guest",schemaPath:"#/properties/Guest/type",keyword:"type",params:{type: "string"},schema:schema31.properties.Guest.type,parentSchema:schema31.properties.Guest,data:data54};
if(vErrors === null){
vErrors = [err67];
}
else {
vErrors.push(err67);
}
errors++;
}
if(!((data54 === "linux") || (data54 === "nanos"))){
const err68 = {instancePath:instancePath+"/Guest",schemaPath:"#/properties/Guest/enum",keyword:"enum",params:{allowedValues: schema31.properties.Guest.enum},schema:schema31.properties.Guest.enum,parentSchema:schema31.properties.Guest,data:data54};
if(vErrors === null){
vErrors = [err68];
}
else {
vErrors.push(err68);
}
errors++;
}
}
if(data.home !== undefined){
let data55 = data.home;
if(typeof data55 !== "string"){
const err69 = {instancePath:instancePath+"/home",schemaPath:"#/properties/home/type",keyword:"type",params:{type: "string"},schema:schema31.properties.home.type,parentSchema:schema31.properties.home,data:data55};
if(vErrors === null){
vErrors = [err69];
}
else {
vErrors.push(err69);
}
errors++;
}
}
if(data.Kernel !== undefined){
let data56 = data.Kernel;
if(typeof data56 !== "string"){
const err70 = {instancePath:instancePath+"/Kernel",schemaPath:"#/properties/Kernel/type",keyword:"type",params:{type: "string"},schema:schema31.properties.Kernel.type,parentSchema:schema31.properties.Kernel,data:data56};
if(vErrors === null){
vErrors = [err70];
}
else {
vErrors.push(err70);
}
errors++;
}
}
if(data.KlibDir !== undefined){
let data57 = data.KlibDir;
if(typeof data57 !== "string"){
const err71 = {instancePath:instancePath+"/KlibDir",schemaPath:"#/properties/KlibDir/type",keyword:"type",params:{type: "string"},schema:schema31.properties.KlibDir.type,parentSchema:schema31.properties.KlibDir,data:data57};
if(vErrors === null){
vErrors = [err71];
}
else {
vErrors.push(err71);
}
errors++;
}
}
if(data.Klibs !== undefined){
let data58 = data.Klibs;
if(Array.isArray(data58)){
const len5 = data58.length;
for(let i5=0; i5<len5; i5++){
let data59 = data58[i5];
if(typeof data59 !== "string"){
const err72 = {instancePath:instancePath+"/Klibs/" + i5,schemaPath:"#/properties/Klibs/items/type",keyword:"type",params:{type: "string"},schema:schema31.properties.Klibs.items.type,parentSchema:schema31.properties.Klibs.items,data:data59};
if(vErrors === null){
vErrors = [err72];
}
else {
vErrors.push(err72);
}
errors++;
}
}
}
else {
const err73 = {instancePath:instancePath+"/Klibs",schemaPath:"#/properties/Klibs/type",keyword:"type",params:{type: "array"},schema:schema31.properties.Klibs.type,parentSchema:schema31.properties.Klibs,data:data58};
if(vErrors === null){
vErrors = [err73];
}
else {
vErrors.push(err73);
}
errors++;
}
}
if(data.Language !== undefined){
let data60 = data.Language;
if(typeof data60 !== "string"){
const err74 = {instancePath:instancePath+"/Language",schemaPath:"#/properties/Language/type",keyword:"type",params:{type: "string"},schema:schema31.properties.Language.type,parentSchema:schema31.properties.Language,data:data60};
if(vErrors === null){
vErrors = [err74];
}
else {
vErrors.push(err74);
}
errors++;
}
}
if(data.LocalFilesParentDirectory !== undefined){
let data61 = data.LocalFilesParentDirectory;
if(typeof data61 !== "string"){
const err75 = {instancePath:instancePath+"/LocalFilesParentDirectory",schemaPath:"#/properties/LocalFilesParentDirectory/type",keyword:"type",params:{type: "string"},schema:schema31.properties.LocalFilesParentDirectory.type,parentSchema:schema31.properties.LocalFilesParentDirectory,data:data61};
if(vErrors === null){
vErrors = [err75];
}
else {
vErrors.push(err75);
}
errors++;
}
}
if(data.ManifestPassthrough !== undefined){
let data62 = data.ManifestPassthrough;
if(data62 && typeof data62 == "object" && !Array.isArray(data62)){
if(data62.cwd !== undefined){
let data63 = data62.cwd;
if(typeof data63 !== "string"){
const err76 = {instancePath:instancePath+"/ManifestPassthrough/cwd",schemaPath:"#/properties/ManifestPassthrough/properties/cwd/type",keyword:"type",params:{type: "string"},schema:schema31.properties.ManifestPassthrough.properties.cwd.type,parentSchema:schema31.properties.ManifestPassthrough.properties.cwd,data:data63};
if(vErrors === null){
vErrors = [err76];
}
else {
vErrors.push(err76);
}
errors++;
}
}
if(data62["en1.io-queues"] !== undefined){
let data64 = data62["en1.io-queues"];
if((!(((typeof data64 == "number") && (!(data64 % 1) && !isNaN(data64))) && (isFinite(data64)))) && (typeof data64 !== "string")){
const err77 = {instancePath:instancePath+"/ManifestPassthrough/en1.io-queues",schemaPath:"#/properties/ManifestPassthrough/properties/en1.io-queues/type",keyword:"type",params:{type: schema31.properties.ManifestPassthrough.properties["en1.io-queues"].type},schema:schema31.properties.ManifestPassthrough.properties["en1.io-queues"].type,parentSchema:schema31.properties.ManifestPassthrough.properties["en1.io-queues"],data:data64};
if(vErrors === null){
vErrors = [err77];
}
else {
vErrors.push(err77);
}
errors++;
}
}
if(data62.exec_protection !== undefined){
let data65 = data62.exec_protection;
if((typeof data65 !== "boolean") && (typeof data65 !== "string")){
const err78 = {instancePath:instancePath+"/ManifestPassthrough/exec_protection",schemaPath:"#/properties/ManifestPassthrough/properties/exec_protection/type",keyword:"type",params:{type: schema31.properties.ManifestPassthrough.properties.exec_protection.type},schema:schema31.properties.ManifestPassthrough.properties.exec_protection.type,parentSchema:schema31.properties.ManifestPassthrough.properties.exec_protection,data:data65};
if(vErrors === null){
vErrors = [err78];
}
else {
vErrors.push(err78);
}
errors++;
}
}
if(data62.exec_wait_for_ip4_secs !== undefined){
let data66 = data62.exec_wait_for_ip4_secs;
if((!(((typeof data66 == "number") && (!(data66 % 1) && !isNaN(data66))) && (isFinite(data66)))) && (typeof data66 !== "string")){
const err79 = {instancePath:instancePath+"/ManifestPassthrough/exec_wait_for_ip4_secs",schemaPath:"#/properties/ManifestPassthrough/properties/exec_wait_for_ip4_secs/type",keyword:"type",params:{type: schema31.properties.ManifestPassthrough.properties.exec_wait_for_ip4_secs.type},schema:schema31.properties.ManifestPassthrough.properties.exec_wait_for_ip4_secs.type,parentSchema:schema31.properties.ManifestPassthrough.properties.exec_wait_for_ip4_secs,data:data66};
if(vErrors === null){
vErrors = [err79];
}
else {
vErrors.push(err79);
}
errors++;
}
}
if(data62.exec_wait_for_ip6_secs !== undefined){
let data67 = data62.exec_wait_for_ip6_secs;
if((!(((typeof data67 == "number") && (!(data67 % 1) && !isNaN(data67))) && (isFinite(data67)))) && (typeof data67 !== "string")){
const err80 = {instancePath:instancePath+"/ManifestPassthrough/exec_wait_for_ip6_secs",schemaPath:"#/properties/ManifestPassthrough/properties/exec_wait_for_ip6_secs/type",keyword:"type",params:{type: schema31.properties.ManifestPassthrough.properties.exec_wait_for_ip6_secs.type},schema:schema31.properties.ManifestPassthrough.properties.exec_wait_for_ip6_secs.type,parentSchema:schema31.properties.ManifestPassthrough.properties.exec_wait_for_ip6_secs,data:data67};
if(vErrors === null){
vErrors = [err80];
}
else {
vErrors.push(err80);
}
errors++;
}
}
if(data62.log_level !== undefined){
let data68 = data62.log_level;
if(typeof data68 !== "string"){
const err81 = {instancePath:instancePath+"/ManifestPassthrough/log_level",schemaPath:"#/properties/ManifestPassthrough/properties/log_level/type",keyword:"type",params:{type: "string"},schema:schema31.properties.ManifestPassthrough.properties.log_level.type,parentSchema:schema31.properties.ManifestPassthrough.properties.log_level,data:data68};
if(vErrors === null){
vErrors = [err81];
}
else {
vErrors.push(err81);
}
errors++;
}
}
if(data62.mmap_min_addr !== undefined){
let data69 = data62.mmap_min_addr;
if((!(((typeof data69 == "number") && (!(data69 % 1) && !isNaN(data69))) && (isFinite(data69)))) && (typeof data69 !== "string")){
const err82 = {instancePath:instancePath+"/ManifestPassthrough/mmap_min_addr",schemaPath:"#/properties/ManifestPassthrough/properties/mmap_min_addr/type",keyword:"type",params:{type: schema31.properties.ManifestPassthrough.properties.mmap_min_addr.type},schema:schema31.properties.ManifestPassthrough.properties.mmap_min_addr.type,parentSchema:schema31.properties.ManifestPassthrough.properties.mmap_min_addr,data:data69};
if(vErrors === null){
vErrors = [err82];
}
else {
vErrors.push(err82);
}
errors++;
}
}
if(data62.mtu !== undefined){
let data70 = data62.mtu;
if((!(((typeof data70 == "number") && (!(data70 % 1) && !isNaN(data70))) && (isFinite(data70)))) && (typeof data70 !== "string")){
const err83 = {instancePath:instancePath+"/ManifestPassthrough/mtu",schemaPath:"#/properties/ManifestPassthrough/properties/mtu/type",keyword:"type",params:{type: schema31.properties.ManifestPassthrough.properties.mtu.type},schema:schema31.properties.ManifestPassthrough.properties.mtu.type,parentSchema:schema31.properties.ManifestPassthrough.properties.mtu,data:data70};
if(vErrors === null){
vErrors = [err83];
}
else {
vErrors.push(err83);
}
errors++;
}
}
if(data62.netconsole_ip !== undefined){
let data71 = data62.netconsole_ip;
if(typeof data71 !== "string"){
const err84 = {instancePath:instancePath+"/ManifestPassthrough/netconsole_ip",schemaPath:"#/properties/ManifestPassthrough/properties/netconsole_ip/type",keyword:"type",params:{type: "string"},schema:schema31.properties.ManifestPassthrough.properties.netconsole_ip.type,parentSchema:schema31.properties.ManifestPassthrough.properties.netconsole_ip,data:data71};
if(vErrors === null){
vErrors = [err84];
}
else {
vErrors.push(err84);
}
errors++;
}
}
if(data62.netconsole_port !== undefined){
let data72 = data62.netconsole_port;
if((!(((typeof data72 == "number") && (!(data72 % 1) && !isNaN(data72))) && (isFinite(data72)))) && (typeof data72 !== "string")){
const err85 = {instancePath:instancePath+"/ManifestPassthrough/netconsole_port",schemaPath:"#/properties/ManifestPassthrough/properties/netconsole_port/type",keyword:"type",params:{type: schema31.properties.ManifestPassthrough.properties.netconsole_port.type},schema:schema31.properties.ManifestPassthrough.properties.netconsole_port.type,parentSchema:schema31.properties.ManifestPassthrough.properties.netconsole_port,data:data72};
if(vErrors === null){
vErrors = [err85];
}
else {
vErrors.push(err85);
}
errors++;
}
}
if(data62.program_overwrite !== undefined){
let data73 = data62.program_overwrite;
if((typeof data73 !== "boolean") && (typeof data73 !== "string")){
const err86 = {instancePath:instancePath+"/ManifestPassthrough/program_overwrite",schemaPath:"#/properties/ManifestPassthrough/properties/program_overwrite/type",keyword:"type",params:{type: schema31.properties.ManifestPassthrough.properties.program_overwrite.type},schema:schema31.properties.ManifestPassthrough.properties.program_overwrite.type,parentSchema:schema31.properties.ManifestPassthrough.properties.program_overwrite,data:data73};
if(vErrors === null){
vErrors = [err86];
}
else {
vErrors.push(err86);
}
errors++;
}
}
if(data62.readonly_rootfs !== undefined){
let data74 = data62.readonly_rootfs;
if((typeof data74 !== "boolean") && (typeof data74 !== "string")){
const err87 = {instancePath:instancePath+"/ManifestPassthrough/readonly_rootfs",schemaPath:"#/properties/ManifestPassthrough/properties/readonly_rootfs/type",keyword:"type",params:{type: schema31.properties.ManifestPassthrough.properties.readonly_rootfs.type},schema:schema31.properties.ManifestPassthrough.properties.readonly_rootfs.type,parentSchema:schema31.properties.ManifestPassthrough.properties.readonly_rootfs,data:data74};
if(vErrors === null){
vErrors = [err87];
}
else {
vErrors.push(err87);
}
errors++;
}
}
if(data62.so_rcvbuf !== undefined){
let data75 = data62.so_rcvbuf;
if((!(((typeof data75 == "number") && (!(data75 % 1) && !isNaN(data75))) && (isFinite(data75)))) && (typeof data75 !== "string")){
const err88 = {instancePath:instancePath+"/ManifestPassthrough/so_rcvbuf",schemaPath:"#/properties/ManifestPassthrough/properties/so_rcvbuf/type",keyword:"type",params:{type: schema31.properties.ManifestPassthrough.properties.so_rcvbuf.type},schema:schema31.properties.ManifestPassthrough.properties.so_rcvbuf.type,parentSchema:schema31.properties.ManifestPassthrough.properties.so_rcvbuf,data:data75};
if(vErrors === null){
vErrors = [err88];
}
else {
vErrors.push(err88);
}
errors++;
}
}
if(data62.static_map_program !== undefined){
let data76 = data62.static_map_program;
if((typeof data76 !== "boolean") && (typeof data76 !== "string")){
const err89 = {instancePath:instancePath+"/ManifestPassthrough/static_map_program",schemaPath:"#/properties/ManifestPassthrough/properties/static_map_program/type",keyword:"type",params:{type: schema31.properties.ManifestPassthrough.properties.static_map_program.type},schema:schema31.properties.ManifestPassthrough.properties.static_map_program.type,parentSchema:schema31.properties.ManifestPassthrough.properties.static_map_program,data:data76};
if(vErrors === null){
vErrors = [err89];
}
else {
vErrors.push(err89);
}
errors++;
}
}
}
else {
const err90 = {instancePath:instancePath+"/ManifestPassthrough",schemaPath:"#/properties/ManifestPassthrough/type",keyword:"type",params:{type: "object"},schema:schema31.properties.ManifestPassthrough.type,parentSchema:schema31.properties.ManifestPassthrough,data:data62};
if(vErrors === null){
vErrors = [err90];
}
else {
vErrors.push(err90);
}
errors++;
}
}
if(data.MapDirs !== undefined){
let data77 = data.MapDirs;
if(data77 && typeof data77 == "object" && !Array.isArray(data77)){
for(const key7 in data77){
let data78 = data77[key7];
if(typeof data78 !== "string"){
const err91 = {instancePath:instancePath+"/MapDirs/" + key7.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/MapDirs/additionalProperties/type",keyword:"type",params:{type: "string"},schema:schema31.properties.MapDirs.additionalProperties.type,parentSchema:schema31.properties.MapDirs.additionalProperties,data:data78};
if(vErrors === null){
vErrors = [err91];
}
else {
vErrors.push(err91);
}
errors++;
}
}
}
else {
const err92 = {instancePath:instancePath+"/MapDirs",schemaPath:"#/properties/MapDirs/type",keyword:"type",params:{type: "object"},schema:schema31.properties.MapDirs.type,parentSchema:schema31.properties.MapDirs,data:data77};
if(vErrors === null){
vErrors = [err92];
}
else {
vErrors.push(err92);
}
errors++;
}
}
if(data.Mounts !== undefined){
let data79 = data.Mounts;
if(data79 && typeof data79 == "object" && !Array.isArray(data79)){
for(const key8 in data79){
const _errs170 = errors;
if(typeof key8 === "string"){
if(!pattern6.test(key8)){
const err93 = {instancePath:instancePath+"/Mounts",schemaPath:"#/properties/Mounts/propertyNames/pattern",keyword:"pattern",params:{pattern: "^[^\\u0000]+$"},schema:"^[^\\u0000]+$",parentSchema:schema31.properties.Mounts.propertyNames,data:key8,propertyName:key8};
if(vErrors === null){
vErrors = [err93];
}
else {
vErrors.push(err93);
}
errors++;
}
}
var valid21 = _errs170 === errors;
if(!valid21){
const err94 = {instancePath:instancePath+"/Mounts",schemaPath:"#/properties/Mounts/propertyNames",keyword:"propertyNames",params:{propertyName: key8},schema:schema31.properties.Mounts.propertyNames,parentSchema:schema31.properties.Mounts,data:data79};
if(vErrors === null){
vErrors = [err94];
}
else {
vErrors.push(err94);
}
errors++;
}
}
for(const key9 in data79){
let data80 = data79[key9];
if((typeof data80 !== "string") && (!(Array.isArray(data80)))){
const err95 = {instancePath:instancePath+"/Mounts/" + key9.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/Mounts/additionalProperties/type",keyword:"type",params:{type: schema31.properties.Mounts.additionalProperties.type},schema:schema31.properties.Mounts.additionalProperties.type,parentSchema:schema31.properties.Mounts.additionalProperties,data:data80};
if(vErrors === null){
vErrors = [err95];
}
else {
vErrors.push(err95);
}
errors++;
}
if(typeof data80 === "string"){
if(!pattern7.test(data80)){
const err96 = {instancePath:instancePath+"/Mounts/" + key9.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/Mounts/additionalProperties/pattern",keyword:"pattern",params:{pattern: "^/[^:]*(:ro|:rw)?$"},schema:"^/[^:]*(:ro|:rw)?$",parentSchema:schema31.properties.Mounts.additionalProperties,data:data80};
if(vErrors === null){
vErrors = [err96];
}
else {
vErrors.push(err96);
}
errors++;
}
}
if(Array.isArray(data80)){
const len6 = data80.length;
for(let i6=0; i6<len6; i6++){
let data81 = data80[i6];
if(typeof data81 === "string"){
if(!pattern7.test(data81)){
const err97 = {instancePath:instancePath+"/Mounts/" + key9.replace(/~/g, "~0").replace(/\//g, "~1")+"/" + i6,schemaPath:"#/properties/Mounts/additionalProperties/items/pattern",keyword:"pattern",params:{pattern: "^/[^:]*(:ro|:rw)?$"},schema:"^/[^:]*(:ro|:rw)?$",parentSchema:schema31.properties.Mounts.additionalProperties.items,data:data81};
if(vErrors === null){
vErrors = [err97];
}
else {
vErrors.push(err97);
}
errors++;
}
}
else {
const err98 = {instancePath:instancePath+"/Mounts/" + key9.replace(/~/g, "~0").replace(/\//g, "~1")+"/" + i6,schemaPath:"#/properties/Mounts/additionalProperties/items/type",keyword:"type",params:{type: "string"},schema:schema31.properties.Mounts.additionalProperties.items.type,parentSchema:schema31.properties.Mounts.additionalProperties.items,data:data81};
if(vErrors === null){
vErrors = [err98];
}
else {
vErrors.push(err98);
}
errors++;
}
}
}
}
}
else {
const err99 = {instancePath:instancePath+"/Mounts",schemaPath:"#/properties/Mounts/type",keyword:"type",params:{type: "object"},schema:schema31.properties.Mounts.type,parentSchema:schema31.properties.Mounts,data:data79};
if(vErrors === null){
vErrors = [err99];
}
else {
vErrors.push(err99);
}
errors++;
}
}
if(data.NameServers !== undefined){
let data82 = data.NameServers;
if(Array.isArray(data82)){
const len7 = data82.length;
for(let i7=0; i7<len7; i7++){
let data83 = data82[i7];
if(typeof data83 === "string"){
if(!(formats2(data83))){
const err100 = {instancePath:instancePath+"/NameServers/" + i7,schemaPath:"#/properties/NameServers/items/format",keyword:"format",params:{format: "ip-address"},schema:"ip-address",parentSchema:schema31.properties.NameServers.items,data:data83};
if(vErrors === null){
vErrors = [err100];
}
else {
vErrors.push(err100);
}
errors++;
}
}
else {
const err101 = {instancePath:instancePath+"/NameServers/" + i7,schemaPath:"#/properties/NameServers/items/type",keyword:"type",params:{type: "string"},schema:schema31.properties.NameServers.items.type,parentSchema:schema31.properties.NameServers.items,data:data83};
if(vErrors === null){
vErrors = [err101];
}
else {
vErrors.push(err101);
}
errors++;
}
}
}
else {
const err102 = {instancePath:instancePath+"/NameServers",schemaPath:"#/properties/NameServers/type",keyword:"type",params:{type: "array"},schema:schema31.properties.NameServers.type,parentSchema:schema31.properties.NameServers,data:data82};
if(vErrors === null){
vErrors = [err102];
}
else {
vErrors.push(err102);
}
errors++;
}
}
if(data.NanosVersion !== undefined){
let data84 = data.NanosVersion;
if(typeof data84 !== "string"){
const err103 = {instancePath:instancePath+"/NanosVersion",schemaPath:"#/properties/NanosVersion/type",keyword:"type",params:{type: "string"},schema:schema31.properties.NanosVersion.type,parentSchema:schema31.properties.NanosVersion,data:data84};
if(vErrors === null){
vErrors = [err103];
}
else {
vErrors.push(err103);
}
errors++;
}
}
if(data.NightlyBuild !== undefined){
let data85 = data.NightlyBuild;
if(typeof data85 !== "boolean"){
const err104 = {instancePath:instancePath+"/NightlyBuild",schemaPath:"#/properties/NightlyBuild/type",keyword:"type",params:{type: "boolean"},schema:schema31.properties.NightlyBuild.type,parentSchema:schema31.properties.NightlyBuild,data:data85};
if(vErrors === null){
vErrors = [err104];
}
else {
vErrors.push(err104);
}
errors++;
}
}
if(data.NoTrace !== undefined){
let data86 = data.NoTrace;
if(Array.isArray(data86)){
const len8 = data86.length;
for(let i8=0; i8<len8; i8++){
let data87 = data86[i8];
if(typeof data87 !== "string"){
const err105 = {instancePath:instancePath+"/NoTrace/" + i8,schemaPath:"#/properties/NoTrace/items/type",keyword:"type",params:{type: "string"},schema:schema31.properties.NoTrace.items.type,parentSchema:schema31.properties.NoTrace.items,data:data87};
if(vErrors === null){
vErrors = [err105];
}
else {
vErrors.push(err105);
}
errors++;
}
}
}
else {
const err106 = {instancePath:instancePath+"/NoTrace",schemaPath:"#/properties/NoTrace/type",keyword:"type",params:{type: "array"},schema:schema31.properties.NoTrace.type,parentSchema:schema31.properties.NoTrace,data:data86};
if(vErrors === null){
vErrors = [err106];
}
else {
vErrors.push(err106);
}
errors++;
}
}
if(data.PackageBaseURL !== undefined){
let data88 = data.PackageBaseURL;
if(typeof data88 !== "string"){
const err107 = {instancePath:instancePath+"/PackageBaseURL",schemaPath:"#/properties/PackageBaseURL/type",keyword:"type",params:{type: "string"},schema:schema31.properties.PackageBaseURL.type,parentSchema:schema31.properties.PackageBaseURL,data:data88};
if(vErrors === null){
vErrors = [err107];
}
else {
vErrors.push(err107);
}
errors++;
}
}
if(data.PackageManifestURL !== undefined){
let data89 = data.PackageManifestURL;
if(typeof data89 !== "string"){
const err108 = {instancePath:instancePath+"/PackageManifestURL",schemaPath:"#/properties/PackageManifestURL/type",keyword:"type",params:{type: "string"},schema:schema31.properties.PackageManifestURL.type,parentSchema:schema31.properties.PackageManifestURL,data:data89};
if(vErrors === null){
vErrors = [err108];
}
else {
vErrors.push(err108);
}
errors++;
}
}
if(data.Program !== undefined){
let data90 = data.Program;
if(typeof data90 !== "string"){
const err109 = {instancePath:instancePath+"/Program",schemaPath:"#/properties/Program/type",keyword:"type",params:{type: "string"},schema:schema31.properties.Program.type,parentSchema:schema31.properties.Program,data:data90};
if(vErrors === null){
vErrors = [err109];
}
else {
vErrors.push(err109);
}
errors++;
}
}
if(data.ProgramPath !== undefined){
let data91 = data.ProgramPath;
if(typeof data91 !== "string"){
const err110 = {instancePath:instancePath+"/ProgramPath",schemaPath:"#/properties/ProgramPath/type",keyword:"type",params:{type: "string"},schema:schema31.properties.ProgramPath.type,parentSchema:schema31.properties.ProgramPath,data:data91};
if(vErrors === null){
vErrors = [err110];
}
else {
vErrors.push(err110);
}
errors++;
}
}
if(data.RebootOnExit !== undefined){
let data92 = data.RebootOnExit;
if(typeof data92 !== "boolean"){
const err111 = {instancePath:instancePath+"/RebootOnExit",schemaPath:"#/properties/RebootOnExit/type",keyword:"type",params:{type: "boolean"},schema:schema31.properties.RebootOnExit.type,parentSchema:schema31.properties.RebootOnExit,data:data92};
if(vErrors === null){
vErrors = [err111];
}
else {
vErrors.push(err111);
}
errors++;
}
}
if(data.RunConfig !== undefined){
let data93 = data.RunConfig;
if(data93 && typeof data93 == "object" && !Array.isArray(data93)){
for(const key10 in data93){
if(!(func1.call(schema31.properties.RunConfig.properties, key10))){
const err112 = {instancePath:instancePath+"/RunConfig",schemaPath:"#/properties/RunConfig/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key10},schema:false,parentSchema:schema31.properties.RunConfig,data:data93};
if(vErrors === null){
vErrors = [err112];
}
else {
vErrors.push(err112);
}
errors++;
}
}
if(data93.Accel !== undefined){
let data94 = data93.Accel;
if(typeof data94 !== "boolean"){
const err113 = {instancePath:instancePath+"/RunConfig/Accel",schemaPath:"#/properties/RunConfig/properties/Accel/type",keyword:"type",params:{type: "boolean"},schema:schema31.properties.RunConfig.properties.Accel.type,parentSchema:schema31.properties.RunConfig.properties.Accel,data:data94};
if(vErrors === null){
vErrors = [err113];
}
else {
vErrors.push(err113);
}
errors++;
}
}
if(data93.AtExit !== undefined){
let data95 = data93.AtExit;
if(typeof data95 !== "string"){
const err114 = {instancePath:instancePath+"/RunConfig/AtExit",schemaPath:"#/properties/RunConfig/properties/AtExit/type",keyword:"type",params:{type: "string"},schema:schema31.properties.RunConfig.properties.AtExit.type,parentSchema:schema31.properties.RunConfig.properties.AtExit,data:data95};
if(vErrors === null){
vErrors = [err114];
}
else {
vErrors.push(err114);
}
errors++;
}
}
if(data93.AttachVolumeOnInstanceCreate !== undefined){
let data96 = data93.AttachVolumeOnInstanceCreate;
if(typeof data96 !== "boolean"){
const err115 = {instancePath:instancePath+"/RunConfig/AttachVolumeOnInstanceCreate",schemaPath:"#/properties/RunConfig/properties/AttachVolumeOnInstanceCreate/type",keyword:"type",params:{type: "boolean"},schema:schema31.properties.RunConfig.properties.AttachVolumeOnInstanceCreate.type,parentSchema:schema31.properties.RunConfig.properties.AttachVolumeOnInstanceCreate,data:data96};
if(vErrors === null){
vErrors = [err115];
}
else {
vErrors.push(err115);
}
errors++;
}
}
if(data93.Background !== undefined){
let data97 = data93.Background;
if(typeof data97 !== "boolean"){
const err116 = {instancePath:instancePath+"/RunConfig/Background",schemaPath:"#/properties/RunConfig/properties/Background/type",keyword:"type",params:{type: "boolean"},schema:schema31.properties.RunConfig.properties.Background.type,parentSchema:schema31.properties.RunConfig.properties.Background,data:data97};
if(vErrors === null){
vErrors = [err116];
}
else {
vErrors.push(err116);
}
errors++;
}
}
if(data93.BackgroundDetach !== undefined){
let data98 = data93.BackgroundDetach;
if(typeof data98 !== "boolean"){
const err117 = {instancePath:instancePath+"/RunConfig/BackgroundDetach",schemaPath:"#/properties/RunConfig/properties/BackgroundDetach/type",keyword:"type",params:{type: "boolean"},schema:schema31.properties.RunConfig.properties.BackgroundDetach.type,parentSchema:schema31.properties.RunConfig.properties.BackgroundDetach,data:data98};
if(vErrors === null){
vErrors = [err117];
}
else {
vErrors.push(err117);
}
errors++;
}
}
if(data93.BridgeIPAddress !== undefined){
let data99 = data93.BridgeIPAddress;
if(typeof data99 !== "string"){
const err118 = {instancePath:instancePath+"/RunConfig/BridgeIPAddress",schemaPath:"#/properties/RunConfig/properties/BridgeIPAddress/type",keyword:"type",params:{type: "string"},schema:schema31.properties.RunConfig.properties.BridgeIPAddress.type,parentSchema:schema31.properties.RunConfig.properties.BridgeIPAddress,data:data99};
if(vErrors === null){
vErrors = [err118];
}
else {
vErrors.push(err118);
}
errors++;
}
}
if(data93.BridgeName !== undefined){
let data100 = data93.BridgeName;
if(typeof data100 !== "string"){
const err119 = {instancePath:instancePath+"/RunConfig/BridgeName",schemaPath:"#/properties/RunConfig/properties/BridgeName/type",keyword:"type",params:{type: "string"},schema:schema31.properties.RunConfig.properties.BridgeName.type,parentSchema:schema31.properties.RunConfig.properties.BridgeName,data:data100};
if(vErrors === null){
vErrors = [err119];
}
else {
vErrors.push(err119);
}
errors++;
}
}
if(data93.Bridged !== undefined){
let data101 = data93.Bridged;
if(typeof data101 !== "boolean"){
const err120 = {instancePath:instancePath+"/RunConfig/Bridged",schemaPath:"#/properties/RunConfig/properties/Bridged/type",keyword:"type",params:{type: "boolean"},schema:schema31.properties.RunConfig.properties.Bridged.type,parentSchema:schema31.properties.RunConfig.properties.Bridged,data:data101};
if(vErrors === null){
vErrors = [err120];
}
else {
vErrors.push(err120);
}
errors++;
}
}
if(data93.CanIPForward !== undefined){
let data102 = data93.CanIPForward;
if(typeof data102 !== "boolean"){
const err121 = {instancePath:instancePath+"/RunConfig/CanIPForward",schemaPath:"#/properties/RunConfig/properties/CanIPForward/type",keyword:"type",params:{type: "boolean"},schema:schema31.properties.RunConfig.properties.CanIPForward.type,parentSchema:schema31.properties.RunConfig.properties.CanIPForward,data:data102};
if(vErrors === null){
vErrors = [err121];
}
else {
vErrors.push(err121);
}
errors++;
}
}
if(data93.CPUs !== undefined){
let data103 = data93.CPUs;
if(!(((typeof data103 == "number") && (!(data103 % 1) && !isNaN(data103))) && (isFinite(data103)))){
const err122 = {instancePath:instancePath+"/RunConfig/CPUs",schemaPath:"#/properties/RunConfig/properties/CPUs/type",keyword:"type",params:{type: "integer"},schema:schema31.properties.RunConfig.properties.CPUs.type,parentSchema:schema31.properties.RunConfig.properties.CPUs,data:data103};
if(vErrors === null){
vErrors = [err122];
}
else {
vErrors.push(err122);
}
errors++;
}
if((typeof data103 == "number") && (isFinite(data103))){
if(data103 < 1 || isNaN(data103)){
const err123 = {instancePath:instancePath+"/RunConfig/CPUs",schemaPath:"#/properties/RunConfig/properties/CPUs/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},schema:1,parentSchema:schema31.properties.RunConfig.properties.CPUs,data:data103};
if(vErrors === null){
vErrors = [err123];
}
else {
vErrors.push(err123);
}
errors++;
}
}
}
if(data93.Debug !== undefined){
let data104 = data93.Debug;
if(typeof data104 !== "boolean"){
const err124 = {instancePath:instancePath+"/RunConfig/Debug",schemaPath:"#/properties/RunConfig/properties/Debug/type",keyword:"type",params:{type: "boolean"},schema:schema31.properties.RunConfig.properties.Debug.type,parentSchema:schema31.properties.RunConfig.properties.Debug,data:data104};
if(vErrors === null){
vErrors = [err124];
}
else {
vErrors.push(err124);
}
errors++;
}
}
if(data93.Gateway !== undefined){
let data105 = data93.Gateway;
if(typeof data105 === "string"){
if(!(formats4(data105))){
const err125 = {instancePath:instancePath+"/RunConfig/Gateway",schemaPath:"#/properties/RunConfig/properties/Gateway/format",keyword:"format",params:{format: "ipv4"},schema:"ipv4",parentSchema:schema31.properties.RunConfig.properties.Gateway,data:data105};
if(vErrors === null){
vErrors = [err125];
}
else {
vErrors.push(err125);
}
errors++;
}
}
else {
const err126 = {instancePath:instancePath+"/RunConfig/Gateway",schemaPath:"#/properties/RunConfig/properties/Gateway/type",keyword:"type",params:{type: "string"},schema:schema31.properties.RunConfig.properties.Gateway.type,parentSchema:schema31.properties.RunConfig.properties.Gateway,data:data105};
if(vErrors === null){
vErrors = [err126];
}
else {
vErrors.push(err126);
}
errors++;
}
}
if(data93.GdbPort !== undefined){
let data106 = data93.GdbPort;
if(!(((typeof data106 == "number") && (!(data106 % 1) && !isNaN(data106))) && (isFinite(data106)))){
const err127 = {instancePath:instancePath+"/RunConfig/GdbPort",schemaPath:"#/properties/RunConfig/properties/GdbPort/type",keyword:"type",params:{type: "integer"},schema:schema31.properties.RunConfig.properties.GdbPort.type,parentSchema:schema31.properties.RunConfig.properties.GdbPort,data:data106};
if(vErrors === null){
vErrors = [err127];
}
else {
vErrors.push(err127);
}
errors++;
}
if((typeof data106 == "number") && (isFinite(data106))){
if(data106 > 65535 || isNaN(data106)){
const err128 = {instancePath:instancePath+"/RunConfig/GdbPort",schemaPath:"#/properties/RunConfig/properties/GdbPort/maximum",keyword:"maximum",params:{comparison: "<=", limit: 65535},schema:65535,parentSchema:schema31.properties.RunConfig.properties.GdbPort,data:data106};
if(vErrors === null){
vErrors = [err128];
}
else {
vErrors.push(err128);
}
errors++;
}
if(data106 < 0 || isNaN(data106)){
const err129 = {instancePath:instancePath+"/RunConfig/GdbPort",schemaPath:"#/properties/RunConfig/properties/GdbPort/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},schema:0,parentSchema:schema31.properties.RunConfig.properties.GdbPort,data:data106};
if(vErrors === null){
vErrors = [err129];
}
else {
vErrors.push(err129);
}
errors++;
}
}
}
if(data93.GPUs !== undefined){
let data107 = data93.GPUs;
if(!(((typeof data107 == "number") && (!(data107 % 1) && !isNaN(data107))) && (isFinite(data107)))){
const err130 = {instancePath:instancePath+"/RunConfig/GPUs",schemaPath:"#/properties/RunConfig/properties/GPUs/type",keyword:"type",params:{type: "integer"},schema:schema31.properties.RunConfig.properties.GPUs.type,parentSchema:schema31.properties.RunConfig.properties.GPUs,data:data107};
if(vErrors === null){
vErrors = [err130];
}
else {
vErrors.push(err130);
}
errors++;
}
if((typeof data107 == "number") && (isFinite(data107))){
if(data107 < 0 || isNaN(data107)){
const err131 = {instancePath:instancePath+"/RunConfig/GPUs",schemaPath:"#/properties/RunConfig/properties/GPUs/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},schema:0,parentSchema:schema31.properties.RunConfig.properties.GPUs,data:data107};
if(vErrors === null){
vErrors = [err131];
}
else {
vErrors.push(err131);
}
errors++;
}
}
}
if(data93.GPUType !== undefined){
let data108 = data93.GPUType;
if(typeof data108 !== "string"){
const err132 = {instancePath:instancePath+"/RunConfig/GPUType",schemaPath:"#/properties/RunConfig/properties/GPUType/type",keyword:"type",params:{type: "string"},schema:schema31.properties.RunConfig.properties.GPUType.type,parentSchema:schema31.properties.RunConfig.properties.GPUType,data:data108};
if(vErrors === null){
vErrors = [err132];
}
else {
vErrors.push(err132);
}
errors++;
}
}
if(data93.ImageName !== undefined){
let data109 = data93.ImageName;
if(typeof data109 !== "string"){
const err133 = {instancePath:instancePath+"/RunConfig/ImageName",schemaPath:"#/properties/RunConfig/properties/ImageName/type",keyword:"type",params:{type: "string"},schema:schema31.properties.RunConfig.properties.ImageName.type,parentSchema:schema31.properties.RunConfig.properties.ImageName,data:data109};
if(vErrors === null){
vErrors = [err133];
}
else {
vErrors.push(err133);
}
errors++;
}
}
if(data93.InstanceGroup !== undefined){
let data110 = data93.InstanceGroup;
if(typeof data110 !== "string"){
const err134 = {instancePath:instancePath+"/RunConfig/InstanceGroup",schemaPath:"#/properties/RunConfig/properties/InstanceGroup/type",keyword:"type",params:{type: "string"},schema:schema31.properties.RunConfig.properties.InstanceGroup.type,parentSchema:schema31.properties.RunConfig.properties.InstanceGroup,data:data110};
if(vErrors === null){
vErrors = [err134];
}
else {
vErrors.push(err134);
}
errors++;
}
}
if(data93.InstanceName !== undefined){
let data111 = data93.InstanceName;
if(typeof data111 !== "string"){
const err135 = {instancePath:instancePath+"/RunConfig/InstanceName",schemaPath:"#/properties/RunConfig/properties/InstanceName/type",keyword:"type",params:{type: "string"},schema:schema31.properties.RunConfig.properties.InstanceName.type,parentSchema:schema31.properties.RunConfig.properties.InstanceName,data:data111};
if(vErrors === null){
vErrors = [err135];
}
else {
vErrors.push(err135);
}
errors++;
}
}
if(data93.IPAddress !== undefined){
let data112 = data93.IPAddress;
if(typeof data112 === "string"){
if(!(formats4(data112))){
const err136 = {instancePath:instancePath+"/RunConfig/IPAddress",schemaPath:"#/properties/RunConfig/properties/IPAddress/format",keyword:"format",params:{format: "ipv4"},schema:"ipv4",parentSchema:schema31.properties.RunConfig.properties.IPAddress,data:data112};
if(vErrors === null){
vErrors = [err136];
}
else {
vErrors.push(err136);
}
errors++;
}
}
else {
const err137 = {instancePath:instancePath+"/RunConfig/IPAddress",schemaPath:"#/properties/RunConfig/properties/IPAddress/type",keyword:"type",params:{type: "string"},schema:schema31.properties.RunConfig.properties.IPAddress.type,parentSchema:schema31.properties.RunConfig.properties.IPAddress,data:data112};
if(vErrors === null){
vErrors = [err137];
}
else {
vErrors.push(err137);
}
errors++;
}
}
if(data93.IPv6Address !== undefined){
let data113 = data93.IPv6Address;
if(typeof data113 === "string"){
if(!(formats8(data113))){
const err138 = {instancePath:instancePath+"/RunConfig/IPv6Address",schemaPath:"#/properties/RunConfig/properties/IPv6Address/format",keyword:"format",params:{format: "ipv6"},schema:"ipv6",parentSchema:schema31.properties.RunConfig.properties.IPv6Address,data:data113};
if(vErrors === null){
vErrors = [err138];
}
else {
vErrors.push(err138);
}
errors++;
}
}
else {
const err139 = {instancePath:instancePath+"/RunConfig/IPv6Address",schemaPath:"#/properties/RunConfig/properties/IPv6Address/type",keyword:"type",params:{type: "string"},schema:schema31.properties.RunConfig.properties.IPv6Address.type,parentSchema:schema31.properties.RunConfig.properties.IPv6Address,data:data113};
if(vErrors === null){
vErrors = [err139];
}
else {
vErrors.push(err139);
}
errors++;
}
}
if(data93.JSON !== undefined){
let data114 = data93.JSON;
if(typeof data114 !== "boolean"){
const err140 = {instancePath:instancePath+"/RunConfig/JSON",schemaPath:"#/properties/RunConfig/properties/JSON/type",keyword:"type",params:{type: "boolean"},schema:schema31.properties.RunConfig.properties.JSON.type,parentSchema:schema31.properties.RunConfig.properties.JSON,data:data114};
if(vErrors === null){
vErrors = [err140];
}
else {
vErrors.push(err140);
}
errors++;
}
}
if(data93.Kernel !== undefined){
let data115 = data93.Kernel;
if(typeof data115 !== "string"){
const err141 = {instancePath:instancePath+"/RunConfig/Kernel",schemaPath:"#/properties/RunConfig/properties/Kernel/type",keyword:"type",params:{type: "string"},schema:schema31.properties.RunConfig.properties.Kernel.type,parentSchema:schema31.properties.RunConfig.properties.Kernel,data:data115};
if(vErrors === null){
vErrors = [err141];
}
else {
vErrors.push(err141);
}
errors++;
}
}
if(data93.Memory !== undefined){
let data116 = data93.Memory;
if(typeof data116 === "string"){
if(!pattern4.test(data116)){
const err142 = {instancePath:instancePath+"/RunConfig/Memory",schemaPath:"#/properties/RunConfig/properties/Memory/pattern",keyword:"pattern",params:{pattern: "^\\d+(\\.\\d+)?([kKmMgGtTpP][iI]?)?[bB]?$"},schema:"^\\d+(\\.\\d+)?([kKmMgGtTpP][iI]?)?[bB]?$",parentSchema:schema31.properties.RunConfig.properties.Memory,data:data116};
if(vErrors === null){
vErrors = [err142];
}
else {
vErrors.push(err142);
}
errors++;
}
if(!(formats0(data116))){
const err143 = {instancePath:instancePath+"/RunConfig/Memory",schemaPath:"#/properties/RunConfig/properties/Memory/format",keyword:"format",params:{format: "size"},schema:"size",parentSchema:schema31.properties.RunConfig.properties.Memory,data:data116};
if(vErrors === null){
vErrors = [err143];
}
else {
vErrors.push(err143);
}
errors++;
}
}
else {
const err144 = {instancePath:instancePath+"/RunConfig/Memory",schemaPath:"#/properties/RunConfig/properties/Memory/type",keyword:"type",params:{type: "string"},schema:schema31.properties.RunConfig.properties.Memory.type,parentSchema:schema31.properties.RunConfig.properties.Memory,data:data116};
if(vErrors === null){
vErrors = [err144];
}
else {
vErrors.push(err144);
}
errors++;
}
}
if(data93.Mgmt !== undefined){
let data117 = data93.Mgmt;
if(typeof data117 !== "string"){
const err145 = {instancePath:instancePath+"/RunConfig/Mgmt",schemaPath:"#/properties/RunConfig/properties/Mgmt/type",keyword:"type",params:{type: "string"},schema:schema31.properties.RunConfig.properties.Mgmt.type,parentSchema:schema31.properties.RunConfig.properties.Mgmt,data:data117};
if(vErrors === null){
vErrors = [err145];
}
else {
vErrors.push(err145);
}
errors++;
}
}
if(data93.Mounts !== undefined){
let data118 = data93.Mounts;
if(Array.isArray(data118)){
const len9 = data118.length;
for(let i9=0; i9<len9; i9++){
let data119 = data118[i9];
if(typeof data119 !== "string"){
const err146 = {instancePath:instancePath+"/RunConfig/Mounts/" + i9,schemaPath:"#/properties/RunConfig/properties/Mounts/items/type",keyword:"type",params:{type: "string"},schema:schema31.properties.RunConfig.properties.Mounts.items.type,parentSchema:schema31.properties.RunConfig.properties.Mounts.items,data:data119};
if(vErrors === null){
vErrors = [err146];
}
else {
vErrors.push(err146);
}
errors++;
}
}
}
else {
const err147 = {instancePath:instancePath+"/RunConfig/Mounts",schemaPath:"#/properties/RunConfig/properties/Mounts/type",keyword:"type",params:{type: "array"},schema:schema31.properties.RunConfig.properties.Mounts.type,parentSchema:schema31.properties.RunConfig.properties.Mounts,data:data118};
if(vErrors === null){
vErrors = [err147];
}
else {
vErrors.push(err147);
}
errors++;
}
}
if(data93.NetMask !== undefined){
let data120 = data93.NetMask;
if(typeof data120 === "string"){
if(!(formats4(data120))){
const err148 = {instancePath:instancePath+"/RunConfig/NetMask",schemaPath:"#/properties/RunConfig/properties/NetMask/format",keyword:"format",params:{format: "ipv4"},schema:"ipv4",parentSchema:schema31.properties.RunConfig.properties.NetMask,data:data120};
if(vErrors === null){
vErrors = [err148];
}
else {
vErrors.push(err148);
}
errors++;
}
}
else {
const err149 = {instancePath:instancePath+"/RunConfig/NetMask",schemaPath:"#/properties/RunConfig/properties/NetMask/type",keyword:"type",params:{type: "string"},schema:schema31.properties.RunConfig.properties.NetMask.type,parentSchema:schema31.properties.RunConfig.properties.NetMask,data:data120};
if(vErrors === null){
vErrors = [err149];
}
else {
vErrors.push(err149);
}
errors++;
}
}
if(data93.Nics !== undefined){
let data121 = data93.Nics;
if(Array.isArray(data121)){
const len10 = data121.length;
for(let i10=0; i10<len10; i10++){
let data122 = data121[i10];
if(data122 && typeof data122 == "object" && !Array.isArray(data122)){
for(const key11 in data122){
if(!(((((key11 === "BridgeName") || (key11 === "Gateway")) || (key11 === "IPAddress")) || (key11 === "IPv6Address")) || (key11 === "NetMask"))){
const err150 = {instancePath:instancePath+"/RunConfig/Nics/" + i10,schemaPath:"#/properties/RunConfig/properties/Nics/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key11},schema:false,parentSchema:schema31.properties.RunConfig.properties.Nics.items,data:data122};
if(vErrors === null){
vErrors = [err150];
}
else {
vErrors.push(err150);
}
errors++;
}
}
if(data122.BridgeName !== undefined){
let data123 = data122.BridgeName;
if(typeof data123 !== "string"){
const err151 = {instancePath:instancePath+"/RunConfig/Nics/" + i10+"/BridgeName",schemaPath:"#/properties/RunConfig/properties/Nics/items/properties/BridgeName/type",keyword:"type",params:{type: "string"},schema:schema31.properties.RunConfig.properties.Nics.items.properties.BridgeName.type,parentSchema:schema31.properties.RunConfig.properties.Nics.items.properties.BridgeName,data:data123};
if(vErrors === null){
vErrors = [err151];
}
else {
vErrors.push(err151);
}
errors++;
}
}
if(data122.Gateway !== undefined){
let data124 = data122.Gateway;
if(typeof data124 === "string"){
if(!(formats4(data124))){
const err152 = {instancePath:instancePath+"/RunConfig/Nics/" + i10+"/Gateway",schemaPath:"#/properties/RunConfig/properties/Nics/items/properties/Gateway/format",keyword:"format",params:{format: "ipv4"},schema:"ipv4",parentSchema:schema31.properties.RunConfig.properties.Nics.items.properties.Gateway,data:data124};
if(vErrors === null){
vErrors = [err152];
}
else {
vErrors.push(err152);
}
errors++;
}
}
else {
const err153 = {instancePath:instancePath+"/RunConfig/Nics/" + i10+"/Gateway",schemaPath:"#/properties/RunConfig/properties/Nics/items/properties/Gateway/type",keyword:"type",params:{type: "string"},schema:schema31.properties.RunConfig.properties.Nics.items.properties.Gateway.type,parentSchema:schema31.properties.RunConfig.properties.Nics.items.properties.Gateway,data:data124};
if(vErrors === null){
vErrors = [err153];
}
else {
vErrors.push(err153);
}
errors++;
}
}
if(data122.IPAddress !== undefined){
let data125 = data122.IPAddress;
if(typeof data125 === "string"){
if(!(formats4(data125))){
const err154 = {instancePath:instancePath+"/RunConfig/Nics/" + i10+"/IPAddress",schemaPath:"#/properties/RunConfig/properties/Nics/items/properties/IPAddress/format",keyword:"format",params:{format: "ipv4"},schema:"ipv4",parentSchema:schema31.properties.RunConfig.properties.Nics.items.properties.IPAddress,data:data125};
if(vErrors === null){
vErrors = [err154];
}
else {
vErrors.push(err154);
}
errors++;
}
}
else {
const err155 = {instancePath:instancePath+"/RunConfig/Nics/" + i10+"/IPAddress",schemaPath:"#/properties/RunConfig/properties/Nics/items/properties/IPAddress/type",keyword:"type",params:{type: "string"},schema:schema31.properties.RunConfig.properties.Nics.items.properties.IPAddress.type,parentSchema:schema31.properties.RunConfig.properties.Nics.items.properties.IPAddress,data:data125};
if(vErrors === null){
vErrors = [err155];
}
else {
vErrors.push(err155);
}
errors++;
}
}
if(data122.IPv6Address !== undefined){
let data126 = data122.IPv6Address;
if(typeof data126 === "string"){
if(!(formats8(data126))){
const err156 = {instancePath:instancePath+"/RunConfig/Nics/" + i10+"/IPv6Address",schemaPath:"#/properties/RunConfig/properties/Nics/items/properties/IPv6Address/format",keyword:"format",params:{format: "ipv6"},schema:"ipv6",parentSchema:schema31.properties.RunConfig.properties.Nics.items.properties.IPv6Address,data:data126};
if(vErrors === null){
vErrors = [err156];
}
else {
vErrors.push(err156);
}
errors++;
}
}
else {
const err157 = {instancePath:instancePath+"/RunConfig/Nics/" + i10+"/IPv6Address",schemaPath:"#/properties/RunConfig/properties/Nics/items/properties/IPv6Address/type",keyword:"type",params:{type: "string"},schema:schema31.properties.RunConfig.properties.Nics.items.properties.IPv6Address.type,parentSchema:schema31.properties.RunConfig.properties.Nics.items.properties.IPv6Address,data:data126};
if(vErrors === null){
vErrors = [err157];
}
else {
vErrors.push(err157);
}
errors++;
}
}
if(data122.NetMask !== undefined){
let data127 = data122.NetMask;
if(typeof data127 === "string"){
if(!(formats4(data127))){
const err158 = {instancePath:instancePath+"/RunConfig/Nics/" + i10+"/NetMask",schemaPath:"#/properties/RunConfig/properties/Nics/items/properties/NetMask/format",keyword:"format",params:{format: "ipv4"},schema:"ipv4",parentSchema:schema31.properties.RunConfig.properties.Nics.items.properties.NetMask,data:data127};
if(vErrors === null){
vErrors = [err158];
}
else {
vErrors.push(err158);
}
errors++;
}
}
else {
const err159 = {instancePath:instancePath+"/RunConfig/Nics/" + i10+"/NetMask",schemaPath:"#/properties/RunConfig/properties/Nics/items/properties/NetMask/type",keyword:"type",params:{type: "string"},schema:schema31.properties.RunConfig.properties.Nics.items.properties.NetMask.type,parentSchema:schema31.properties.RunConfig.properties.Nics.items.properties.NetMask,data:data127};
if(vErrors === null){
vErrors = [err159];
}
else {
vErrors.push(err159);
}
errors++;
}
}
}
else {
const err160 = {instancePath:instancePath+"/RunConfig/Nics/" + i10,schemaPath:"#/properties/RunConfig/properties/Nics/items/type",keyword:"type",params:{type: "object"},schema:schema31.properties.RunConfig.properties.Nics.items.type,parentSchema:schema31.properties.RunConfig.properties.Nics.items,data:data122};
if(vErrors === null){
vErrors = [err160];
}
else {
vErrors.push(err160);
}
errors++;
}
}
}
else {
const err161 = {instancePath:instancePath+"/RunConfig/Nics",schemaPath:"#/properties/RunConfig/properties/Nics/type",keyword:"type",params:{type: "array"},schema:schema31.properties.RunConfig.properties.Nics.type,parentSchema:schema31.properties.RunConfig.properties.Nics,data:data121};
if(vErrors === null){
vErrors = [err161];
}
else {
vErrors.push(err161);
}
errors++;
}
}
if(data93.Ports !== undefined){
let data128 = data93.Ports;
if(Array.isArray(data128)){
const len11 = data128.length;
for(let i11=0; i11<len11; i11++){
let data129 = data128[i11];
if((!(((typeof data129 == "number") && (!(data129 % 1) && !isNaN(data129))) && (isFinite(data129)))) && (typeof data129 !== "string")){
const err162 = {instancePath:instancePath+"/RunConfig/Ports/" + i11,schemaPath:"#/properties/RunConfig/properties/Ports/items/type",keyword:"type",params:{type: schema31.properties.RunConfig.properties.Ports.items.type},schema:schema31.properties.RunConfig.properties.Ports.items.type,parentSchema:schema31.properties.RunConfig.properties.Ports.items,data:data129};
if(vErrors === null){
vErrors = [err162];
}
else {
vErrors.push(err162);
}
errors++;
}
if((typeof data129 == "number") && (isFinite(data129))){
if(data129 > 65535 || isNaN(data129)){
const err163 = {instancePath:instancePath+"/RunConfig/Ports/" + i11,schemaPath:"#/properties/RunConfig/properties/Ports/items/maximum",keyword:"maximum",params:{comparison: "<=", limit: 65535},schema:65535,parentSchema:schema31.properties.RunConfig.properties.Ports.items,data:data129};
if(vErrors === null){
vErrors = [err163];
}
else {
vErrors.push(err163);
}
errors++;
}
if(data129 < 1 || isNaN(data129)){
const err164 = {instancePath:instancePath+"/RunConfig/Ports/" + i11,schemaPath:"#/properties/RunConfig/properties/Ports/items/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},schema:1,parentSchema:schema31.properties.RunConfig.properties.Ports.items,data:data129};
if(vErrors === null){
vErrors = [err164];
}
else {
vErrors.push(err164);
}
errors++;
}
}
if(typeof data129 === "string"){
if(!pattern10.test(data129)){
const err165 = {instancePath:instancePath+"/RunConfig/Ports/" + i11,schemaPath:"#/properties/RunConfig/properties/Ports/items/pattern",keyword:"pattern",params:{pattern: "^\\d{1,5}([:-]\\d{1,5})?(,\\d{1,5}([:-]\\d{1,5})?)*$"},schema:"^\\d{1,5}([:-]\\d{1,5})?(,\\d{1,5}([:-]\\d{1,5})?)*$",parentSchema:schema31.properties.RunConfig.properties.Ports.items,data:data129};
if(vErrors === null){
vErrors = [err165];
}
else {
vErrors.push(err165);
}
errors++;
}
if(!(formats22(data129))){
const err166 = {instancePath:instancePath+"/RunConfig/Ports/" + i11,schemaPath:"#/properties/RunConfig/properties/Ports/items/format",keyword:"format",params:{format: "ports"},schema:"ports",parentSchema:schema31.properties.RunConfig.properties.Ports.items,data:data129};
if(vErrors === null){
vErrors = [err166];
}
else {
vErrors.push(err166);
}
errors++;
}
}
}
}
else {
const err167 = {instancePath:instancePath+"/RunConfig/Ports",schemaPath:"#/properties/RunConfig/properties/Ports/type",keyword:"type",params:{type: "array"},schema:schema31.properties.RunConfig.properties.Ports.type,parentSchema:schema31.properties.RunConfig.properties.Ports,data:data128};
if(vErrors === null){
vErrors = [err167];
}
else {
vErrors.push(err167);
}
errors++;
}
}
if(data93.QMP !== undefined){
let data130 = data93.QMP;
if(typeof data130 !== "boolean"){
const err168 = {instancePath:instancePath+"/RunConfig/QMP",schemaPath:"#/properties/RunConfig/properties/QMP/type",keyword:"type",params:{type: "boolean"},schema:schema31.properties.RunConfig.properties.QMP.type,parentSchema:schema31.properties.RunConfig.properties.QMP,data:data130};
if(vErrors === null){
vErrors = [err168];
}
else {
vErrors.push(err168);
}
errors++;
}
}
if(data93.ShowDebug !== undefined){
let data131 = data93.ShowDebug;
if(typeof data131 !== "boolean"){
const err169 = {instancePath:instancePath+"/RunConfig/ShowDebug",schemaPath:"#/properties/RunConfig/properties/ShowDebug/type",keyword:"type",params:{type: "boolean"},schema:schema31.properties.RunConfig.properties.ShowDebug.type,parentSchema:schema31.properties.RunConfig.properties.ShowDebug,data:data131};
if(vErrors === null){
vErrors = [err169];
}
else {
vErrors.push(err169);
}
errors++;
}
}
if(data93.ShowErrors !== undefined){
let data132 = data93.ShowErrors;
if(typeof data132 !== "boolean"){
const err170 = {instancePath:instancePath+"/RunConfig/ShowErrors",schemaPath:"#/properties/RunConfig/properties/ShowErrors/type",keyword:"type",params:{type: "boolean"},schema:schema31.properties.RunConfig.properties.ShowErrors.type,parentSchema:schema31.properties.RunConfig.properties.ShowErrors,data:data132};
if(vErrors === null){
vErrors = [err170];
}
else {
vErrors.push(err170);
}
errors++;
}
}
if(data93.ShowWarnings !== undefined){
let data133 = data93.ShowWarnings;
if(typeof data133 !== "boolean"){
const err171 = {instancePath:instancePath+"/RunConfig/ShowWarnings",schemaPath:"#/properties/RunConfig/properties/ShowWarnings/type",keyword:"type",params:{type: "boolean"},schema:schema31.properties.RunConfig.properties.ShowWarnings.type,parentSchema:schema31.properties.RunConfig.properties.ShowWarnings,data:data133};
if(vErrors === null){
vErrors = [err171];
}
else {
vErrors.push(err171);
}
errors++;
}
}
if(data93.TapName !== undefined){
let data134 = data93.TapName;
if(typeof data134 !== "string"){
const err172 = {instancePath:instancePath+"/RunConfig/TapName",schemaPath:"#/properties/RunConfig/properties/TapName/type",keyword:"type",params:{type: "string"},schema:schema31.properties.RunConfig.properties.TapName.type,parentSchema:schema31.properties.RunConfig.properties.TapName,data:data134};
if(vErrors === null){
vErrors = [err172];
}
else {
vErrors.push(err172);
}
errors++;
}
}
if(data93.ThreadsPerCore !== undefined){
let data135 = data93.ThreadsPerCore;
if(!(((typeof data135 == "number") && (!(data135 % 1) && !isNaN(data135))) && (isFinite(data135)))){
const err173 = {instancePath:instancePath+"/RunConfig/ThreadsPerCore",schemaPath:"#/properties/RunConfig/properties/ThreadsPerCore/type",keyword:"type",params:{type: "integer"},schema:schema31.properties.RunConfig.properties.ThreadsPerCore.type,parentSchema:schema31.properties.RunConfig.properties.ThreadsPerCore,data:data135};
if(vErrors === null){
vErrors = [err173];
}
else {
vErrors.push(err173);
}
errors++;
}
if((typeof data135 == "number") && (isFinite(data135))){
if(data135 < 0 || isNaN(data135)){
const err174 = {instancePath:instancePath+"/RunConfig/ThreadsPerCore",schemaPath:"#/properties/RunConfig/properties/ThreadsPerCore/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},schema:0,parentSchema:schema31.properties.RunConfig.properties.ThreadsPerCore,data:data135};
if(vErrors === null){
vErrors = [err174];
}
else {
vErrors.push(err174);
}
errors++;
}
}
}
if(data93.UDPPorts !== undefined){
let data136 = data93.UDPPorts;
if(Array.isArray(data136)){
const len12 = data136.length;
for(let i12=0; i12<len12; i12++){
let data137 = data136[i12];
if((!(((typeof data137 == "number") && (!(data137 % 1) && !isNaN(data137))) && (isFinite(data137)))) && (typeof data137 !== "string")){
const err175 = {instancePath:instancePath+"/RunConfig/UDPPorts/" + i12,schemaPath:"#/properties/RunConfig/properties/UDPPorts/items/type",keyword:"type",params:{type: schema31.properties.RunConfig.properties.UDPPorts.items.type},schema:schema31.properties.RunConfig.properties.UDPPorts.items.type,parentSchema:schema31.properties.RunConfig.properties.UDPPorts.items,data:data137};
if(vErrors === null){
vErrors = [err175];
}
else {
vErrors.push(err175);
}
errors++;
}
if((typeof data137 == "number") && (isFinite(data137))){
if(data137 > 65535 || isNaN(data137)){
const err176 = {instancePath:instancePath+"/RunConfig/UDPPorts/" + i12,schemaPath:"#/properties/RunConfig/properties/UDPPorts/items/maximum",keyword:"maximum",params:{comparison: "<=", limit: 65535},schema:65535,parentSchema:schema31.properties.RunConfig.properties.UDPPorts.items,data:data137};
if(vErrors === null){
vErrors = [err176];
}
else {
vErrors.push(err176);
}
errors++;
}
if(data137 < 1 || isNaN(data137)){
const err177 = {instancePath:instancePath+"/RunConfig/UDPPorts/" + i12,schemaPath:"#/properties/RunConfig/properties/UDPPorts/items/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},schema:1,parentSchema:schema31.properties.RunConfig.properties.UDPPorts.items,data:data137};
if(vErrors === null){
vErrors = [err177];
}
else {
vErrors.push(err177);
}
errors++;
}
}
if(typeof data137 === "string"){
if(!pattern10.test(data137)){
const err178 = {instancePath:instancePath+"/RunConfig/UDPPorts/" + i12,schemaPath:"#/properties/RunConfig/properties/UDPPorts/items/pattern",keyword:"pattern",params:{pattern: "^\\d{1,5}([:-]\\d{1,5})?(,\\d{1,5}([:-]\\d{1,5})?)*$"},schema:"^\\d{1,5}([:-]\\d{1,5})?(,\\d{1,5}([:-]\\d{1,5})?)*$",parentSchema:schema31.properties.RunConfig.properties.UDPPorts.items,data:data137};
if(vErrors === null){
vErrors = [err178];
}
else {
vErrors.push(err178);
}
errors++;
}
if(!(formats22(data137))){
const err179 = {instancePath:instancePath+"/RunConfig/UDPPorts/" + i12,schemaPath:"#/properties/RunConfig/properties/UDPPorts/items/format",keyword:"format",params:{format: "ports"},schema:"ports",parentSchema:schema31.properties.RunConfig.properties.UDPPorts.items,data:data137};
if(vErrors === null){
vErrors = [err179];
}
else {
vErrors.push(err179);
}
errors++;
}
}
}
}
else {
const err180 = {instancePath:instancePath+"/RunConfig/UDPPorts",schemaPath:"#/properties/RunConfig/properties/UDPPorts/type",keyword:"type",params:{type: "array"},schema:schema31.properties.RunConfig.properties.UDPPorts.type,parentSchema:schema31.properties.RunConfig.properties.UDPPorts,data:data136};
if(vErrors === null){
vErrors = [err180];
}
else {
vErrors.push(err180);
}
errors++;
}
}
if(data93.Verbose !== undefined){
let data138 = data93.Verbose;
if(typeof data138 !== "boolean"){
const err181 = {instancePath:instancePath+"/RunConfig/Verbose",schemaPath:"#/properties/RunConfig/properties/Verbose/type",keyword:"type",params:{type: "boolean"},schema:schema31.properties.RunConfig.properties.Verbose.type,parentSchema:schema31.properties.RunConfig.properties.Verbose,data:data138};
if(vErrors === null){
vErrors = [err181];
}
else {
vErrors.push(err181);
}
errors++;
}
}
if(data93.Vga !== undefined){
let data139 = data93.Vga;
if(typeof data139 !== "boolean"){
const err182 = {instancePath:instancePath+"/RunConfig/Vga",schemaPath:"#/properties/RunConfig/properties/Vga/type",keyword:"type",params:{type: "boolean"},schema:schema31.properties.RunConfig.properties.Vga.type,parentSchema:schema31.properties.RunConfig.properties.Vga,data:data139};
if(vErrors === null){
vErrors = [err182];
}
else {
vErrors.push(err182);
}
errors++;
}
}
if(data93.VolumeSizeInGb !== undefined){
let data140 = data93.VolumeSizeInGb;
if(!(((typeof data140 == "number") && (!(data140 % 1) && !isNaN(data140))) && (isFinite(data140)))){
const err183 = {instancePath:instancePath+"/RunConfig/VolumeSizeInGb",schemaPath:"#/properties/RunConfig/properties/VolumeSizeInGb/type",keyword:"type",params:{type: "integer"},schema:schema31.properties.RunConfig.properties.VolumeSizeInGb.type,parentSchema:schema31.properties.RunConfig.properties.VolumeSizeInGb,data:data140};
if(vErrors === null){
vErrors = [err183];
}
else {
vErrors.push(err183);
}
errors++;
}
if((typeof data140 == "number") && (isFinite(data140))){
if(data140 < 0 || isNaN(data140)){
const err184 = {instancePath:instancePath+"/RunConfig/VolumeSizeInGb",schemaPath:"#/properties/RunConfig/properties/VolumeSizeInGb/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},schema:0,parentSchema:schema31.properties.RunConfig.properties.VolumeSizeInGb,data:data140};
if(vErrors === null){
vErrors = [err184];
}
else {
vErrors.push(err184);
}
errors++;
}
}
}
}
else {
const err185 = {instancePath:instancePath+"/RunConfig",schemaPath:"#/properties/RunConfig/type",keyword:"type",params:{type: "object"},schema:schema31.properties.RunConfig.type,parentSchema:schema31.properties.RunConfig,data:data93};
if(vErrors === null){
vErrors = [err185];
}
else {
vErrors.push(err185);
}
errors++;
}
}
if(data.TargetConfig !== undefined){
let data141 = data.TargetConfig;
if(data141 && typeof data141 == "object" && !Array.isArray(data141)){
for(const key12 in data141){
let data142 = data141[key12];
if(typeof data142 !== "string"){
const err186 = {instancePath:instancePath+"/TargetConfig/" + key12.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/TargetConfig/additionalProperties/type",keyword:"type",params:{type: "string"},schema:schema31.properties.TargetConfig.additionalProperties.type,parentSchema:schema31.properties.TargetConfig.additionalProperties,data:data142};
if(vErrors === null){
vErrors = [err186];
}
else {
vErrors.push(err186);
}
errors++;
}
}
}
else {
const err187 = {instancePath:instancePath+"/TargetConfig",schemaPath:"#/properties/TargetConfig/type",keyword:"type",params:{type: "object"},schema:schema31.properties.TargetConfig.type,parentSchema:schema31.properties.TargetConfig,data:data141};
if(vErrors === null){
vErrors = [err187];
}
else {
vErrors.push(err187);
}
errors++;
}
}
if(data.TargetRoot !== undefined){
let data143 = data.TargetRoot;
if(typeof data143 !== "string"){
const err188 = {instancePath:instancePath+"/TargetRoot",schemaPath:"#/properties/TargetRoot/type",keyword:"type",params:{type: "string"},schema:schema31.properties.TargetRoot.type,parentSchema:schema31.properties.TargetRoot,data:data143};
if(vErrors === null){
vErrors = [err188];
}
else {
vErrors.push(err188);
}
errors++;
}
}
if(data.TFSv4 !== undefined){
let data144 = data.TFSv4;
if(typeof data144 !== "boolean"){
const err189 = {instancePath:instancePath+"/TFSv4",schemaPath:"#/properties/TFSv4/type",keyword:"type",params:{type: "boolean"},schema:schema31.properties.TFSv4.type,parentSchema:schema31.properties.TFSv4,data:data144};
if(vErrors === null){
vErrors = [err189];
}
else {
vErrors.push(err189);
}
errors++;
}
}
if(data.Uefi !== undefined){
let data145 = data.Uefi;
if(typeof data145 !== "boolean"){
const err190 = {instancePath:instancePath+"/Uefi",schemaPath:"#/properties/Uefi/type",keyword:"type",params:{type: "boolean"},schema:schema31.properties.Uefi.type,parentSchema:schema31.properties.Uefi,data:data145};
if(vErrors === null){
vErrors = [err190];
}
else {
vErrors.push(err190);
}
errors++;
}
}
if(data.UefiBoot !== undefined){
let data146 = data.UefiBoot;
if(typeof data146 !== "string"){
const err191 = {instancePath:instancePath+"/UefiBoot",schemaPath:"#/properties/UefiBoot/type",keyword:"type",params:{type: "string"},schema:schema31.properties.UefiBoot.type,parentSchema:schema31.properties.UefiBoot,data:data146};
if(vErrors === null){
vErrors = [err191];
}
else {
vErrors.push(err191);
}
errors++;
}
}
if(data.Version !== undefined){
let data147 = data.Version;
if(typeof data147 !== "string"){
const err192 = {instancePath:instancePath+"/Version",schemaPath:"#/properties/Version/type",keyword:"type",params:{type: "string"},schema:schema31.properties.Version.type,parentSchema:schema31.properties.Version,data:data147};
if(vErrors === null){
vErrors = [err192];
}
else {
vErrors.push(err192);
}
errors++;
}
}
if(data.VolumesDir !== undefined){
let data148 = data.VolumesDir;
if(typeof data148 !== "string"){
const err193 = {instancePath:instancePath+"/VolumesDir",schemaPath:"#/properties/VolumesDir/type",keyword:"type",params:{type: "string"},schema:schema31.properties.VolumesDir.type,parentSchema:schema31.properties.VolumesDir,data:data148};
if(vErrors === null){
vErrors = [err193];
}
else {
vErrors.push(err193);
}
errors++;
}
}
}
else {
const err194 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},schema:schema31.type,parentSchema:schema31,data};
if(vErrors === null){
vErrors = [err194];
}
else {
vErrors.push(err194);
}
errors++;
}
validate20.errors = vErrors;
return errors === 0;
}
validate20.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};
