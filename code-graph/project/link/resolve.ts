/**
 * Where an import leads: a file of the project, a package, or a built-in. Resolution is oxc-resolver's: tsconfig paths,
 * package exports and imports, `.js` that means `.ts`.
 */
import { dirname, join, relative, sep } from 'node:path';
import { ResolverFactory } from 'oxc-resolver';

export type ImportTarget =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'package'; readonly name: string }
  | { readonly kind: 'builtin'; readonly name: string }
  /** Found nowhere, or a file that is no source of the project. */
  | { readonly kind: 'unknown'; readonly specifier: string };

const OPTIONS = {
  tsconfig: 'auto',
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
} as const;

/** @returns the package that a bare specifier names */
function packageOf(specifier: string): string {
  return /^(?:@[^/]+\/)?[^/]+/u.exec(specifier)?.[0] ?? specifier;
}

/**
 * @param root   absolute, real path of the project
 * @param known  paths of the project's sources, relative to the root
 * @returns a function from importing file and specifier to target; never throws
 */
export function createImportResolver(
  root: string,
  known: ReadonlySet<string>,
): (from: string, specifier: string) => ImportTarget {
  const resolver = new ResolverFactory({
    ...OPTIONS,
    conditionNames: [...OPTIONS.conditionNames],
    mainFields: [...OPTIONS.mainFields],
    extensions: [...OPTIONS.extensions],
    extensionAlias: Object.fromEntries(
      Object.entries(OPTIONS.extensionAlias).map(([from, to]) => [from, [...to]]),
    ),
  });
  const seen = new Map<string, ImportTarget>();
  const toRelative = (path: string): string => relative(root, path).split(sep).join('/');
  const resolve = (from: string, specifier: string): ImportTarget => {
    const isBare = !/^(?:\.|\/|#)/u.test(specifier);
    try {
      const result = resolver.resolveFileSync(join(root, from), specifier);
      if (result.builtin !== undefined) return { kind: 'builtin', name: result.builtin.resolved };
      if (result.path !== undefined) {
        const path = toRelative(result.path);
        if (known.has(path)) return { kind: 'file', path };
        const inside = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*\/node_modules\/)/u.exec(
          path,
        );
        if (inside?.[1] !== undefined) return { kind: 'package', name: inside[1] };
      }
    } catch {
      // A resolver that fails on one specifier leaves that one unknown.
    }
    if (isBare) return { kind: 'package', name: packageOf(specifier) };
    return { kind: 'unknown', specifier };
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
