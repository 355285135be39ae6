/**
 * Changes of a program that do not change what it means: other names for local variables, functions in another order, code that
 * does nothing, other line breaks. Each takes one file and yields what became of it. That a program still does the same is checked
 * by running it, not believed.
 */
import {
  analyzeScopes,
  childOf,
  namedChildren,
  parseSource,
  walkSyntax,
} from '../../code-graph/index.ts';
import type { Binding, ScopeTable, SyntaxNode } from '../../code-graph/index.ts';
import { applyEdits, kept, movedText } from './moved-text.ts';
import type { Edit, MovedText, Piece } from './moved-text.ts';

export type Kind = 'rename' | 'reorder' | 'dead-code' | 'rewrap';
export const KINDS: readonly Kind[] = ['rename', 'reorder', 'dead-code', 'rewrap'];

export interface Given {
  readonly path: string;
  readonly text: string;
  /** Names that stay: the question says them. */
  readonly spoken: ReadonlySet<string>;
}

/** @returns the new text; null where this file has nothing to change, or cannot be read whole */
export function transform(kind: Kind, given: Given): MovedText | null {
  const { tree } = parseSource(given.path, given.text);
  if (tree.root.hasError) return null;
  const pieces = MAKERS[kind](given, analyzeScopes(tree));
  return pieces === null ? null : movedText(given.text, pieces);
}

const MAKERS: Readonly<
  Record<Kind, (given: Given, scopes: ScopeTable) => readonly Piece[] | null>
> = {
  rename: ({ text, spoken }, scopes) => edited(text, renames(text, scopes, spoken)),
  reorder: ({ text }, scopes) => reordered(text, scopes),
  'dead-code': ({ text }, scopes) => edited(text, deadCode(text, scopes)),
  rewrap: ({ text }, scopes) => edited(text, breaks(scopes)),
};

function edited(text: string, edits: readonly Edit[]): readonly Piece[] | null {
  return edits.length === 0 ? null : applyEdits(text, edits);
}

const RENAMED: ReadonlySet<Binding['kind']> = new Set(['var', 'let', 'const', 'param', 'catch']);
const NAMES_ITS_VALUE =
  /^(?:function|arrow_function|function_expression|class|generator_function)$/u;

/** Local variables and parameters, but those whose name their function or class takes. */
function renames(text: string, scopes: ScopeTable, spoken: ReadonlySet<string>): readonly Edit[] {
  const found = new Map<number, Binding>();
  walkSyntax(scopes.tree.root, (node) => {
    if (!/identifier/u.test(node.type)) return;
    const binding = scopes.resolve(node);
    if (binding !== null) found.set(binding.declaredAt, binding);
  });
  const edits = new Map<number, Edit>();
  let count = 0;
  for (const binding of found.values()) {
    const { declaredIn, kind, name, node } = binding;
    if (!RENAMED.has(kind) || declaredIn.index === 0 || spoken.has(name.toLowerCase())) continue;
    if (scopes.isDynamic(declaredIn) || namesItsValue(node) || name === 'arguments') continue;
    if (node.parent !== null && namedChildren(node.parent).some(isModifier)) continue;
    const references = scopes.references(binding);
    count += 1;
    let fresh = `it${count}`;
    while (text.includes(fresh)) fresh += '_';
    for (const one of references) edits.set(one.start, renameEdit(one, name, fresh));
  }
  return [...edits.values()];
}

function renameEdit(node: SyntaxNode, name: string, fresh: string): Edit {
  const isShort = /^shorthand_property_identifier/u.test(node.type);
  return { from: node.start, to: node.end, text: isShort ? `${name}: ${fresh}` : fresh };
}

function isModifier({ type }: SyntaxNode): boolean {
  return type === 'accessibility_modifier' || type === 'readonly';
}

/** `const f = () => …`: the function is called f. */
function namesItsValue({ parent }: SyntaxNode): boolean {
  const value = parent === null ? null : (childOf(parent, 'value') ?? childOf(parent, 'right'));
  return value !== null && NAMES_ITS_VALUE.test(value.type);
}

const MOVABLE = /^(?:generator_)?function_declaration$/u;

/** Function declarations of one block, and methods of one class, in the opposite order. */
function reordered(text: string, scopes: ScopeTable): readonly Piece[] | null {
  const groups: (readonly SyntaxNode[])[] = [];
  const taken: SyntaxNode[] = [];
  walkSyntax(scopes.tree.root, (node) => {
    if (!/^(?:program|statement_block|class_body)$/u.test(node.type)) return;
    const movable = namedChildren(node).filter((child) =>
      node.type === 'class_body'
        ? child.type === 'method_definition' && !isOverload(child)
        : isHoisted(child),
    );
    const isNested = taken.some((one) => one.start <= node.start && node.end <= one.end);
    if (movable.length < 2 || isNested) return;
    groups.push(movable);
    taken.push(...movable);
  });
  if (groups.length === 0) return null;
  const instead = new Map<SyntaxNode, SyntaxNode>();
  for (const group of groups)
    group.forEach((node, at) => instead.set(node, group[group.length - 1 - at] as SyntaxNode));
  const pieces: Piece[] = [];
  let at = 0;
  for (const [node, other] of [...instead].sort((a, b) => a[0].start - b[0].start)) {
    pieces.push(kept(text, at, node.start), kept(text, other.start, other.end));
    at = node.end;
  }
  return [...pieces, kept(text, at, text.length)];
}

/** An `export default` without a name is not taken: it is no declaration that others name. */
function isHoisted(node: SyntaxNode): boolean {
  if (MOVABLE.test(node.type)) return true;
  return (
    node.type === 'export_statement' && namedChildren(node).some(({ type }) => MOVABLE.test(type))
  );
}

/** Computed names are evaluated in order; decorators and overloads belong to what follows. */
function isOverload(node: SyntaxNode): boolean {
  return namedChildren(node).some(
    ({ type }) => type === 'computed_property_name' || type === 'decorator',
  );
}

/** A function that nobody calls before every second function, and in every function a local and a branch that is never taken. */
function deadCode(text: string, scopes: ScopeTable): readonly Edit[] {
  const edits: Edit[] = [];
  let fresh = 'idle';
  while (text.includes(fresh)) fresh += '_';
  let count = 0;
  for (const { index, body } of scopes.functions) {
    if (index === 0 || body?.type !== 'statement_block') continue;
    const first = namedChildren(body).find((child) => !isDirective(child));
    if (first === undefined || isSuperFirst(text, body)) continue;
    count += 1;
    const name = `${fresh}${count}`;
    const lines = [
      `const ${name} = [${count}].length;`,
      `if (${name} > 1) {`,
      `  throw new Error(String(${name}));`,
      '}',
      '',
    ];
    edits.push({ from: first.start, to: first.start, text: lines.join('\n') });
  }
  const top = namedChildren(scopes.tree.root).filter(isHoisted);
  for (const [at, { start }] of top.entries()) {
    if (at % 2 === 1) continue;
    const name = `${fresh}Function${at}`;
    const dead = `function ${name}(a) {\n  const b = a === undefined ? null : a;\n  return b;\n}\n`;
    edits.push({ from: start, to: start, text: dead });
  }
  return edits;
}

function isDirective(node: SyntaxNode): boolean {
  return node.type === 'expression_statement' && namedChildren(node)[0]?.type === 'string';
}

/** A body of one line whose comments may end it is left alone, and so is one that must call \`super\` first. */
function isSuperFirst(text: string, body: SyntaxNode): boolean {
  return /\bsuper\s*\(/u.test(text.slice(body.start, body.end));
}

/** An empty line and a comment before each second statement of a block; a break behind operators and commas between arguments. */
function breaks(scopes: ScopeTable): readonly Edit[] {
  const edits = new Map<number, Edit>();
  const insert = (at: number, added: string): void => {
    edits.set(at, { from: at, to: at, text: added });
  };
  walkSyntax(scopes.tree.root, (node) => {
    if (/^(?:program|statement_block)$/u.test(node.type))
      for (const [at, child] of namedChildren(node).entries())
        if (at % 2 === 1 && !isDirective(child)) insert(child.start, '\n// next\n');
    if (/^(?:arguments|array|formal_parameters)$/u.test(node.type))
      for (const child of namedChildren(node).slice(1)) insert(child.start, '\n');
    const right = node.type === 'binary_expression' ? childOf(node, 'right') : null;
    if (right !== null) insert(right.start, '\n');
  });
  return [...edits.values()];
}
