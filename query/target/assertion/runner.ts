/**
 * Whether a name stands for a library of tests: what a runner gives to the function of a test, or what was imported from a library.
 * Elsewhere `ctx.is('json')` or `assert(x)` may be anything.
 */
import { namedChildren } from '../../../code-graph/index.ts';
import type { SyntaxNode } from '../../../code-graph/index.ts';
import { calleeName, receiverOf } from '../../provenance/call.ts';
import { unwrap } from '../../provenance/point.ts';
import type { SourceFile } from '../../source-index.ts';

const RUNNERS =
  /^(?:it|test|specify|tape|tap|before|after|beforeEach|afterEach|beforeAll|afterAll)$/u;
const LIBRARIES =
  /['"](?:node:)?(?:assert(?:\/strict)?|test|chai|uvu\/assert|power-assert|should|tap|tape|ava|expect|sinon|vitest|@jest\/globals)['"]/u;

/** @returns true for a function that a runner of tests is given: `test('title', (t) => …)` */
export function isGivenToRunner(source: SourceFile, fn: SyntaxNode): boolean {
  const call = callAround(fn);
  if (call === null) return false;
  const text = source.text.slice(call.start, call.end);
  return RUNNERS.test(calleeName(source, call)) || /^(?:it|test)\b/u.test(text);
}

/** The call that has the function as an argument. */
function callAround(fn: SyntaxNode): SyntaxNode | null {
  const call = fn.parent?.type === 'arguments' ? fn.parent.parent : null;
  return call?.type === 'call_expression' ? call : null;
}

/** @returns true for a function that is given to anything behind a title */
export function isGivenWithTitle(fn: SyntaxNode): boolean {
  const list = fn.parent;
  const [first] = list?.type === 'arguments' ? namedChildren(list) : [];
  return first !== undefined && /^(?:string|template_string)$/u.test(first.type) && first !== fn;
}

const THROWING =
  /['"](?:node:)?(?:assert(?:\/strict)?|chai|uvu\/assert|power-assert|should|expect|@jest\/globals)['"]/u;
const NOTING = /\.(?:soft|poll)\b/u;

/** @returns true for an assertion of a library that throws where it does not hold: one whose call gave something has held */
export function throwsWhereBroken(
  source: SourceFile,
  name: SyntaxNode,
  assertion: SyntaxNode,
): boolean {
  return (
    isImported(source, name, THROWING) &&
    !NOTING.test(source.text.slice(assertion.start, assertion.end))
  );
}

/** @returns true where the name is an import of a library of tests */
export function isOfLibrary(source: SourceFile, name: SyntaxNode): boolean {
  return isImported(source, name, LIBRARIES);
}

function isImported(source: SourceFile, name: SyntaxNode, libraries: RegExp): boolean {
  const binding = source.scopes.resolve(name);
  if (binding === null || binding.kind === 'param') return false;
  for (let up: SyntaxNode | null = binding.node; up !== null; up = up.parent)
    if (/^(?:import_statement|variable_declarator)$/u.test(up.type))
      return libraries.test(source.text.slice(up.start, up.end));
  return false;
}

/** @returns true where the name certainly asserts: an import of a library, or what a runner gives to the function of a test */
export function isOfTests(source: SourceFile, name: SyntaxNode): boolean {
  const binding = source.scopes.resolve(name);
  if (binding?.kind !== 'param') return isOfLibrary(source, name);
  const { params, node } = binding.declaredIn;
  if (params[0] !== binding) return false;
  if (isGivenToRunner(source, node)) return true;
  const call = callAround(node);
  const runner = call === null ? null : rootOf(call);
  return runner?.type === 'identifier' && isOfLibrary(source, runner);
}

/** `check` of `check.only('title', …)`. */
function rootOf(call: SyntaxNode): SyntaxNode | null {
  let at = receiverOf(call);
  if (at === null) return call.children[0] ?? null;
  for (at = unwrap(at); at.type === 'member_expression';) {
    const [object] = namedChildren(at);
    if (object === undefined) return null;
    at = unwrap(object);
  }
  return at;
}
