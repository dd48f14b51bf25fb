import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { parseUuid } from '../../src/core/uuid.js';
import {
  decodeImageRecord,
  encodeImageRecord,
  imageNameOf,
  parseImageName,
  type ImageRecord,
} from '../../src/images/image-record.js';
import { diskFile, ImageStore } from '../../src/images/image-store.js';
import { opsError } from '../io/ops-error.js';
import { useTemporaryDirectory } from '../io/temporary-directory.js';

const OLD = parseUuid('5f0c0d3e-6a53-4f9c-9d0e-0b6b6d9f3a11');
const NEW = parseUuid('6f0c0d3e-6a53-4f9c-9d0e-0b6b6d9f3a11');

function record(name: string, uuid = OLD): ImageRecord {
  const created = '2026-01-02T03:04:05.000Z';
  return {
    version: 1,
    name,
    uuid,
    guest: 'linux',
    created,
    program: '/x',
    arguments: ['/x'],
    mounts: [],
    readOnlyRoot: false,
  };
}

describe('images/image-store', () => {
  const inDirectory = useTemporaryDirectory();
  const place = (name: string, text = ''): void => {
    writeFileSync(inDirectory(name), text);
  };
  const placeImage = (image: ImageRecord): void => {
    place(diskFile(image), 'disk');
    place(`${image.name}.json`, encodeImageRecord(image));
  };

  it('lists by name', () => {
    for (const name of ['a', 'a-b', 'a.b', 'B']) placeImage(record(name));
    assert.deepEqual(
      new ImageStore(inDirectory()).list().map(({ name, size }) => [name, size]),
      [
        ['B', 4],
        ['a', 4],
        ['a-b', 4],
        ['a.b', 4],
      ],
    );
    assert.deepEqual(new ImageStore(inDirectory('nowhere')).list(), []);
  });

  it('takes a record without a disk for no image', () => {
    placeImage(record('web'));
    rmSync(inDirectory(diskFile(record('web'))));
    const store = new ImageStore(inDirectory());
    assert.deepEqual(store.list(), []);
    assert.throws(() => store.get('web'), opsError('image-not-found', '"web"'));
  });

  it('never leaves its folder', () => {
    place('x.json', encodeImageRecord(record('x')));
    const store = new ImageStore(inDirectory('images'));
    for (const name of ['../x', '/x', '', '.', 'x\0']) assert.equal(store.find(name), undefined, name);
  });

  it('refuses what is no record of that name', () => {
    place('copy.json', encodeImageRecord(record('web')));
    for (const name of ['copy', 'notes']) {
      if (name === 'notes') place('notes.json', '[1]');
      assert.throws(() => new ImageStore(inDirectory()).find(name), opsError('format-corrupt', `${name}.json`));
    }
  });

  it('lists what it can read, passes over files of others and tells of broken images', () => {
    placeImage(record('web'));
    placeImage(record('lost'));
    place('lost.json', '{"version"');
    place('config.json', '{"Args": []}');
    mkdirSync(inDirectory('folder.json'));
    const problems: string[] = [];
    const images = new ImageStore(inDirectory()).list(({ code, message }) => problems.push(`${code} ${message}`));
    assert.deepEqual(images.map(({ name }) => name), ['web']); // prettier-ignore
    assert.deepEqual(problems, [`format-corrupt ${inDirectory('lost.json')}: this is not the record of an image`]);
  });

  it('removes the disks that no record names, and nothing else', () => {
    placeImage(record('web', NEW));
    place('broken.json', '{');
    const [orphan, used, kept] = [record('web'), record('used'), record('broken')].map(diskFile);
    for (const name of [orphan, used, kept, 'mine.raw', 'a:b.raw', 'notes.txt']) place(name ?? '');
    const store = new ImageStore(inDirectory());
    store.removeOrphans(new Set([inDirectory(used ?? '')]));
    const left = [
      diskFile(record('web', NEW)),
      used,
      kept,
      'mine.raw',
      'a:b.raw',
      'notes.txt',
      'web.json',
      'broken.json',
    ];
    assert.deepEqual(store.folder.names(), left.sort());
  });

  it('says which name is close', () => {
    placeImage(record('server'));
    assert.throws(
      () => new ImageStore(inDirectory()).get('sever'),
      (error) => opsError('image-not-found')(error) && (error as { hint?: string }).hint === 'did you mean "server"?',
    );
  });
});

describe('images/image-record', () => {
  it('reads what it writes, and refuses any other text', () => {
    const text = encodeImageRecord(record('web'));
    assert.deepEqual(decodeImageRecord(text, 'web', 'p'), record('web'));
    for (const wrong of [
      '',
      '{}',
      'null',
      text.slice(0, -3),
      text.replace('linux', 'dos'),
      text.replace('"/x"', '1'),
      text.replace('2026-01', 'soon'),
      text.replace('"mounts": []', '"mounts": ["nowhere"]'),
    ]) {
      assert.throws(() => decodeImageRecord(wrong, 'web', 'web.json'), opsError('format-corrupt', 'web.json'));
    }
  });

  it('names an image after its program', () => {
    const names = {
      './server.js': 'server',
      '/usr/bin/python3.11': 'python3',
      'a b': 'a-b',
      './.env': 'env',
      '/': 'image',
      dir: 'dir',
      'dir//': 'dir',
      '.': 'site',
    };
    const nameOf = (program: string): string => imageNameOf({ program, workingDirectory: '/home/ann/site' });
    for (const [program, name] of Object.entries(names)) assert.equal(nameOf(program), name, program);
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 90 }), (program) => parseImageName(nameOf(program)) !== ''),
    );
  });

  it('refuses names that are no file names of ours', () => {
    for (const name of ['', '../x', 'a/b', 'a:b', '-x', '.x', 'x'.repeat(64), 'ä']) {
      assert.throws(() => parseImageName(name), opsError('name-invalid'), name);
    }
  });
});
