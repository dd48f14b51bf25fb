import assert from 'node:assert/strict';
import { archiveAddress, packageAddresses } from '../../src/packages/package-addresses.js';
import { opsError } from '../io/ops-error.js';

const ENTRY = { namespace: 'eyberg', name: 'node', version: '1+2', language: '', description: '', sha256: '' };

describe('where packages come from', () => {
  it('is said by the configuration, or else by the environment', () => {
    const env = { OPS_PACKAGE_BASE_URL: 'http://env/p/', OPS_PACKAGE_MANIFEST_URL: 'http://env/list' };
    assert.deepEqual(packageAddresses({}, env), { list: 'http://env/list', base: 'http://env/p' });
    const config = { PackageBaseURL: 'http://config', PackageManifestURL: 'http://config/list' };
    assert.deepEqual(packageAddresses(config, env), { list: 'http://config/list', base: 'http://config' });
  });

  it('is said by one of the two addresses', () => {
    const both = { list: 'http://host/p/manifest.json', base: 'http://host/p' };
    assert.deepEqual(packageAddresses({ PackageBaseURL: both.base }, {}), both);
    assert.deepEqual(packageAddresses({ PackageManifestURL: both.list }, {}), both);
  });

  it('is nowhere unless somebody says it', () => {
    assert.throws(() => packageAddresses({}, { OPS_PACKAGE_BASE_URL: '' }), opsError('usage-invalid', 'no server'));
  });

  it('has a path for each processor', () => {
    const addresses = packageAddresses({ PackageBaseURL: 'http://host' }, {});
    const address = (architecture: string) => archiveAddress(addresses, { ...ENTRY, architecture });
    assert.equal(address('amd64'), 'http://host/eyberg/node/1%2B2.tar.gz');
    assert.equal(address('arm64'), 'http://host/eyberg/node/1%2B2/arm64.tar.gz');
  });
});
