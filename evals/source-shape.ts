/**
 * What a score needs to know of a source file: its functions and its statements, as line ranges. Positions are 1-based lines;
 * offsets are UTF-16. A statement's range is its head: from its first line to where its block begins.
 */
import { isFunctionNode, parseSource, walkSyntax } from '../code-graph/index.ts';
import type { SyntaxNode } from '../code-graph/index.ts';

export interface LineRange {
  readonly from: number;
  readonly to: number;
}

export interface StatementShape extends LineRange {
  readonly offset: number;
}

export interface FunctionShape extends LineRange {
  readonly start: number;
  readonly end: number;
  /** Where the declaration that the function is the value of begins: `const f = () =>` starts at `const`. */
  readonly headStart: number;
  readonly node: SyntaxNode;
}

export interface SourceShape {
  readonly path: string;
  readonly text: string;
  readonly root: SyntaxNode;
  readonly functions: readonly FunctionShape[];
  readonly statements: readonly StatementShape[];
  lineAt(offset: number): number;
  /** Key of the innermost function around a line; the module's own key outside of any. */
  functionKeyAt(line: number): string;
}

const STATEMENT =
  /^(?:expression|return|throw|if|for|for_in|while|do|switch|break|continue)_statement$|^(?:lexical|variable)_declaration$/u;
const HOLDER =
  /^(?:variable_declarator|(?:lexical|variable)_declaration|assignment_expression|expression_statement|export_statement|pair|(?:public_)?field_definition)$/u;
const NESTED =
  /_statement$|^(?:lexical|variable)_declaration$|^(?:statement_block|switch_body|class_body)$/u;

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function lineIndex(starts: readonly number[]): (offset: number) => number {
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  };
}

/** A function that is the whole value of a declaration, an assignment or a member begins where that begins. */
function headStartOf(node: SyntaxNode): number {
  let start = node.start;
  for (let at = node.parent; at !== null && HOLDER.test(at.type); at = at.parent) start = at.start;
  return start;
}

function headEnd(node: SyntaxNode, lineAt: (offset: number) => number): number {
  const first = lineAt(node.start);
  let last = lineAt(Math.max(node.start, node.end - 1));
  walkSyntax(node, (child) => {
    if (child === node || !NESTED.test(child.type)) return true;
    const line = lineAt(child.start);
    const isBlock = child.type.endsWith('_block') || child.type.endsWith('_body');
    last = Math.min(last, Math.max(first, isBlock ? line : line - 1));
    return false;
  });
  return last;
}

/** @throws never; what cannot be parsed has no functions there */
export function shapeOf(path: string, text: string): SourceShape {
  const { root } = parseSource(path, text).tree;
  const starts = lineStarts(text);
  const lineAt = lineIndex(starts);
  const functions: FunctionShape[] = [];
  const statements: StatementShape[] = [];
  walkSyntax(root, (node) => {
    const from = lineAt(node.start);
    if (node !== root && isFunctionNode(node)) {
      const to = lineAt(Math.max(node.start, node.end - 1));
      const headStart = headStartOf(node);
      functions.push({ from, to, start: node.start, end: node.end, headStart, node });
    }
    if (STATEMENT.test(node.type))
      statements.push({ from, to: headEnd(node, lineAt), offset: node.start });
  });
  const functionKeyAt = (line: number): string => {
    const begin = starts[line - 1] ?? 0;
    const indent = /^\s*/u.exec(text.slice(begin, starts[line] ?? text.length))?.[0].length ?? 0;
    const at = begin + indent;
    const around = functions.filter((one) => one.headStart <= at && at < one.end);
    const best = around.sort((a, b) => a.end - a.start - (b.end - b.start))[0];
    return best === undefined ? `${path}#` : `${path}#${best.start}`;
  };
  return { path, text, root, functions, statements, lineAt, functionKeyAt };
}

/**
 * @param read  text of a file named relative to the case; may throw
 * @returns a key per function over many files, each parsed once; a file that cannot be read is one function
 */
export function functionKeys(
  read: (file: string) => string,
): (file: string, line: number) => string {
  const shapes = new Map<string, SourceShape | null>();
  const shapeFor = (file: string): SourceShape | null => {
    const known = shapes.get(file);
    if (known !== undefined) return known;
    let shape: SourceShape | null = null;
    try {
      shape = shapeOf(file, read(file));
    } catch {
      shape = null;
    }
    shapes.set(file, shape);
    return shape;
  };
  return (file, line) => shapeFor(file)?.functionKeyAt(line) ?? `${file}#`;
}
