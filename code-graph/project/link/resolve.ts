/**
 * Where an import leads: a file of the project, a package, or a built-in. Resolution is oxc-resolver's: tsconfig paths,
 * package exports and imports, `.js` that means `.ts`. A path into the build output leads to the source it was built from.
 */
import { dirname, join, relative, sep } from 'node:path';
import { ResolverFactory } from 'oxc-resolver';
import type { NapiResolveOptions, ResolveResult } from 'oxc-resolver';
import { createWorkspaceLookup } from './workspace.ts';

export type ImportTarget =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'package'; readonly name: string }
  | { readonly kind: 'builtin'; readonly name: string }
  /** Found nowhere, or a file that is no source of the project. */
  | { readonly kind: 'unknown'; readonly specifier: string };

export type ImportResolver = (from: string, specifier: string) => ImportTarget;

const OPTIONS = {
  conditionNames: ['node', 'import', 'require', 'module', 'default'],
  mainFields: ['module', 'main'],
  extensions: ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.json', '.node'],
  extensionAlias: {
    '.js': ['.ts', '.tsx', '.js', '.jsx'],
    '.jsx': ['.tsx', '.jsx'],
    '.mjs': ['.mts', '.mjs'],
    '.cjs': ['.cts', '.cjs'],
  },
  builtinModules: true,
  nodePath: false,
} satisfies NapiResolveOptions;

const OUTPUT = /(^|\/)(?:dist|build|out|lib|esm|cjs)\/(?:(?:esm|cjs|es|module|commonjs)\/)?/u;
const SOURCES = ['src', 'source', 'lib'];
const MODULE_NAME = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*\/node_modules\/)/u;

/** @returns the package that a bare specifier names */
function packageOf(specifier: string): string {
  return /^(?:@[^/]+\/)?[^/]+/u.exec(specifier)?.[0] ?? specifier;
}

/** @returns the source file that a path into `dist/` and the like was built from, where there is one */
function sourceOfOutput(path: string, known: ReadonlySet<string>): string | null {
  if (!OUTPUT.test(path)) return null;
  const bare = withoutExtension(path);
  for (const folder of SOURCES) {
    const moved = bare.replace(OUTPUT, `$1${folder}/`);
    for (const extension of OPTIONS.extensions) {
      if (known.has(moved + extension)) return moved + extension;
    }
  }
  return null;
}

const withoutExtension = (path: string): string => path.replace(/(?:\.d)?\.[cm]?[jt]sx?$/u, '');

/** @returns the source that a path means, whatever its extension is once it is built */
function sourceOf(path: string, known: ReadonlySet<string>): string | null {
  const bare = withoutExtension(path);
  for (const found of [
    path,
    ...OPTIONS.extensions.flatMap((end) => [bare + end, `${bare}/index${end}`]),
  ])
    if (known.has(found)) return found;
  return sourceOfOutput(path, known);
}

/** A resolver that reads tsconfig files, and one that works where those are broken. */
function createResolvers(): (file: string, specifier: string) => ResolveResult | null {
  const withTsconfig = new ResolverFactory({ ...OPTIONS, tsconfig: 'auto' });
  const plain = new ResolverFactory(OPTIONS);
  return (file, specifier) => {
    for (const resolve of [
      () => withTsconfig.resolveFileSync(file, specifier),
      () => plain.sync(dirname(file), specifier),
    ]) {
      try {
        const result = resolve();
        if (result.path !== undefined || result.builtin !== undefined) return result;
      } catch {
        // A resolver that fails on one specifier leaves that one to the next.
      }
    }
    return null;
  };
}

/**
 * @param root   absolute, real path of the project
 * @param known  paths of the project's sources, relative to the root
 * @returns a function from importing file and specifier to target; never throws
 */
export function createImportResolver(root: string, known: ReadonlySet<string>): ImportResolver {
  const find = createResolvers();
  const seen = new Map<string, ImportTarget>();
  const lookUp = createWorkspaceLookup(root, known);
  const inWorkspace = (specifier: string): string | null => {
    for (const target of lookUp(specifier)) {
      const source = sourceOf(target, known);
      if (source !== null) return source;
    }
    return null;
  };
  const inProject = (absolute: string): ImportTarget | null => {
    const path = relative(root, absolute).split(sep).join('/');
    if (known.has(path)) return { kind: 'file', path };
    const name = MODULE_NAME.exec(path)?.[1];
    if (name !== undefined) return { kind: 'package', name };
    const source = sourceOfOutput(path, known);
    return source === null ? null : { kind: 'file', path: source };
  };
  const resolve = (from: string, specifier: string): ImportTarget => {
    const file = join(root, from);
    const result = find(file, specifier);
    if (result?.builtin !== undefined) return { kind: 'builtin', name: result.builtin.resolved };
    const isRelative = specifier.startsWith('.');
    const path = result?.path ?? (isRelative ? join(dirname(file), specifier) : undefined);
    const target = path === undefined ? null : inProject(path);
    if (target !== null) return target;
    if (/^[./#]/u.test(specifier)) return { kind: 'unknown', specifier };
    const own = path === undefined ? inWorkspace(specifier) : null;
    if (own !== null) return { kind: 'file', path: own };
    return { kind: 'package', name: packageOf(specifier) };
  };
  return (from, specifier) => {
    const key = `${dirname(from)}\0${specifier}`;
    let target = seen.get(key);
    if (target === undefined) {
      target = resolve(from, specifier);
      seen.set(key, target);
    }
    return target;
  };
}
