#!/usr/bin/env node
// `ops` with the sample commands, for tests that need a process of its own.
import { main } from '../../src/cli/main.js';
import { thisProcess } from '../../src/cli/this-process.js';
import { SAMPLE_COMMANDS } from './sample-commands.js';

process.exitCode = await main(thisProcess(), SAMPLE_COMMANDS);
