/**
 * What V8 says of a JavaScript text without running it. A file that V8 itself rejects keeps its own error, and a rewritten one
 * that V8 would reject is not served. Modules are read as the body of an async function, with their imports and exports blanked.
 */
import { compileFunction } from 'node:vm';
import { childOf, walkSyntax } from '../../code-graph/syntax/node.ts';
import type { SyntaxNode, SyntaxTree } from '../../code-graph/syntax/node.ts';
import type { InsertedText } from './insertion.ts';
import { landmarksOf } from './place/landmark.ts';

export type SyntaxGoal = 'script' | 'module';

/** A range of the text and what stands there for the check; as long as the range. */
type Blank = readonly [start: number, end: number, text: string];

const TRANSPILED = /^(?:jsx_|decorator$)/u;

/** @returns true for JavaScript that another program must translate first: with JSX or decorators */
export function isTranspiled(tree: SyntaxTree): boolean {
  let found = false;
  walkSyntax(tree.root, (node) => {
    found ||= TRANSPILED.test(node.type);
    return !found;
  });
  return found;
}

function spaces(text: string): string {
  return text.replace(/[^\n\r\u2028\u2029]/gu, (character) => ' '.repeat(character.length));
}

function blanksOf(tree: SyntaxTree): readonly Blank[] {
  const { text } = tree;
  const blanks: Blank[] = [];
  const blank = (start: number, end: number, first = ''): void => {
    blanks.push([start, end, first + spaces(text.slice(start + first.length, end))]);
  };
  const visitExport = (node: SyntaxNode): void => {
    const declaration = childOf(node, 'declaration') ?? childOf(node, 'value');
    const isDefault = node.children.some((child) => child.type === 'default');
    if (declaration === null) blank(node.start, node.end, ';');
    else blank(node.start, declaration.start, isDefault && needsOperator(declaration) ? '0,' : '');
  };
  // Read by V8 at the start of a file only, and there before everything else.
  const shebang = /^#!.*/u.exec(text)?.[0] ?? '';
  if (shebang !== '') blank(0, shebang.length);
  for (const node of landmarksOf(tree)) {
    if (node.type === 'import_statement') blank(node.start, node.end, ';');
    else if (node.type === 'meta_property' && text.startsWith('import', node.start))
      blanks.push([node.start, node.end, 'new.target'.padEnd(node.end - node.start)]);
    else if (node.type === 'export_statement') visitExport(node);
  }
  return blanks;
}

/** How a default export begins that is a declaration, whatever follows it. */
const DECLARED =
  /^(?:function|class|async(?:[^\S\n\r\u2028\u2029]|\/\*.*?\*\/)+function)(?![\w$])/u;
const WHOLE: ReadonlySet<string> = new Set(['function_expression', 'generator_function', 'class']);

/**
 * `export default function () {}()` is a declaration and then something else, which the grammar reads as one expression. A call
 * around what the grammar took for the value would make a program of an error.
 * @returns true where the grammar and the language disagree on where the value of a default export ends
 */
export function hasTornDefault(tree: SyntaxTree): boolean {
  return tree.root.children.some((node) => {
    if (node.type !== 'export_statement') return false;
    const value = childOf(node, 'value');
    if (value === null) return false;
    return !WHOLE.has(value.type) && DECLARED.test(tree.text.slice(value.start, value.end));
  });
}

/** `export default function () {}` may lack the name that a statement needs. */
function needsOperator(declaration: SyntaxNode): boolean {
  return childOf(declaration, 'name') === null || !/declaration$/u.test(declaration.type);
}

/** Offsets of the original in the text with the insertions, for ascending offsets. */
function createShift(insertions: readonly number[]): (offset: number) => number {
  let next = 0;
  let inserted = 0;
  return (offset) => {
    while (next < insertions.length && (insertions[next] as number) <= offset + inserted) {
      inserted += insertions[next + 1] as number;
      next += 2;
    }
    return offset + inserted;
  };
}

function asFunctionBody(tree: SyntaxTree, { text, insertions }: InsertedText): string {
  const shift = createShift(insertions);
  const parts: string[] = [];
  let at = 0;
  for (const [start, end, instead] of blanksOf(tree)) {
    const from = shift(start);
    parts.push(text.slice(at, from), instead);
    at = shift(end - 1) + 1;
  }
  parts.push(text.slice(at));
  return `async()=>{"use strict";async function m(){${parts.join('')}\n}}`;
}

function isAccepted(text: string): boolean {
  try {
    compileFunction(text);
    return true;
  } catch {
    return false;
  }
}

function isModule({ root }: SyntaxTree): boolean {
  return root.children.some(
    ({ type }) => type === 'import_statement' || type === 'export_statement',
  );
}

/** @returns how V8 can read the text of the tree, or null where it cannot */
export function goalOf(tree: SyntaxTree): SyntaxGoal | null {
  // The other one first costs a reading; a script has no such statements.
  const goals = isModule(tree) ? (['module', 'script'] as const) : (['script', 'module'] as const);
  return goals.find((goal) => reads(tree, { text: tree.text, insertions: [] }, goal)) ?? null;
}

/** @returns true where V8 reads the text of the tree with the insertions */
export function reads(tree: SyntaxTree, inserted: InsertedText, goal: SyntaxGoal): boolean {
  return isAccepted(goal === 'script' ? inserted.text : asFunctionBody(tree, inserted));
}
