/**
 * What is known of a node by its type alone. Every question to the native tree costs more than anything that is done with the
 * answer, so those are left out whose answer the type and the text give.
 */

/** The tokens of a grammar that have no name but their text: `+=`, `async`. */
export interface GrammarTokens {
  readonly all: ReadonlySet<string>;
  /** Those that stand in a field of some node. */
  readonly inFields: ReadonlySet<string>;
}

export interface NodeKind {
  readonly type: string;
  readonly named: boolean;
  /** It may stand in a field of its parent. */
  readonly hasField: boolean;
  /** What the text of such a node is, always; empty where that differs. */
  readonly word: string;
  /** It is a name, whose end is found in the text. */
  readonly isName: boolean;
  /** It has no children; of a name, unless it is one of the words. */
  readonly isLeaf: boolean;
}

export interface NodeKinds {
  /** By the grammar's number of the type; for the builder to fill. */
  readonly byId: (NodeKind | undefined)[];
  /** By the grammar's number of the field. */
  readonly fields: (string | undefined)[];
  describe(type: string, named: boolean): NodeKind;
  /** @returns whether a name of that text may hold a token: `of`, `get`, `async` */
  isWord(text: string): boolean;
  readonly longestWord: number;
}

const NAMES: ReadonlySet<string> = new Set([
  'identifier',
  'property_identifier',
  'shorthand_property_identifier',
  'shorthand_property_identifier_pattern',
  'statement_identifier',
  'type_identifier',
]);
const WORDS: ReadonlySet<string> = new Set(['this', 'null', 'true', 'false', 'super']);
const LEAVES: ReadonlySet<string> = new Set([
  ...WORDS,
  'comment',
  'number',
  'string_fragment',
  'escape_sequence',
  'regex_pattern',
  'regex_flags',
]);

/** @param tokens  null where the grammar's tables are not at hand: then nothing is taken for granted of tokens */
export function createNodeKinds(tokens: GrammarTokens | null): NodeKinds {
  const words = [...(tokens?.all ?? [])].filter((text) => /^\w+$/u.test(text));
  const isWord = new Set(words);
  return {
    byId: [],
    fields: [],
    isWord: (text) => tokens === null || isWord.has(text),
    longestWord:
      tokens === null ? Number.MAX_SAFE_INTEGER : Math.max(...words.map((w) => w.length)),
    describe(type, named) {
      // One token, `static get`, is any space between its words.
      const isFixed = named ? WORDS.has(type) : !/\s/u.test(type);
      return {
        type: intern(type),
        named,
        hasField: named || tokens === null || tokens.inFields.has(type),
        word: isFixed ? intern(type) : '',
        isName: named && NAMES.has(type),
        isLeaf: !named || LEAVES.has(type) || NAMES.has(type),
      };
    },
  };
}

/** The same text as a name of a property is: two of these that are the same text are the same string, quick to compare. */
export function intern(text: string): string {
  return Object.keys({ [text]: 0 })[0] ?? text;
}
