// Made from config.schema.json by .ci/generate-config-types.mjs. Do not edit.

/**
 * Configuration of ops: what goes into an image, how it runs and where.
 */
export interface Config {
  /**
   * Address of this schema, for editors.
   */
  readonly $schema?: string;
  /**
   * Arguments of the program.
   */
  readonly Args?: readonly string[];
  /**
   * Size of the image's root disk. Default: the content and some room.
   */
  readonly BaseVolumeSz?: string;
  /**
   * Path of the boot loader.
   */
  readonly Boot?: string;
  /**
   * Directory for temporary files of a build.
   */
  readonly BuildDir?: string;
  readonly CloudConfig?: CloudConfig;
  /**
   * Debug flags of the kernel.
   */
  readonly Debugflags?: readonly string[];
  /**
   * Description of the package.
   */
  readonly Description?: string;
  /**
   * Directories to put into the image, at the same path.
   */
  readonly Dirs?: readonly string[];
  /**
   * Do not copy files of this machine that Args names into the image.
   */
  readonly DisableArgsCopy?: boolean;
  /**
   * Environment variables of the program.
   */
  readonly Env?: {
    readonly [k: string]: string;
  };
  /**
   * Files to put into the image, at the same path.
   */
  readonly Files?: readonly string[];
  /**
   * Build and download again even when nothing changed.
   */
  readonly Force?: boolean;
  /**
   * What boots: a stock Linux kernel, or the Nanos unikernel.
   */
  readonly Guest?: 'linux' | 'nanos';
  /**
   * Directory that has .ops in it, instead of OPS_HOME.
   */
  readonly home?: string;
  /**
   * Kernel to boot: its path.
   */
  readonly Kernel?: string;
  /**
   * Directory with the klibs.
   */
  readonly KlibDir?: string;
  /**
   * Klibs to load.
   */
  readonly Klibs?: readonly string[];
  /**
   * Language of the package.
   */
  readonly Language?: string;
  /**
   * Directory that relative paths of this file start from. Default: the directory of the file given with -c, else the current one.
   */
  readonly LocalFilesParentDirectory?: string;
  readonly ManifestPassthrough?: ManifestPassthrough;
  /**
   * Files and directories to put into the image at another path: from a path or pattern here to a path in the image.
   */
  readonly MapDirs?: {
    readonly [k: string]: string;
  };
  /**
   * What is mounted where: from a volume's name, its UUID, a virtual id %N or a directory (/x, ./x, ../x) to a path in the guest, or a list of paths, each with :ro when read-only.
   */
  readonly Mounts?: {
    readonly [k: string]: string | readonly string[];
  };
  /**
   * DNS servers for /etc/resolv.conf.
   */
  readonly NameServers?: readonly string[];
  /**
   * Release of Nanos to use.
   */
  readonly NanosVersion?: string;
  /**
   * Use the nightly build of Nanos.
   */
  readonly NightlyBuild?: boolean;
  /**
   * System calls that are not traced.
   */
  readonly NoTrace?: readonly string[];
  /**
   * Where packages are downloaded from.
   */
  readonly PackageBaseURL?: string;
  /**
   * Where the list of packages is downloaded from.
   */
  readonly PackageManifestURL?: string;
  /**
   * Path of the program.
   */
  readonly Program?: string;
  /**
   * Path of the program on this machine, when Program is its path in the image.
   */
  readonly ProgramPath?: string;
  /**
   * Restart the machine when the program fails.
   */
  readonly RebootOnExit?: boolean;
  readonly RunConfig?: RunConfig;
  /**
   * Settings of one provider (Proxmox).
   */
  readonly TargetConfig?: {
    readonly [k: string]: string;
  };
  /**
   * Directory that stands for / when absolute files and libraries are looked up.
   */
  readonly TargetRoot?: string;
  /**
   * Write the older version 4 of TFS.
   */
  readonly TFSv4?: boolean;
  /**
   * Make an image that boots by UEFI.
   */
  readonly Uefi?: boolean;
  /**
   * Path of the UEFI boot loader.
   */
  readonly UefiBoot?: string;
  /**
   * Version of the package.
   */
  readonly Version?: string;
  /**
   * Directory where volumes are kept. Default: volumes in the home of ops.
   */
  readonly VolumesDir?: string;
}
/**
 * Settings of the cloud provider.
 */
export interface CloudConfig {
  /**
   * Bucket or storage account through which images and volumes are uploaded.
   */
  readonly BucketName?: string;
  /**
   * Namespace of the bucket (OCI).
   */
  readonly BucketNamespace?: string;
  /**
   * Run instances with confidential computing.
   */
  readonly ConfidentialVM?: boolean;
  /**
   * Identifier of the dedicated host to place instances on (AWS).
   */
  readonly DedicatedHostID?: string;
  /**
   * DNS name whose A record is pointed at the instance.
   */
  readonly DomainName?: string;
  /**
   * Give a VPC that is created here IPv6.
   */
  readonly EnableIPv6?: boolean;
  /**
   * Machine type of instances; the architecture of the image follows it.
   */
  readonly Flavor?: string;
  /**
   * Name of the image at the provider.
   */
  readonly ImageName?: string;
  /**
   * Kind of image, in the provider's words (Azure: gen1 or gen2).
   */
  readonly ImageType?: string;
  /**
   * IAM role that instances run with (AWS).
   */
  readonly InstanceProfile?: string;
  /**
   * Key that encrypts image snapshots (AWS): default, or the ARN of a key.
   */
  readonly KMS?: string;
  /**
   * Provider: where volumes, images and instances live.
   */
  readonly Platform?: string;
  /**
   * Project that everything belongs to (GCP).
   */
  readonly ProjectID?: string;
  readonly RootVolume?: RootVolume;
  /**
   * Existing security group for instances.
   */
  readonly SecurityGroup?: string;
  /**
   * Do not check that the role for imports exists (AWS).
   */
  readonly SkipImportVerify?: boolean;
  /**
   * Run instances on spot capacity.
   */
  readonly Spot?: boolean;
  /**
   * Public address to give to an instance.
   */
  readonly StaticIP?: string;
  /**
   * Existing subnet for instances.
   */
  readonly Subnet?: string;
  /**
   * Tags for what is created.
   */
  readonly Tags?: readonly Tag[];
  /**
   * Data that an instance can read from the provider's metadata service.
   */
  readonly UserData?: string;
  /**
   * Existing virtual network for instances.
   */
  readonly VPC?: string;
  /**
   * Zone or region where things are created.
   */
  readonly Zone?: string;
}
/**
 * The disk that an instance boots from (AWS).
 */
export interface RootVolume {
  /**
   * Name of the disk.
   */
  readonly name?: string;
  /**
   * Kind of disk.
   */
  readonly typeof?: string;
  /**
   * Input and output operations per second to pay for.
   */
  readonly iops?: number;
  /**
   * Size in GiB.
   */
  readonly size?: number;
  /**
   * Throughput in MiB per second to pay for.
   */
  readonly throughput?: number;
}
/**
 * One tag.
 */
export interface Tag {
  /**
   * Name of the tag.
   */
  readonly key: string;
  /**
   * Value of the tag.
   */
  readonly value?: string;
  readonly attribute?: TagAttribute;
}
/**
 * What the tag is put on (GCP). Without it: images and instances.
 */
export interface TagAttribute {
  /**
   * Put the tag on the image as a label.
   */
  readonly image_label?: boolean;
  /**
   * Put the tag on the instance as a label.
   */
  readonly instance_label?: boolean;
  /**
   * Use the value as a network tag of the instance.
   */
  readonly instance_network?: boolean;
  /**
   * Put the tag into the metadata of the instance.
   */
  readonly instance_metadata?: boolean;
}
/**
 * Settings that go into the manifest of the image as they are. Any key is accepted; these are known.
 */
export interface ManifestPassthrough {
  /**
   * Consoles to turn on (+) and off (-).
   */
  readonly consoles?: unknown;
  /**
   * Working directory of the program.
   */
  readonly cwd?: string;
  /**
   * Number of queues of the first network card.
   */
  readonly 'en1.io-queues'?: number | string;
  /**
   * Only files that are marked executable can be mapped executable.
   */
  readonly exec_protection?: boolean | string;
  /**
   * Seconds to wait for an IPv4 address before the program starts.
   */
  readonly exec_wait_for_ip4_secs?: number | string;
  /**
   * Seconds to wait for an IPv6 address before the program starts.
   */
  readonly exec_wait_for_ip6_secs?: number | string;
  /**
   * Exit codes that do not count as failures.
   */
  readonly expected_exit_code?: unknown;
  /**
   * Rules of the firewall klib.
   */
  readonly firewall?: unknown;
  /**
   * Keep the machine up when the program exits: always, or * and exit codes.
   */
  readonly idle_on_exit?: unknown;
  /**
   * Messages of the kernel to print.
   */
  readonly log_level?: string;
  /**
   * Trace calls of libraries.
   */
  readonly ltrace?: unknown;
  /**
   * Lowest address that a program may map.
   */
  readonly mmap_min_addr?: number | string;
  /**
   * Largest packet of the network.
   */
  readonly mtu?: number | string;
  /**
   * Address that the net console sends to.
   */
  readonly netconsole_ip?: string;
  /**
   * Port that the net console sends to.
   */
  readonly netconsole_port?: number | string;
  /**
   * Let the program's own file be written.
   */
  readonly program_overwrite?: boolean | string;
  /**
   * Mount the root file system read-only; volumes are not affected.
   */
  readonly readonly_rootfs?: boolean | string;
  /**
   * Restart the machine when the program exits.
   */
  readonly reboot_on_exit?: unknown;
  /**
   * Size of a socket's receive buffer in bytes.
   */
  readonly so_rcvbuf?: number | string;
  /**
   * Special files to offer, such as disks.
   */
  readonly special_files?: unknown;
  /**
   * Map the program at start instead of on demand.
   */
  readonly static_map_program?: boolean | string;
  /**
   * Trace system calls.
   */
  readonly trace?: unknown;
  /**
   * When to use huge pages.
   */
  readonly transparent_hugepage?: unknown;
  /**
   * What uname answers.
   */
  readonly uname?: unknown;
  readonly [k: string]: unknown;
}
/**
 * How an instance runs on this machine.
 */
export interface RunConfig {
  /**
   * Use hardware acceleration when the machine has it.
   */
  readonly Accel?: boolean;
  /**
   * Shell command to run after the instance stops.
   */
  readonly AtExit?: string;
  /**
   * Attach the volumes of Mounts when an instance is created (GCP).
   */
  readonly AttachVolumeOnInstanceCreate?: boolean;
  /**
   * Run in the background.
   */
  readonly Background?: boolean;
  /**
   * Run in the background and detach from the terminal.
   */
  readonly BackgroundDetach?: boolean;
  /**
   * Address of the bridge.
   */
  readonly BridgeIPAddress?: string;
  /**
   * Bridge to connect to.
   */
  readonly BridgeName?: string;
  /**
   * Connect the instance to a bridge instead of user networking.
   */
  readonly Bridged?: boolean;
  /**
   * Let instances forward packets (GCP).
   */
  readonly CanIPForward?: boolean;
  /**
   * Number of virtual CPUs.
   */
  readonly CPUs?: number;
  /**
   * Open a port for gdb.
   */
  readonly Debug?: boolean;
  /**
   * Default gateway of the instance.
   */
  readonly Gateway?: string;
  /**
   * Port for gdb.
   */
  readonly GdbPort?: number;
  /**
   * Number of GPUs (GCP).
   */
  readonly GPUs?: number;
  /**
   * Kind of GPU (GCP).
   */
  readonly GPUType?: string;
  /**
   * Name of the image.
   */
  readonly ImageName?: string;
  /**
   * Group that the instance belongs to.
   */
  readonly InstanceGroup?: string;
  /**
   * Name of the instance.
   */
  readonly InstanceName?: string;
  /**
   * Static IPv4 address of the instance.
   */
  readonly IPAddress?: string;
  /**
   * Static IPv6 address of the instance.
   */
  readonly IPv6Address?: string;
  /**
   * Print results as JSON.
   */
  readonly JSON?: boolean;
  /**
   * Path of the kernel.
   */
  readonly Kernel?: string;
  /**
   * Memory of the instance. A number without a unit is MiB, as QEMU reads it.
   */
  readonly Memory?: string;
  /**
   * Port of the management protocol.
   */
  readonly Mgmt?: string;
  /**
   * Volume files, filled in by OPS itself. Mounts are written at the top level.
   */
  readonly Mounts?: readonly string[];
  /**
   * Netmask of the instance.
   */
  readonly NetMask?: string;
  /**
   * Network cards (Proxmox).
   */
  readonly Nics?: readonly Nic[];
  /**
   * TCP ports to forward from this machine.
   */
  readonly Ports?: readonly (number | string)[];
  /**
   * Open QMP on 127.0.0.1, without authentication, for tools of others.
   */
  readonly QMP?: boolean;
  /**
   * Show what is being done.
   */
  readonly ShowDebug?: boolean;
  /**
   * Show errors in detail.
   */
  readonly ShowErrors?: boolean;
  /**
   * Show warnings.
   */
  readonly ShowWarnings?: boolean;
  /**
   * Tap device to connect to.
   */
  readonly TapName?: string;
  /**
   * Threads of a physical core (GCP); 1 turns multithreading off.
   */
  readonly ThreadsPerCore?: number;
  /**
   * UDP ports to forward from this machine.
   */
  readonly UDPPorts?: readonly (number | string)[];
  /**
   * Show what the kernel of the guest says.
   */
  readonly Verbose?: boolean;
  /**
   * Give the machine a VGA display.
   */
  readonly Vga?: boolean;
  /**
   * Size of the instance's volume in GB (OpenStack).
   */
  readonly VolumeSizeInGb?: number;
}
/**
 * One network card.
 */
export interface Nic {
  /**
   * Bridge that the card is connected to.
   */
  readonly BridgeName?: string;
  /**
   * Default gateway.
   */
  readonly Gateway?: string;
  /**
   * Static IPv4 address.
   */
  readonly IPAddress?: string;
  /**
   * Static IPv6 address.
   */
  readonly IPv6Address?: string;
  /**
   * Netmask of the IPv4 address.
   */
  readonly NetMask?: string;
}
