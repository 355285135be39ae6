/**
 * The native parsers, one per grammar, loaded on first use. Native tree-sitter breaks when a second realm of one process
 * loads it, so tests hand in the copy of the outer realm (see test/environment.mjs). Nothing else touches native handles.
 */
import { createRequire } from 'node:module';
import { createNodeKinds } from './node-kinds.ts';
import type { GrammarTokens, NodeKinds } from './node-kinds.ts';

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

interface NativeTree {
  walk(): Cursor;
  readonly rootNode: { readonly hasError: boolean };
}

interface NativeParser {
  setLanguage(language: unknown): void;
  parse(text: string): NativeTree;
}

/** A type of nodes in a grammar, as the tables say that come with it. */
interface TypeInfo {
  readonly fields?: Readonly<Record<string, { readonly types: readonly NodeType[] }>>;
}

interface NodeType {
  readonly type: string;
  readonly named: boolean;
}

interface Language {
  readonly nodeTypeInfo?: readonly (NodeType & TypeInfo)[];
}

interface Native {
  readonly Parser: new () => NativeParser;
  readonly JavaScript: Language;
  readonly TypeScript: { readonly typescript: Language; readonly tsx: Language };
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

interface LoadedGrammar {
  readonly parser: NativeParser;
  readonly kinds: NodeKinds;
}

const loaded: { native?: Native; readonly grammars: Map<Grammar, LoadedGrammar> } = {
  grammars: new Map(),
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

function load(grammar: Grammar): LoadedGrammar {
  let one = loaded.grammars.get(grammar);
  if (one === undefined) {
    const native = (loaded.native ??= loadNative());
    const parser = new native.Parser();
    const language = grammar === 'javascript' ? native.JavaScript : native.TypeScript[grammar];
    parser.setLanguage(language);
    one = { parser, kinds: createNodeKinds(tokensOf(language)) };
    loaded.grammars.set(grammar, one);
  }
  return one;
}

function tokensOf({ nodeTypeInfo }: Language): GrammarTokens | null {
  if (nodeTypeInfo === undefined) return null;
  const tokens = (types: readonly NodeType[]): readonly string[] =>
    types.filter(({ named }) => !named).map(({ type }) => type);
  const fields = nodeTypeInfo.flatMap(({ fields }) => Object.values(fields ?? {}));
  return {
    all: new Set(tokens(nodeTypeInfo)),
    inFields: new Set(fields.flatMap(({ types }) => tokens(types))),
  };
}

/** A parsed text, to be read with its cursor once. */
export interface Parsed {
  /** At the root; offsets are UTF-16 units. */
  readonly cursor: Cursor;
  readonly hasError: boolean;
  readonly kinds: NodeKinds;
}

/** @throws where the native parser does */
export function parseNative(grammar: Grammar, text: string): Parsed {
  const { parser, kinds } = load(grammar);
  const tree = parser.parse(text);
  return { cursor: tree.walk(), hasError: tree.rootNode.hasError, kinds };
}

/** @returns a cursor at the root of the parsed text. @throws where the native parser does */
export function openCursor(grammar: Grammar, text: string): Cursor {
  return load(grammar).parser.parse(text).walk();
}

/** @returns whether the grammar leaves anything of the text unread. @throws where the native parser does */
export function failsOn(grammar: Grammar, text: string): boolean {
  return load(grammar).parser.parse(text).rootNode.hasError;
}
