/**
 * Bundles what runs inside the user's program into single CommonJS files. esbuild copies every property of a built-in module that is
 * imported as a whole, behind a getter each, at every start of every process; an object that inherits from the module does.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { build } from 'esbuild';

const COPIED = /__toESM\(require\("(node:[\w/]+)"\)(?:, 1)?\)/gu;
const HELPER =
  'var __builtin = (module) => Object.create(module, { default: { value: module } });\n';

function inheritBuiltins(text) {
  const inherited = text.replaceAll(COPIED, '__builtin(require("$1"))');
  if (inherited === text) return text;
  return inherited.replace(/^(?:"use strict";\n)?/u, (strict) => strict + HELPER);
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
    writeFileSync(path, inheritBuiltins(text));
  }
}
