#!/usr/bin/env node
import module from 'node:module';
import { whyNodeIsTooOld } from './node-version.js';

const tooOld = whyNodeIsTooOld(process.versions.node, process.execPath);
if (tooOld === undefined) start();
else {
  process.stderr.write(`${tooOld}\n`);
  process.exitCode = 7;
}

/** Everything that needs a newer Node.js is imported from here on. */
function start(): void {
  module.enableCompileCache();
  const argv = process.argv.slice(2);
  const [only = ''] = argv;
  const asksForVersion = argv.length === 1 && ['--version', '-V', 'version'].includes(only);
  void (asksForVersion ? showVersion() : run());
}

async function showVersion(): Promise<void> {
  const { packageVersion } = await import('./version.js');
  process.stdout.on('error', () => undefined).write(`${packageVersion()}\n`);
}

async function run(): Promise<void> {
  keepYoungGenerationSmall();
  const { runThisProcess } = await import('./this-process.js');
  await runThisProcess();
}

/**
 * V8 doubles the room for new objects, to 64 MiB, when many of them live on, as those that describe files do. Collecting
 * more often is no slower for them, and takes a third less memory. The flag is heeded whenever V8 is about to double.
 */
function keepYoungGenerationSmall(): void {
  process.getBuiltinModule('node:v8').setFlagsFromString('--semi-space-growth-factor=1');
}
