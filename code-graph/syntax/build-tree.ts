/**
 * Copies the native tree node by node, in source order, with one cursor and no recursion. Of a tree without errors much is known
 * without asking: a first child starts where its parent does, tokens and names end where their text says.
 */
import type { Cursor, Parsed } from './grammar/grammar.ts';
import { intern } from './grammar/node-kinds.ts';
import type { NodeKind, NodeKinds } from './grammar/node-kinds.ts';
import type { SyntaxNode } from './node.ts';

/** A syntax node while it is being built. */
interface Draft extends SyntaxNode {
  type: string;
  end: number;
  start: number;
  hasError: boolean;
  children: readonly SyntaxNode[];
  readonly parent: Draft | null;
}

export interface Built {
  readonly root: SyntaxNode;
  /** Outermost ERROR and all MISSING nodes. */
  readonly errors: readonly SyntaxNode[];
  /** How much of the text the errors cover; one around the whole file is worse than five small ones. */
  readonly extent: number;
}

const NO_CHILDREN: readonly SyntaxNode[] = [];
/** tree-sitter's number for ERROR, the only one that is no small number. */
const ERROR_ID = 65_535;
const ERROR: NodeKind = {
  type: 'ERROR',
  named: true,
  hasField: true,
  word: '',
  isName: false,
  isLeaf: false,
};

function kindAt(cursor: Cursor, { byId, describe }: NodeKinds): NodeKind {
  const id = cursor.nodeTypeId;
  if (id === ERROR_ID) return ERROR;
  return (byId[id] ??= describe(cursor.nodeType, cursor.nodeIsNamed));
}

function fieldAt(cursor: Cursor, { fields }: NodeKinds): string | null {
  const id = cursor.currentFieldId;
  if (id === undefined) return null;
  return (fields[id] ??= intern(cursor.currentFieldName ?? ''));
}

/** @returns the offset behind a name, -1 where it holds characters that are not plain */
function endOfName(text: string, start: number): number {
  for (let at = start; ; at += 1) {
    const code = text.charCodeAt(at);
    // A hyphen belongs to a name in JSX.
    if (code >= 128 || code === 92 || code === 45) return -1;
    const isPart =
      (code >= 97 && code <= 122) ||
      (code >= 65 && code <= 90) ||
      (code >= 48 && code <= 57) ||
      code === 95 ||
      code === 36;
    // Past the end of the text the code is NaN.
    if (!isPart) return at === start ? -1 : at;
  }
}

/** @param text  what was parsed */
export function buildTree({ cursor, hasError, kinds }: Parsed, text: string): Built {
  const errors: Draft[] = [];
  /** The open nodes, each followed by its children so far. */
  const drafts: Draft[] = [];
  /** Where in `drafts` the children of each open node begin. */
  const open: number[] = [];
  let isLeaf = false;

  function endAt({ word, isName, isLeaf: may }: NodeKind, start: number): number {
    isLeaf = may;
    if (hasError) isLeaf = may && !isName;
    else if (word !== '' && text.startsWith(word, start)) return start + word.length;
    else if (isName) {
      const end = endOfName(text, start);
      isLeaf =
        end >= 0 && (end - start > kinds.longestWord || !kinds.isWord(text.slice(start, end)));
      if (end >= 0) return end;
    }
    return cursor.endIndex;
  }
  function read(parent: Draft | null, isFirst: boolean): Draft {
    const kind = kindAt(cursor, kinds);
    const field = kind.hasField ? fieldAt(cursor, kinds) : null;
    const start = isFirst && !hasError && parent !== null ? parent.start : cursor.startIndex;
    const end = endAt(kind, start);
    const wrong = hasError && (kind === ERROR || (start === end && cursor.nodeIsMissing));
    const node: Draft = {
      type: kind.type,
      field,
      named: kind.named,
      start,
      end,
      parent,
      children: NO_CHILDREN,
      hasError: wrong,
    };
    if (wrong) errors.push(node);
    drafts.push(node);
    return node;
  }
  function close(node: Draft): void {
    if (node.hasError && node.parent !== null) node.parent.hasError = true;
    const from = open.pop() ?? drafts.length;
    if (drafts.length === from) return;
    const children = drafts.slice(from);
    drafts.length = from;
    const behind = node.parent === null ? NO_CHILDREN : closeBlock(node, children);
    node.children = children;
    for (const comment of behind) drafts.push({ ...comment, parent: node.parent });
  }

  const root = read(null, true);
  let at = root;
  open.push(drafts.length);
  for (let hasNext = cursor.gotoFirstChild(), isFirst = true; ;) {
    while (!hasNext) {
      close(at);
      if (at.parent === null || !cursor.gotoParent()) return finish(root, errors, text.length);
      at = at.parent;
      hasNext = cursor.gotoNextSibling();
      isFirst = false;
    }
    const node = read(at, isFirst);
    if (!isLeaf && cursor.gotoFirstChild()) {
      open.push(drafts.length);
      at = node;
      isFirst = true;
    } else {
      if (node.hasError) at.hasError = true;
      hasNext = cursor.gotoNextSibling();
      isFirst = false;
    }
  }
}

/**
 * A block ends at its brace: the grammar's automatic semicolon takes comments behind it along, which go to the parent.
 * @returns these comments, which are taken from `children`
 */
function closeBlock(block: Draft, children: Draft[]): readonly Draft[] {
  if (block.type !== 'statement_block') return [];
  const brace = children.findLastIndex((child) => child.type !== 'comment');
  if (children[brace]?.type !== '}') return [];
  const behind = children.splice(brace + 1);
  if (behind.length > 0) block.end = children[brace]?.end ?? block.end;
  return behind;
}

function isInError(node: SyntaxNode): boolean {
  for (let up = node.parent; up !== null; up = up.parent) if (up.type === 'ERROR') return true;
  return false;
}

/** The root is a `program` that spans the text, even where the parser gave up on the whole file. */
function finish(root: Draft, errors: readonly Draft[], length: number): Built {
  const extent = errors
    .filter((node) => !isInError(node))
    .reduce((sum, node) => sum + node.end - node.start + 1, 0);
  root.type = 'program';
  root.start = 0;
  root.end = length;
  root.hasError = errors.length > 0;
  const inner = errors.filter((node) => node !== root && !isInError(node));
  return { root, errors: inner.length > 0 ? inner : errors.slice(0, 1), extent };
}
