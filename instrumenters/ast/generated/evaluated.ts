/**
 * Texts that a generated file gives to `eval`, one a module, each with a source map of its own: what webpack makes of modules
 * while somebody develops. They are found as string literals and read; what is inserted into one goes into its literal, escaped,
 * so that the file keeps its lines and the text that runs keeps its own.
 */
import { childOf, namedChildren, walkSyntax } from '../../../code-graph/syntax/node.ts';
import type { SyntaxNode, SyntaxTree } from '../../../code-graph/syntax/node.ts';
import type { InsertedText } from '../insertion.ts';

export interface Evaluated {
  /** What `eval` is given. */
  readonly text: string;
  /** By offset in the text: where the file says it; one more for the end. */
  readonly offsets: readonly number[];
  /** The quotation mark that the literal stands in. */
  readonly quote: string;
}

/** Cheap: only whether it is worth parsing the file. */
export function mayEvaluate(text: string): boolean {
  return text.includes('eval(') && text.includes('\\n//# sourceMappingURL=');
}

/** @returns in the order of the file, those that name a source map; what is not surely read is left out */
export function findEvaluated(tree: SyntaxTree): readonly Evaluated[] {
  const found: Evaluated[] = [];
  walkSyntax(tree.root, (node) => {
    const literal = node.type === 'call_expression' ? literalOf(tree.text, node) : null;
    const read = literal === null ? null : readLiteral(tree.text, literal);
    if (read !== null && read.text.includes('sourceMappingURL=')) found.push(read);
    return literal === null;
  });
  return found;
}

/** The literal of `eval("…")` and `eval(__webpack_require__.ts("…"))` as a statement of its own, whose value nobody has. */
function literalOf(text: string, call: SyntaxNode): SyntaxNode | null {
  if (call.parent?.type !== 'expression_statement') return null;
  const callee = childOf(call, 'function');
  if (callee === null || text.slice(callee.start, callee.end) !== 'eval') return null;
  const given = onlyArgument(call);
  if (given?.type !== 'call_expression') return given?.type === 'string' ? given : null;
  // Marks the text as trusted where a page asks for that.
  const mark = childOf(given, 'function');
  if (mark === null || text.slice(mark.start, mark.end) !== '__webpack_require__.ts') return null;
  const inside = onlyArgument(given);
  return inside?.type === 'string' ? inside : null;
}

function onlyArgument(call: SyntaxNode): SyntaxNode | null {
  const list = childOf(call, 'arguments');
  const given = list?.type === 'arguments' ? namedChildren(list) : [];
  return given.length === 1 ? (given[0] as SyntaxNode) : null;
}

const SINGLE: Readonly<Record<string, string>> = {
  ...{ n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', v: '\v' },
  ...{ '"': '"', "'": "'", '\\': '\\', '/': '/' },
};
const CODE = /^(?:u([\dA-Fa-f]{4})|x([\dA-Fa-f]{2}))/u;

/** @returns null for a literal with an escape that is not among those that printers of JSON use */
function readLiteral(file: string, { start, end }: SyntaxNode): Evaluated | null {
  const quote = file[start] as string;
  const offsets: number[] = [];
  let text = '';
  for (let at = start + 1; at < end - 1;) {
    offsets.push(at);
    if (file[at] !== '\\') {
      text += file[at];
      at += 1;
      continue;
    }
    const plain = SINGLE[file[at + 1] as string];
    const code = plain === undefined ? CODE.exec(file.slice(at + 1, at + 6)) : null;
    if (plain === undefined && code === null) return null;
    text += plain ?? String.fromCharCode(Number.parseInt((code?.[1] ?? code?.[2]) as string, 16));
    at += 1 + (code?.[0].length ?? 1);
  }
  offsets.push(end - 1);
  return { text, offsets, quote };
}

/** A text that `eval` is given, with probes in it. */
export interface Probed {
  readonly evaluated: Evaluated;
  readonly inserted: InsertedText;
}

/** @param probed  in the order of the file. @returns the file with what was inserted into its literals */
export function insertIntoLiterals(file: string, probed: readonly Probed[]): InsertedText {
  const parts: string[] = [];
  const insertions: number[] = [];
  let from = 0;
  let length = 0;
  const push = (part: string): void => {
    parts.push(part);
    length += part.length;
  };
  for (const { evaluated, inserted } of probed) {
    let before = 0;
    for (let n = 0; n + 1 < inserted.insertions.length; n += 2) {
      const at = inserted.insertions[n] as number;
      const size = inserted.insertions[n + 1] as number;
      const where = evaluated.offsets[at - before] as number;
      before += size;
      push(file.slice(from, where));
      from = where;
      const part = escaped(inserted.text.slice(at, at + size), evaluated.quote);
      insertions.push(length, part.length);
      push(part);
    }
  }
  push(file.slice(from));
  return { text: parts.join(''), insertions };
}

function escaped(text: string, quote: string): string {
  const json = JSON.stringify(text).slice(1, -1);
  return quote === "'" ? json.replaceAll("'", "\\'") : json;
}
