import assert from 'node:assert/strict';
import { existsSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import type { TreeEntry } from '../../../src/filesystem/entries.js';
import { guestEnvironment } from '../../../src/images/root/environment.js';
import { rootEntries, type RootRequest } from '../../../src/images/root/root-entries.js';
import { Workshop } from '../../formats/elf/samples.js';
import { failure } from '../program/plans.js';

function entries(request: Partial<RootRequest> = {}): Map<string, TreeEntry> {
  return new Map(rootEntries({ workingDirectory: '/', ...request }).map((entry) => [entry.path, entry]));
}

function text(all: Map<string, TreeEntry>, file: string): string {
  const entry = all.get(file);
  assert.ok(entry?.kind === 'bytes', file);
  assert.equal(entry.mode, 0o644);
  return new TextDecoder().decode(entry.bytes);
}

describe('images/root/root-entries', () => {
  it('has the directories of a root, with their permissions', () => {
    const all = entries();
    const modes = {
      '/tmp': 0o1777,
      '/var/tmp': 0o1777,
      '/root': 0o700,
      '/proc': 0o555,
      '/sys': 0o555,
      '/dev': 0o755,
      '/run': 0o755,
    };
    for (const [path, mode] of Object.entries(modes))
      assert.deepEqual(all.get(path), { path, kind: 'directory', mode });
  });

  it('asks the name server of the user network, or those that are named', () => {
    assert.equal(text(entries(), '/etc/resolv.conf'), 'nameserver 10.0.2.3\n');
    assert.equal(text(entries({ nameServers: [] }), '/etc/resolv.conf'), 'nameserver 10.0.2.3\n');
    const named = entries({ nameServers: ['9.9.9.9', '2620:fe::fe'] });
    assert.equal(text(named, '/etc/resolv.conf'), 'nameserver 9.9.9.9\nnameserver 2620:fe::fe\n');
    const error = failure('config-invalid', () => entries({ nameServers: ['1.1.1.1', 'dns.example'] }));
    assert.equal(error.message, 'NameServers[1]: "dns.example" is not an IP address');
  });

  it('knows its own name', () => {
    const all = entries({ hostname: 'web-1' });
    assert.equal(text(all, '/etc/hostname'), 'web-1\n');
    assert.match(text(all, '/etc/hosts'), /^127\.0\.0\.1 localhost\n.*\n127\.0\.1\.1 web-1\n$/);
    assert.doesNotMatch(text(entries({ hostname: 'localhost' }), '/etc/hosts'), /127\.0\.1\.1/);
    for (const hostname of ['', 'a b', '-a', 'a-', 'a..b', 'a\nb', 'x'.repeat(64), 'ä']) {
      failure('name-invalid', () => entries({ hostname }));
    }
  });

  it('has users and where names are looked up', () => {
    const all = entries();
    assert.match(text(all, '/etc/passwd'), /^root:x:0:0:root:\/root:\/bin\/sh\nnobody:x:65534:65534:/);
    assert.match(text(all, '/etc/group'), /^root:x:0:\n/);
    assert.match(text(all, '/etc/nsswitch.conf'), /^hosts: files dns$/m);
  });

  it('makes a directory for every mount', () => {
    const all = entries({ mountPoints: ['/srv', '/var/lib/data'] });
    assert.equal(all.get('/srv')?.kind, 'directory');
    assert.equal(all.get('/var/lib/data')?.kind, 'directory');
  });

  it('brings certificates under the names that programs look for', () => {
    using workshop = new Workshop();
    assert.equal(
      [...entries({ targetRoot: workshop.directory }).keys()].filter((file) => file.includes('ssl')).length,
      0,
    );
    mkdirSync(`${workshop.directory}/etc/pki/tls/certs`, { recursive: true });
    writeFileSync(`${workshop.directory}/etc/pki/tls/certs/ca-bundle.crt`, '');
    const all = entries({ targetRoot: workshop.directory });
    const bundle = '/etc/ssl/certs/ca-certificates.crt';
    const hostPath = `${workshop.directory}/etc/pki/tls/certs/ca-bundle.crt`;
    assert.deepEqual(all.get(bundle), { path: bundle, kind: 'host', hostPath });
    assert.deepEqual(all.get('/etc/ssl/cert.pem'), { path: '/etc/ssl/cert.pem', kind: 'symlink', target: bundle });
    const here = entries().get(bundle);
    assert.equal(here?.kind === 'host' && here.hostPath, existsSync(bundle) && realpathSync(bundle));
  });
});

describe('images/root/environment', () => {
  it('lays the user over the defaults', () => {
    assert.deepEqual(guestEnvironment(), {
      PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      HOME: '/root',
      USER: 'root',
      PWD: '/',
    });
    const layered = guestEnvironment({ TOWN: 'a', X: '1' }, { TOWN: 'b', HOME: '/' });
    assert.deepEqual([layered['TOWN'], layered['X'], layered['HOME'], layered['USER']], ['b', '1', '/', 'root']);
  });
});
