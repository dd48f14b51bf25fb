#!/usr/bin/env node
// `ops` with the sample commands, for tests that need a process of its own.
import { runThisProcess } from '../../src/cli/this-process.js';
import { SAMPLE_COMMANDS } from './sample-commands.js';

await runThisProcess(SAMPLE_COMMANDS);
