/** A `node` command line: its loaders, what it runs, and what its flags mean for instrumenting it. */
import { existsSync, readFileSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import { type Host, host } from './host.ts';
import { findPackage, nearestManifest } from './package.ts';

export interface NodeLine {
  /** Modules that load in front of the program. */
  readonly loaders: readonly string[];
  readonly flags: ReadonlySet<string>;
  readonly script: string | null;
  /** Behind the script. */
  readonly rest: readonly string[];
}

const LOADING = /^(?:-r|--require|--import|--loader|--experimental-loader)$/u;
const VALUED =
  /^(?:-e|--eval|-p|--print|-C|--conditions|--env-file|--test-(?:name-pattern|reporter|reporter-destination)|--watch-path|--stack-trace-limit|--title|--icu-data-dir)$/u;
const EVALUATED = /^(?:-e|--eval|-p|--print|-pe)$/u;
/** Loaders that were tried, by package. */
const TRIED = new Set([
  ...['tsx', 'ts-node', '@swc-node/register', '@oxc-node/core', 'jiti', 'esbuild-register'],
  ...['sucrase', '@babel/register', '@opentelemetry/instrumentation', 'import-in-the-middle'],
  ...['source-map-support', 'dotenv'],
]);

export function parseNode(words: readonly string[]): NodeLine {
  const loaders: string[] = [];
  const flags = new Set<string>();
  let at = 0;
  for (; at < words.length; at += 1) {
    const word = words[at] as string;
    if (!word.startsWith('-') || word === '-') break;
    if (word === '--') {
      at += 1;
      break;
    }
    const [name = '', value] = word.startsWith('--') ? word.split(/=(.*)/su) : [word];
    flags.add(name);
    if (LOADING.test(name)) loaders.push(value ?? (words[(at += 1)] as string));
    else if (VALUED.test(name) && value === undefined) at += 1;
  }
  return { loaders, flags, script: words[at] ?? null, rest: words.slice(at + 1) };
}

/** `tsx/esm` -> `tsx`; a path stays */
export function packageName(loader: string): string {
  if (/^(?:[./]|file:|data:)/u.test(loader)) return loader;
  return loader
    .split('/')
    .slice(0, loader.startsWith('@') ? 2 : 1)
    .join('/');
}

/** @param folder  where the command runs */
export function nodeHost(line: NodeLine, folder: string, nodeVersion: string): Host {
  const through = line.loaders.map((loader) => {
    const version = findPackage(folder, packageName(loader))?.version;
    return version === undefined ? loader : `${loader} ${version}`;
  });
  const unknown = line.loaders.filter((loader) => !TRIED.has(packageName(loader)));
  const evaluated = [...line.flags].some((flag) => EVALUATED.test(flag));
  const isTest = line.flags.has('--test');
  const not: string[] = [];
  const change: string[] = [];
  if (evaluated) not.push('text given with --eval or --print, which is no file');
  if (line.script === null && !evaluated && !isTest)
    not.push('a program on standard input, or what is typed at the prompt');
  if (line.flags.has('--permission') || line.flags.has('--experimental-permission')) {
    not.push('anything, where the permission model refuses the reading and writing of .scope');
    change.push('add --allow-fs-read, --allow-fs-write=.scope and --allow-worker while asking');
  }
  const script = line.script === null ? null : scriptOf(line.script, folder);
  const typeless = script !== null && needsTypes(script, line, nodeVersion);
  if (typeless)
    change.push(
      existsSync(script)
        ? `node ${nodeVersion} strips no types: node --import tsx, or Node 22.18`
        : `there is no file ${line.script ?? ''}`,
    );
  if (script !== null && isReadNatively(script, line)) {
    not.push(
      'files that @oxc-node/core takes for CommonJS: its native code reads them itself and hands Node the finished text',
    );
    change.push('"type": "module" in package.json, or node --import tsx, while asking');
  }
  const built = script === null ? null : builtNote(script);
  if (built !== null) (built.hasMap ? not : change).push(built.text);
  const nothing = (evaluated || line.script === null) && line.loaders.length === 0 && !isTest;
  const name = isTest ? 'node --test' : `node ${evaluated ? '' : (line.script ?? '')}`.trim();
  return host(name, instrumentedBy(isTest, evaluated), {
    state: nothing || typeless || unknown.length > 0 || change.length > 0 ? 'doubtful' : 'works',
    through: [...through, ...(line.flags.has('--watch') ? ['--watch, each restart'] : [])],
    not: [
      ...not,
      ...unknown.map((loader) => `what ${loader} reads past Node's file functions, if it does`),
    ],
    change: [
      ...change,
      ...(unknown.length > 0 ? ['scope doctor --start -- <command> shows what it loads'] : []),
    ],
  });
}

/** What @oxc-node/core does with files of a package that is no module; the others it gets through Node. */
function isReadNatively(script: string, { loaders }: NodeLine): boolean {
  if (!loaders.some((loader) => packageName(loader) === '@oxc-node/core')) return false;
  const [, kind] = /\.([cm]?)[jt]sx?$/u.exec(script) ?? [];
  return kind === 'c' || (kind === '' && nearestManifest(script)?.type !== 'module');
}

function instrumentedBy(isTest: boolean, evaluated: boolean): string {
  if (isTest) return 'test files and the sources they load, in every test process';
  return `${evaluated ? 'files that it loads' : 'the file and what it loads'}, CommonJS and ES modules`;
}

function scriptOf(name: string, folder: string): string {
  const path = resolve(folder, name);
  return [path, `${path}.js`, join(path, 'index.js')].find((one) => existsSync(one)) ?? path;
}

function needsTypes(script: string, { loaders, flags }: NodeLine, nodeVersion: string): boolean {
  if (!/^\.[cm]?tsx?$/u.test(extname(script)) || loaders.length > 0) return false;
  const [major = 0, minor = 0] = nodeVersion.split('.').map(Number);
  const strips = major > 23 || (major === 23 && minor >= 6) || (major === 22 && minor >= 18);
  return (
    !strips &&
    !flags.has('--experimental-strip-types') &&
    !flags.has('--experimental-transform-types')
  );
}

/** A program that was built says where its sources are, or only its own lines can be named. */
function builtNote(script: string): { readonly hasMap: boolean; readonly text: string } | null {
  if (!/[\\/](?:dist|build|out|lib-dist|\.output)[\\/]/u.test(script)) return null;
  let text: string;
  try {
    text = readFileSync(script, 'utf8');
  } catch {
    return { hasMap: false, text: `${script} is not there yet; build it with source maps` };
  }
  const hasMap = existsSync(`${script}.map`) || text.slice(-4000).includes('sourceMappingURL=');
  return hasMap
    ? { hasMap, text: 'lines of the built file that its source map does not cover' }
    : { hasMap, text: 'build with source maps, so that answers name lines of the sources' };
}
