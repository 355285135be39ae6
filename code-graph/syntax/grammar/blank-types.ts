/**
 * Second chance for TypeScript that tree-sitter's grammar does not know: TypeScript's own parser blanks the types out with
 * spaces, so that every offset stays what it was. Loads the compiler (about 0.6 s) on first use only.
 */
import { createRequire } from 'node:module';
import type * as TypeScript from 'typescript';

interface Blanker {
  readonly ts: typeof TypeScript;
  readonly blankSourceFile: (source: TypeScript.SourceFile, onError: () => void) => string;
}

const loaded: { blanker?: Blanker } = {};

/**
 * ts-blank-space is an ES module, needed synchronously. Requiring it from its own folder keeps Node 20 from printing the
 * warning about `require(esm)`. Tests hand in the outer realm's `createRequire` (see test/environment.mjs).
 */
function loadBlanker(): Blanker {
  const given = (globalThis as Record<symbol, unknown>)[Symbol.for('scope.test.tree-sitter')];
  const create =
    (given as { createRequire?: typeof createRequire })?.createRequire ?? createRequire;
  const own = create(create(import.meta.url).resolve('ts-blank-space/package.json'));
  return {
    ts: own('typescript') as typeof TypeScript,
    blankSourceFile: (own('ts-blank-space') as Blanker).blankSourceFile,
  };
}

/** @returns text of the same length without types, or null where that did not work out */
export function blankTypes(text: string, jsx: boolean): string | null {
  try {
    const { ts, blankSourceFile } = (loaded.blanker ??= loadBlanker());
    const kind = jsx ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
    const name = jsx ? 'input.tsx' : 'input.ts';
    const source = ts.createSourceFile(name, text, ts.ScriptTarget.ESNext, false, kind);
    const blanked = blankSourceFile(source, () => undefined);
    return blanked.length === text.length ? blanked : null;
  } catch {
    return null;
  }
}
