/**
 * Packages of the project itself, by their names: what one imports from another is found although it was neither built nor linked,
 * as in a fresh checkout. Where `exports`, `main` and `types` lead to, the sources are that it will be built from.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

/** @returns paths that a specifier of a package of the project leads to, of which any may not be there; nearest first */
export type WorkspaceLookup = (specifier: string) => readonly string[];

interface Manifest {
  readonly name?: unknown;
  readonly exports?: unknown;
  readonly source?: unknown;
  readonly module?: unknown;
  readonly main?: unknown;
  readonly types?: unknown;
}

const SPECIFIER = /^((?:@[^/]+\/)?[^/]+)(\/.+)?$/u;
/** What stands in for a package there is none that others import. */
const STAND_IN = /(?:^|\/)(?:__)?(?:tests?|fixtures?|examples?|mocks?|templates?)(?:__)?(?:\/|$)/u;
/** Where no manifest says it. */
const INDEX = ['src/index.js', 'index.js'];

/**
 * @param root   absolute
 * @param known  paths of sources, relative to the root
 * @returns reads the manifests beside and above the sources when it is first asked; never throws
 */
export function createWorkspaceLookup(root: string, known: ReadonlySet<string>): WorkspaceLookup {
  let packages: ReadonlyMap<string, { folder: string; manifest: Manifest }> | null = null;
  return (specifier) => {
    packages ??= packagesOf(root, known);
    const [, name = '', rest = ''] = SPECIFIER.exec(specifier) ?? [];
    const found = packages.get(name);
    if (found === undefined) return [];
    const { folder, manifest } = found;
    return targetsOf(manifest, `.${rest}`).map((target) => posix.join(folder, target));
  };
}

function packagesOf(
  root: string,
  known: ReadonlySet<string>,
): ReadonlyMap<string, { folder: string; manifest: Manifest }> {
  const folders = new Set<string>();
  for (const path of known)
    for (let at = posix.dirname(path); !folders.has(at); at = posix.dirname(at)) folders.add(at);
  const packages = new Map<string, { folder: string; manifest: Manifest }>();
  for (const folder of [...folders].filter((one) => !STAND_IN.test(one)).sort()) {
    const manifest = readManifest(join(root, folder, 'package.json'));
    const name = manifest?.name;
    if (manifest !== null && typeof name === 'string' && !packages.has(name))
      packages.set(name, { folder, manifest });
  }
  return packages;
}

function readManifest(file: string): Manifest | null {
  if (!existsSync(file)) return null;
  try {
    const manifest = JSON.parse(readFileSync(file, 'utf8')) as unknown;
    return typeof manifest === 'object' ? manifest : null;
  } catch {
    // No manifest, whatever it is.
    return null;
  }
}

function targetsOf(manifest: Manifest, subpath: string): readonly string[] {
  const { exports, source, module, main, types } = manifest;
  const own =
    subpath === '.' ? [source, module, main, types, ...INDEX] : [subpath, `src/${subpath}`];
  return [...exported(exports, subpath), ...own.filter((path) => typeof path === 'string')];
}

/** What `exports` says of a subpath, under any condition. */
function exported(exports: unknown, subpath: string): readonly string[] {
  if (typeof exports !== 'object' || exports === null || Array.isArray(exports))
    return subpath === '.' ? leavesOf(exports) : [];
  const keys = Object.keys(exports);
  const table = exports as Readonly<Record<string, unknown>>;
  if (!keys.some((key) => key.startsWith('.'))) return subpath === '.' ? leavesOf(exports) : [];
  if (Object.hasOwn(table, subpath)) return leavesOf(table[subpath]);
  return keys.flatMap((key) => {
    const [before = '', after] = key.split('*');
    if (after === undefined || !subpath.startsWith(before) || !subpath.endsWith(after)) return [];
    const middle = subpath.slice(before.length, subpath.length - after.length);
    return middle === '' ? [] : leavesOf(table[key]).map((leaf) => leaf.replaceAll('*', middle));
  });
}

function leavesOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(leavesOf) : [];
}
