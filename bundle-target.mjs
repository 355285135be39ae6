/**
 * Bundles what runs inside the user's program into single CommonJS files. esbuild copies every property of a built-in module that is
 * imported as a whole, behind a getter each, at every start of every process; an object that inherits from the module does.
 * Globals are those of the start.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { build } from 'esbuild';

const COPIED = /__toESM\(require\("(node:[\w/]+)"\)(?:, 1)?\)/gu;
const HELPER =
  'var __builtin = (module) => Object.create(module, { default: { value: module } });\n';

/** The program may delete or replace what it calls by these names, and what runs beside it goes on. */
const GLOBALS = `const { ${[
  'Array',
  'ArrayBuffer',
  'BigInt',
  'Boolean',
  'Buffer',
  'Date',
  'Error',
  'Float64Array',
  'Function',
  'Int32Array',
  'Map',
  'Number',
  'Promise',
  'Proxy',
  'RangeError',
  'RegExp',
  'Set',
  'SharedArrayBuffer',
  'String',
  'Symbol',
  'TypeError',
  'URL',
  'Uint32Array',
  'Uint8Array',
  'WeakMap',
  'WeakRef',
  'WeakSet',
  'process',
  'queueMicrotask',
].join(', ')} } = globalThis;\n`;

function keepSurroundings(text) {
  const inherited = text.replaceAll(COPIED, '__builtin(require("$1"))');
  const helpers = inherited === text ? GLOBALS : GLOBALS + HELPER;
  return inherited.replace(/^(?:"use strict";\n)?/u, (strict) => strict + helpers);
}

/**
 * @param {readonly string[]} entryPoints  each becomes `<outdir>/<its name>.cjs`
 * @param {string} outdir
 */
export async function bundleTarget(entryPoints, outdir) {
  const { outputFiles } = await build({
    entryPoints: [...entryPoints],
    outdir,
    entryNames: '[name]',
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    target: 'node18',
    format: 'cjs',
    legalComments: 'none',
    logLevel: 'error',
    write: false,
  });
  for (const { path, text } of outputFiles) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, keepSurroundings(text));
  }
}
