/**
 * TypeScript's own parser, for texts that tree-sitter's grammars do not know. Loaded (about 0.6 s) on first use only.
 */
import { createRequire } from 'node:module';
import type * as TypeScript from 'typescript';
import type { Grammar } from './grammar.ts';

export interface Compiler {
  readonly ts: typeof TypeScript;
  readonly blankSourceFile: (source: TypeScript.SourceFile, onError: () => void) => string;
}

const loaded: { compiler?: Compiler } = {};

/**
 * ts-blank-space is an ES module, needed synchronously, and late: Node reads all of TypeScript for what it exports by then. Requiring it from its own folder keeps Node 20 from printing the
 * warning about `require(esm)`. Tests hand in the outer realm's `createRequire` (see test/environment.mjs).
 */
function loadCompiler(): Compiler {
  const given = (globalThis as Record<symbol, unknown>)[Symbol.for('scope.test.tree-sitter')];
  const create =
    (given as { createRequire?: typeof createRequire })?.createRequire ?? createRequire;
  const own = create(create(import.meta.url).resolve('ts-blank-space/package.json'));
  return {
    ts: own('typescript') as typeof TypeScript,
    blankSourceFile: (source, onError) =>
      (own('ts-blank-space') as Compiler).blankSourceFile(source, onError),
  };
}

export interface Compiled {
  readonly compiler: Compiler;
  readonly source: TypeScript.SourceFile;
}

const NAMES: Readonly<Record<Grammar, string>> = {
  javascript: 'input.jsx',
  typescript: 'input.ts',
  tsx: 'input.tsx',
};

/** @returns TypeScript's tree of the text, or null where there is none (too deep for its parser, not installed) */
export function compile(text: string, grammar: Grammar): Compiled | null {
  try {
    const compiler = (loaded.compiler ??= loadCompiler());
    const { ts } = compiler;
    const source = ts.createSourceFile(NAMES[grammar], text, ts.ScriptTarget.ESNext, true);
    return { compiler, source };
  } catch {
    return null;
  }
}

/** @returns offsets of what TypeScript's parser cannot read either */
export function syntaxErrors({ source }: Compiled): readonly number[] {
  // The API gives them of programs only, which read other files.
  const { parseDiagnostics = [] } = source as typeof source & {
    readonly parseDiagnostics?: readonly { readonly start: number }[];
  };
  return parseDiagnostics.map(({ start }) => start);
}
