/** What `package.json` files say, read without loading anything. */
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface Manifest {
  readonly name?: string;
  readonly version?: string;
  readonly type?: string;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly [key: string]: unknown;
}

export function readManifest(folder: string): Manifest | null {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
  } catch {
    return null;
  }
}

/** @returns the manifest of the package that the file belongs to */
export function nearestManifest(file: string): Manifest | null {
  for (let at = dirname(file); ; at = dirname(at)) {
    const found = readManifest(at);
    if (found !== null || dirname(at) === at) return found;
  }
}

/** @returns the manifest of a package as a module of `folder` would load it */
export function findPackage(folder: string, name: string): Manifest | null {
  for (let at = folder; ; at = dirname(at)) {
    const found = readManifest(join(at, 'node_modules', name));
    if (found !== null || dirname(at) === at) return found;
  }
}

/** What a name below `node_modules/.bin` stands for. */
export interface Binary {
  readonly file: string;
  readonly package: Manifest | null;
  /** `node` where that runs it. */
  readonly interpreter: string | null;
}

/** @returns the command that scripts of the folder would find under this name */
export function findBinary(folder: string, name: string): Binary | null {
  for (let at = folder; ; at = dirname(at)) {
    const link = join(at, 'node_modules/.bin', name);
    if (existsSync(link)) return describeFile(realpathSync(link));
    if (dirname(at) === at) return null;
  }
}

/** @returns a file with its package and what its first line says runs it */
export function describeFile(file: string): Binary {
  let first = '';
  try {
    first = readFileSync(file, 'utf8').split('\n', 1)[0] ?? '';
  } catch {
    // Its name is all there is to go by.
  }
  const line = /^#!\s*(?:\S*\/env\s+(?:-S\s+)?)?(\S+)/u.exec(first)?.[1];
  const interpreter = line === undefined ? null : (line.split('/').at(-1) ?? null);
  for (let at = dirname(file); dirname(at) !== at; at = dirname(at)) {
    const manifest = readManifest(at);
    if (manifest?.name !== undefined) return { file, package: manifest, interpreter };
  }
  return { file, package: null, interpreter };
}

/** @returns the text of the first of these files that is there, with its name */
export function firstFile(
  folder: string,
  names: readonly string[],
): { readonly name: string; readonly text: string } | null {
  for (const name of names) {
    try {
      return { name, text: readFileSync(join(folder, name), 'utf8') };
    } catch {
      // The next one.
    }
  }
  return null;
}
