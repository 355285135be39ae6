/**
 * The native parsers, one per grammar, loaded on first use. Native tree-sitter breaks when a second realm of one process
 * loads it, so tests hand in the copy of the outer realm (see test/environment.mjs). Nothing else touches native handles.
 */
import { createRequire } from 'node:module';

/** Cursor over a native tree; the part of tree-sitter's TreeCursor that the builder reads. */
export interface Cursor {
  readonly nodeTypeId: number;
  readonly nodeType: string;
  readonly nodeIsNamed: boolean;
  readonly nodeIsMissing: boolean;
  readonly startIndex: number;
  readonly endIndex: number;
  readonly currentFieldId: number | undefined;
  readonly currentFieldName: string | null | undefined;
  gotoFirstChild(): boolean;
  gotoNextSibling(): boolean;
  gotoParent(): boolean;
}

interface NativeParser {
  setLanguage(language: unknown): void;
  parse(text: string): { walk(): Cursor; readonly rootNode: { readonly hasError: boolean } };
}

interface Native {
  readonly Parser: new () => NativeParser;
  readonly JavaScript: unknown;
  readonly TypeScript: { readonly typescript: unknown; readonly tsx: unknown };
}

export type Grammar = 'javascript' | 'typescript' | 'tsx';

const GRAMMARS: Readonly<Record<string, Grammar>> = {
  ts: 'typescript',
  mts: 'typescript',
  cts: 'typescript',
  tsx: 'tsx',
  js: 'javascript',
  jsx: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
};

/** @returns the grammar for a file name, or null where Scope does not read that kind of file */
export function grammarOf(path: string): Grammar | null {
  return GRAMMARS[/\.([a-z]+)$/iu.exec(path)?.[1]?.toLowerCase() ?? ''] ?? null;
}

const loaded: { native?: Native; readonly parsers: Map<Grammar, NativeParser> } = {
  parsers: new Map(),
};

function loadNative(): Native {
  const given = (globalThis as Record<symbol, unknown>)[Symbol.for('scope.test.tree-sitter')];
  if (given !== undefined) return given as Native;
  const require = createRequire(import.meta.url);
  return {
    Parser: require('tree-sitter'),
    JavaScript: require('tree-sitter-javascript'),
    TypeScript: require('tree-sitter-typescript'),
  };
}

function parserOf(grammar: Grammar): NativeParser {
  let parser = loaded.parsers.get(grammar);
  if (parser === undefined) {
    const native = (loaded.native ??= loadNative());
    parser = new native.Parser();
    parser.setLanguage(grammar === 'javascript' ? native.JavaScript : native.TypeScript[grammar]);
    loaded.parsers.set(grammar, parser);
  }
  return parser;
}

/** @returns a cursor at the root of the parsed text; offsets are UTF-16 units. @throws where the native parser does */
export function openCursor(grammar: Grammar, text: string): Cursor {
  return parserOf(grammar).parse(text).walk();
}

/** @returns whether the grammar leaves anything of the text unread. @throws where the native parser does */
export function failsOn(grammar: Grammar, text: string): boolean {
  return parserOf(grammar).parse(text).rootNode.hasError;
}
