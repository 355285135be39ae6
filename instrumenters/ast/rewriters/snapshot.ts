/** Named locals before a statement: those that the statement mentions and that surely have a value by then. */
import { walkSyntax } from '../../../code-graph/syntax/node.ts';
import type { SyntaxNode } from '../../../code-graph/syntax/node.ts';
import type { Binding, FunctionInfo, ScopeTable } from '../../../code-graph/syntax/scope-table.ts';
import type { Rewriting } from '../rewriting.ts';
import { directivesOf } from '../place/extent.ts';
import { canBeRepeated } from '../place/position.ts';
import { canStandBehindCode, insertBefore } from '../statement.ts';

const MAX_NAMES = 12;

const BLOCKS: ReadonlySet<string> = new Set([
  'statement_block',
  'program',
  'switch_body',
  'class_static_block',
]);

const FUNCTIONS: ReadonlySet<string> = new Set([
  'function_declaration',
  'generator_function_declaration',
  'function_expression',
  'generator_function',
  'function_signature',
]);

const DECLARATIONS: ReadonlySet<string> = new Set([
  'function_declaration',
  'generator_function_declaration',
]);

/** A function in a block may not be seen outside; the name of a function expression never is. */
function isInBlockOf({ node }: Binding, statement: SyntaxNode): boolean {
  const fn = DECLARATIONS.has(node.type) ? node : node.parent;
  if (fn === null || !DECLARATIONS.has(fn.type)) return false;
  let block = fn.parent;
  while (block !== null && !BLOCKS.has(block.type)) block = block.parent;
  return block !== null && block.start <= statement.start && statement.end <= block.end;
}

function isDeclaredOnly(node: SyntaxNode): boolean {
  for (let up: SyntaxNode | null = node; up !== null; up = up.parent)
    if (up.type === 'ambient_declaration') return true;
  return false;
}

/** Reading a `let` before its declaration throws, so only what is declared ahead in the same function counts. */
function isReadable(binding: Binding, statement: SyntaxNode, fn: FunctionInfo): boolean {
  if (binding.declaredIn !== fn || isDeclaredOnly(binding.node)) return false;
  if (!canBeRepeated(binding.name)) return false;
  if (binding.kind === 'param' || binding.kind === 'var') return true;
  if (binding.kind === 'function') return isInBlockOf(binding, statement);
  if (binding.declaredAt >= statement.start) return false;
  for (let up = binding.node.parent; up !== null && up !== fn.node; up = up.parent)
    if (up.type === 'switch_case' || up.type === 'switch_default') return false;
  return binding.kind === 'let' || binding.kind === 'const' || binding.kind === 'catch';
}

/** @returns true for a statement that another may stand in front of: not one in the head of a loop, no directive */
function standsAlone(node: SyntaxNode): boolean {
  if (!/_statement$|_declaration$/u.test(node.type) || node.type === 'import_statement')
    return false;
  const { parent } = node;
  if (parent === null || parent.type === 'export_statement') return false;
  // Overloads stand right before what they are overloads of.
  if (node.children.some((child) => FUNCTIONS.has(child.type))) return false;
  if (parent.type === 'for_statement' && node.field !== 'body') return false;
  return canStandBehindCode(node) && !directivesOf(parent).includes(node);
}

/** @returns the locals that can be copied before the statement */
export function localsAt(
  scopes: ScopeTable,
  statement: SyntaxNode,
  fn: FunctionInfo,
): readonly string[] {
  const names = new Set<string>();
  walkSyntax(statement, (at) => {
    if (at.type !== 'identifier' && at.type !== 'shorthand_property_identifier') return;
    const binding = scopes.resolve(at);
    if (binding !== null && names.size < MAX_NAMES && isReadable(binding, statement, fn))
      names.add(binding.name);
  });
  return [...names];
}

export function rewriteSnapshot(rewriting: Rewriting, node: SyntaxNode, fn: FunctionInfo): void {
  const probe = rewriting.wanted.exactly(node, 'snapshot');
  if (probe === null || !standsAlone(node)) return;
  const captured = localsAt(rewriting.scopes, node, fn);
  const site = rewriting.site('snapshot', { node }, { fn, probe }, { names: captured });
  const frame = rewriting.frameAt(fn, node.start);
  let statement = node;
  while (statement.parent?.type === 'labeled_statement') statement = statement.parent;
  insertBefore(
    rewriting,
    statement,
    `${rewriting.name('n')}(${site},${frame},[${captured.join(',')}]);`,
  );
}
