#!/usr/bin/env node
/**
 * The `scope` command: binds the process (arguments, environment, streams, Ctrl-C) to `runCli` and nothing else. Everything that
 * a command needs is loaded when that command runs, so that `scope --help` answers at once.
 */
import { runCli } from './run.ts';
import { processIo } from './process-io.ts';

const io = processIo();
process.exitCode = await runCli(process.argv.slice(2), io);
