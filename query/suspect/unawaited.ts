/**
 * Promises that were taken for what they come to: a property of one was read, it was put into a text, compared, counted with, looped
 * over, handed to a built-in that looks at values. Meant is where it was called for, or put down, without `await`.
 */
import { childOf, walkSyntax } from '../../code-graph/index.ts';
import type { SyntaxNode } from '../../code-graph/index.ts';
import { calleeName, receiverOf } from '../provenance/call.ts';
import { asksForTruth } from '../provenance/place.ts';
import { unwrap, wholeOf } from '../provenance/point.ts';
import type { Evidence } from '../provenance/point.ts';
import type { SlicePoint } from '../provenance/slice.ts';
import { textOf } from '../source-index.ts';
import type { SourceFile } from '../source-index.ts';
import { isPromise } from '../value-text.ts';

const OWN = /^(?:then|catch|finally|constructor)$/u;
const COUNTS = /^(?:[-+*/%<>]|\*\*|[<>]=)$/u;
const EQUALS = /^[!=]==?$/u;
const LITERAL = /^(?:number|string|true|false|template_string)$/u;
/** Built-ins that look at a value, by whose method they are: a bare function has none. */
const LOOKS: ReadonlyMap<string, RegExp> = new Map([
  ['', /^(?:String|Number|Boolean|BigInt|parseInt|parseFloat|isNaN|isFinite)$/u],
  ['Array', /^isArray$/u],
  ['JSON', /^stringify$/u],
  ['Number', /^(?:isInteger|isFinite|isNaN|parseInt|parseFloat)$/u],
  ['Object', /^(?:keys|values|entries|fromEntries)$/u],
]);

/** @returns true where a promise was called for, or put down, that was then used as if it were what it comes to */
export function isUnawaited(point: SlicePoint): boolean {
  const { evidence } = point;
  if (isTooLate(point)) return true;
  if (evidence === null || !holdsPromise(point)) return false;
  if (point.point.kind !== 'variable') {
    const call = unwrap(evidence.node);
    if (call.type !== 'call_expression') return false;
    return leavesTry(evidence) || isUsedPlainly(point, () => true);
  }
  let last = point;
  while (last.via !== null && holdsPromise(last.via)) last = last.via;
  return isUsedPlainly(last, () => isOnlyAsked(evidence));
}

/** @returns true where nobody waited for a call that had begun, and what it did came only after it was looked for */
export function isTooLate({ hint, evidence, via }: SlicePoint): boolean {
  if (hint !== 'unawaited' || evidence?.seq == null) return false;
  for (let at = via; at !== null; at = at.via) {
    const read = at.hint === 'late' ? at.via?.point : undefined;
    if (read !== undefined && 'before' in read && evidence.seq < read.before) return true;
  }
  return false;
}

/** @returns true where what `isReturnedInTry` says was a promise */
export function leavesTry({ source, node, value }: Evidence): boolean {
  return isPromise(value) && isReturnedInTry(source, unwrap(node));
}

/**
 * @returns true for `try { return f(); } catch …` in an asynchronous function: what is rejected later passes the `catch`
 * @see https://typescript-eslint.io/rules/return-await, `in-try-catch`
 */
export function isReturnedInTry(source: SourceFile, call: SyntaxNode): boolean {
  const returned = wholeOf(call).parent;
  const fn = source.scopes.functionOf(call).node;
  if (returned?.type !== 'return_statement' || !fn.children.some(({ type }) => type === 'async'))
    return false;
  for (let at: SyntaxNode = returned; at.parent !== null && at !== fn; at = at.parent)
    if (
      at.parent.type === 'try_statement' &&
      at.field === 'body' &&
      childOf(at.parent, 'handler') !== null
    )
      return true;
  return false;
}

function holdsPromise({ evidence }: SlicePoint): boolean {
  return isPromise(evidence?.value ?? null);
}

/** @param isAsked  whether it says something that it is asked for its truth: a promise that is kept may be, until it is there */
function isUsedPlainly({ evidence, via }: SlicePoint, isAsked: () => boolean): boolean {
  if (evidence === null) return false;
  const { source } = evidence;
  const node = wholeOf(evidence.node);
  const { parent } = node;
  switch (parent?.type) {
    case 'member_expression':
    case 'subscript_expression':
      return node.field === 'object' && isNotItsOwn(source, parent, via?.evidence ?? null);
    case 'template_substitution':
    case 'spread_element':
      return true;
    case 'binary_expression':
      return isComparedOrCounted(source, parent, node) || (asksForTruth(source, node) && isAsked());
    case 'for_in_statement':
      return node.field === 'right' && !/^for\s+await\b/u.test(textOf(source, parent));
    case 'variable_declarator': {
      const name = childOf(parent, 'name')?.type ?? '';
      return node.field === 'value' && /^(?:object|array)_pattern$/u.test(name);
    }
    case 'arguments':
      return isLookedAt(source, parent.parent);
    default:
      return asksForTruth(source, node) && isAsked();
  }
}

/** What a promise has, and what somebody gave this one, are no use of what it comes to. */
function isNotItsOwn(source: SourceFile, member: SyntaxNode, read: Evidence | null): boolean {
  if (OWN.test(textOf(source, childOf(member, 'property')))) return false;
  const value = read !== null && unwrap(read.node) === unwrap(member) ? read.value : null;
  return value === null || value.kind === 'undefined';
}

/** Two promises may be held against one another. */
function isComparedOrCounted(source: SourceFile, binary: SyntaxNode, node: SyntaxNode): boolean {
  const operator = textOf(source, childOf(binary, 'operator'));
  if (COUNTS.test(operator)) return true;
  const other = childOf(binary, node.field === 'left' ? 'right' : 'left');
  return EQUALS.test(operator) && other !== null && LITERAL.test(unwrap(other).type);
}

function isLookedAt(source: SourceFile, call: SyntaxNode | null): boolean {
  if (call?.type !== 'call_expression') return false;
  return LOOKS.get(textOf(source, receiverOf(call)))?.test(calleeName(source, call)) === true;
}

const known = new WeakMap<SyntaxNode, boolean>();

/** A variable that is given what a call gives, and that the function does nothing with but ask for its truth: nothing awaits it. */
function isOnlyAsked({ source, node }: Evidence): boolean {
  const before = known.get(node);
  if (before !== undefined) return before;
  const name = node.type === 'variable_declarator' ? childOf(node, 'name') : null;
  const value = node.type === 'variable_declarator' ? childOf(node, 'value') : null;
  const binding = name?.type === 'identifier' ? source.scopes.resolve(name) : null;
  let is = binding !== null && value !== null && unwrap(value).type === 'call_expression';
  walkSyntax(source.scopes.functionOf(node).node, (at) => {
    if (!is) return false;
    const isName = NAMES.test(at.type) && at !== name && source.scopes.resolve(at) === binding;
    if (isName && !asksForTruth(source, wholeOf(at))) is = false;
    return is;
  });
  known.set(node, is);
  return is;
}

const NAMES = /^(?:identifier|shorthand_property_identifier)$/u;
