/**
 * Promises that were taken for what they come to: a property of one was read, it was put into a text, compared, counted with, looped
 * over, handed to a built-in that looks at values. Meant is where it was called for, or put down, without `await`.
 */
import { childOf, walkSyntax } from '../../code-graph/index.ts';
import type { SyntaxNode } from '../../code-graph/index.ts';
import { calleeName, receiverOf } from '../provenance/call.ts';
import { unwrap } from '../provenance/point.ts';
import type { Evidence } from '../provenance/point.ts';
import type { SlicePoint } from '../provenance/slice.ts';
import type { SourceFile } from '../source-index.ts';
import { isPromise } from '../value-text.ts';

const OWN = /^(?:then|catch|finally|constructor)$/u;
const COUNTS = /^(?:[-+*/%<>]|\*\*|[<>]=)$/u;
const EQUALS = /^[!=]==?$/u;
const NOTHING = /^(?:null|undefined)$/u;
const DECIDES = /^(?:if|while|do)_statement$/u;
/** Built-ins that look at a value, by whose method they are: a bare function has none. */
const LOOKS: Readonly<Record<string, RegExp>> = {
  '': /^(?:String|Number|Boolean|BigInt|parseInt|parseFloat|isNaN|isFinite)$/u,
  Array: /^isArray$/u,
  JSON: /^stringify$/u,
  Number: /^(?:isInteger|isFinite|isNaN|parseInt|parseFloat)$/u,
  Object: /^(?:keys|values|entries|assign|fromEntries)$/u,
};

/** @returns true where a promise was called for, or put down, that was then used as if it were what it comes to */
export function isUnawaited(point: SlicePoint): boolean {
  const { evidence } = point;
  if (evidence === null || !holdsPromise(point)) return false;
  if (point.point.kind !== 'variable')
    return unwrap(evidence.node).type === 'call_expression' && isUsedPlainly(evidence, false);
  let last = point;
  while (last.via !== null && holdsPromise(last.via)) last = last.via;
  return isUsedPlainly(last.evidence, isNeverAwaited(evidence));
}

function holdsPromise({ evidence }: SlicePoint): boolean {
  return isPromise(evidence?.value ?? null);
}

const textOf = (source: SourceFile, node: SyntaxNode | null): string =>
  node === null ? '' : source.text.slice(node.start, node.end);

/** @param isForgotten  to ask whether it is there says something: nothing ever awaits it, so it is no promise that is kept */
function isUsedPlainly(evidence: Evidence | null, isForgotten: boolean): boolean {
  if (evidence === null) return false;
  const { source } = evidence;
  let { node } = evidence;
  while (node.parent !== null && unwrap(node.parent) === unwrap(node)) node = node.parent;
  const { parent } = node;
  if (parent === null) return false;
  const isAsked = isForgotten || unwrap(node).type === 'call_expression';
  switch (parent.type) {
    case 'member_expression':
      return node.field === 'object' && !OWN.test(textOf(source, childOf(parent, 'property')));
    case 'subscript_expression':
      return node.field === 'object';
    case 'template_substitution':
    case 'spread_element':
      return true;
    case 'binary_expression':
      return (
        isComparedOrCounted(source, parent, node) || (isAsked && isLogical(source, parent, node))
      );
    case 'unary_expression':
      return isAsked;
    case 'ternary_expression':
      return isAsked && node.field === 'condition';
    case 'for_in_statement':
      return node.field === 'right' && !/^for\s+await\b/u.test(textOf(source, parent));
    case 'variable_declarator':
      return (
        node.field === 'value' &&
        /^(?:object|array)_pattern$/u.test(childOf(parent, 'name')?.type ?? '')
      );
    case 'arguments':
      return isLookedAt(source, parent.parent);
    default:
      return isAsked && node.field === 'condition' && DECIDES.test(parent.type);
  }
}

function isComparedOrCounted(source: SourceFile, binary: SyntaxNode, node: SyntaxNode): boolean {
  const operator = textOf(source, childOf(binary, 'operator'));
  if (COUNTS.test(operator)) return true;
  const other = childOf(binary, node.field === 'left' ? 'right' : 'left');
  return EQUALS.test(operator) && other !== null && !NOTHING.test(unwrap(other).type);
}

function isLogical(source: SourceFile, binary: SyntaxNode, node: SyntaxNode): boolean {
  return (
    node.field === 'left' && /^(?:&&|\|\|)$/u.test(textOf(source, childOf(binary, 'operator')))
  );
}

function isLookedAt(source: SourceFile, call: SyntaxNode | null): boolean {
  if (call?.type !== 'call_expression') return false;
  return LOOKS[textOf(source, receiverOf(call))]?.test(calleeName(source, call)) === true;
}

/** Its name stands nowhere in the function but where it is put down and asked. */
function isNeverAwaited({ source, node }: Evidence): boolean {
  const declared = node.type === 'variable_declarator' ? childOf(node, 'name') : null;
  const value = node.type === 'variable_declarator' ? childOf(node, 'value') : null;
  if (declared?.type !== 'identifier' || value === null) return false;
  const name = textOf(source, declared);
  let isKept = unwrap(value).type !== 'call_expression';
  walkSyntax(source.scopes.functionOf(node).node, (at) => {
    if (isKept || at === declared) return !isKept;
    if (at.type === 'identifier' && textOf(source, at) === name) isKept = isHandedOn(at);
    return !isKept;
  });
  return !isKept;
}

/** Awaited, returned, given away, written elsewhere, or asked for what only promises have. */
function isHandedOn(name: SyntaxNode): boolean {
  const { parent } = name;
  return (
    parent === null ||
    /^(?:await_expression|return_statement|arguments|assignment_expression|variable_declarator|array|pair|member_expression|arrow_function)$/u.test(
      parent.type,
    )
  );
}
