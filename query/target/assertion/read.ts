/**
 * Assertions as the source spells them: `assert.equal(a, b)`, `t.same(a, b)`, `expect(a).not.toEqual(b)`, `a.should.eql(b)`,
 * `assert(a === b)`. Says which expression is the actual value, which the expected one, and how the two should relate.
 */
import { childOf, namedChildren, walkSyntax } from '../../../code-graph/index.ts';
import type { SyntaxNode } from '../../../code-graph/index.ts';
import { argumentsOf } from '../../provenance/call.ts';
import { unwrap } from '../../provenance/point.ts';
import { textOf } from '../../source-index.ts';
import type { SourceFile } from '../../source-index.ts';
import { isGivenWithTitle, isOfLibrary } from './runner.ts';
import { meaningOf } from './words.ts';
import type { Meaning } from './words.ts';

export interface Assertion extends Meaning {
  /** The whole assertion: its last call, or the chain of `expect(x).to.be.true`. */
  readonly node: SyntaxNode;
  /** The name that it is called on, `t` of `t.is(x, y)`; null for what has a `.should`. */
  readonly root: SyntaxNode | null;
  readonly actual: SyntaxNode | null;
  /** What was hoped for, in the order in which it was given; a message may follow. */
  readonly expected: readonly SyntaxNode[];
  /** The actual value is what the promise came to. */
  readonly isAwaited: boolean;
  /** A key with dots leads inwards: `toHaveProperty('a.b')`, `nested.property('a.b')`. */
  readonly isPath?: boolean;
  /** Its word, as it is spelled. */
  readonly word: string;
}

interface Link {
  readonly name: string;
  readonly node: SyntaxNode;
  /** Null where it is not called. */
  readonly args: readonly SyntaxNode[] | null;
}

interface Chain {
  /** `expect` of `expect(x).toBe(y)`, `t` of `t.is(x, y)`; null for what has a `.should`. */
  readonly root: SyntaxNode | null;
  /** Of `expect(x)`, `should(x)` and `x.should`. */
  readonly subject: readonly SyntaxNode[] | null;
  readonly links: readonly Link[];
}

/** @returns the assertions of a statement, the outermost and first first; functions in it are not looked into */
export function readAssertions(source: SourceFile, statement: SyntaxNode): readonly Assertion[] {
  const found: Assertion[] = [];
  walkSyntax(statement, (node) => {
    if (/^(?:arrow_function|function_expression|function_declaration)$/u.test(node.type))
      return false;
    if (!/^(?:call_expression|member_expression)$/u.test(node.type)) return true;
    const assertion = readAssertion(source, node);
    if (assertion !== null) found.push(assertion);
    return assertion === null;
  });
  return found;
}

/** @returns what the call or chain asserts; null where it is no assertion */
export function readAssertion(source: SourceFile, node: SyntaxNode): Assertion | null {
  const chain = chainOf(source, node);
  if (chain === null) return null;
  return chain.subject === null ? flat(source, node, chain) : fluent(node, chain);
}

/**
 * `equal(print(a), print(b))`, `equal(a.toJSON(), b.toJSON())`: what differs in the results of one function differs in what it was given.
 * @returns the assertion of `a` and `b`; null where the two sides are not made alike
 */
export function ofWhatWasGiven(source: SourceFile, assertion: Assertion): Assertion | null {
  const { actual, expected, relation, isNegated } = assertion;
  const [hoped] = expected;
  if (actual === null || hoped === undefined || isNegated) return null;
  if (relation !== 'same' && relation !== 'deep') return null;
  const [own, other] = [givenTo(source, actual), givenTo(source, hoped)];
  return own === null || other === null || own.how !== other.how
    ? null
    : { ...assertion, relation: 'deep', actual: own.node, expected: [other.node] };
}

/** The one part that the call is about, and all the rest of its text. */
function givenTo(
  source: SourceFile,
  expression: SyntaxNode,
): { readonly node: SyntaxNode; readonly how: string } | null {
  const call = unwrap(expression);
  const callee = call.type === 'call_expression' ? childOf(call, 'function') : null;
  if (callee === null) return null;
  const [first] = argumentsOf(call);
  const receiver = callee.type === 'member_expression' ? childOf(callee, 'object') : null;
  const node = first ?? receiver;
  if (node === null || node === undefined || node.type === 'spread_element') return null;
  const { text } = source;
  const how = `${text.slice(call.start, node.start)}…${text.slice(node.end, call.end)}`;
  return { node, how };
}

function chainOf(source: SourceFile, node: SyntaxNode): Chain | null {
  const links: Link[] = [];
  let at = unwrap(node);
  /** Where the part that comes next is called. */
  let call: { readonly node: SyntaxNode; readonly args: readonly SyntaxNode[] } | null = null;
  for (;;) {
    if (at.type === 'call_expression' && call === null) {
      const callee = childOf(at, 'function');
      if (callee === null) return null;
      call = { node: at, args: argumentsOf(at) };
      at = unwrap(callee);
    } else if (at.type === 'member_expression') {
      const object = childOf(at, 'object');
      const property = childOf(at, 'property');
      if (object === null || property === null) return null;
      const name = textOf(source, property);
      if (name === 'should' && call === null) return { root: null, subject: [object], links };
      links.unshift({ name, node: call?.node ?? at, args: call?.args ?? null });
      call = null;
      at = unwrap(object);
    } else if (at.type === 'identifier') {
      const name = textOf(source, at);
      if (call === null) return { root: at, subject: null, links };
      if (SUBJECTS.test(name)) return { root: at, subject: call.args, links };
      return { root: at, subject: null, links: [{ name, ...call }, ...links] };
    } else return null;
  }
}

/** Functions that take the value to look at and give an object that asserts. */
const SUBJECTS = /^(?:expect\w*|should|assertThat|that)$/u;
/** Links that take the value instead: `expect.soft(x)`, `t.expect(x)`. */
const SUBJECT_LINKS = /^(?:soft|poll|expect|assert)$/u;
const NEGATIONS = /^(?:not|never)$/u;

const PROPERTY = /^(?:(?:own|haveOwn)?[pP]roperty(?:Descriptor)?|haveOwnPropertyDescriptor)$/u;

function fluent(node: SyntaxNode, chain: Chain): Assertion | null {
  const { subject, links } = chain;
  const at = links.findLastIndex(({ name }) => meaningOf(name) !== null);
  const last = links[at];
  // What comes behind is about the value of the property: `have.property('status').that.equals(200)`.
  if (links.slice(0, at).some(({ name, args }) => args !== null && PROPERTY.test(name)))
    return null;
  const meaning = last === undefined ? null : meaningOf(last.name);
  const [actual] = subject ?? [];
  if (last === undefined || meaning === null || actual === undefined) return null;
  // Only the whole chain is the assertion, not a part of it.
  if (node.parent?.type === 'member_expression' || node.parent?.type === 'call_expression') {
    const up = childOf(node.parent, 'object') ?? childOf(node.parent, 'function');
    if (up === node) return null;
  }
  const names = links.map(({ name }) => name);
  const isDeep = meaning.relation === 'same' && names.some((name) => /^(?:deep|eql)$/u.test(name));
  const isNegated = names.some((name) => NEGATIONS.test(name)) !== meaning.isNegated;
  const isRejecting = names.includes('rejects') && meaning.relation !== 'throws';
  return {
    ...meaning,
    relation: isRejecting ? 'throws' : isDeep ? 'deep' : meaning.relation,
    ...{ node, root: chain.root, actual: awaited(actual), isNegated, word: last.name },
    expected: last.args ?? [],
    isPath: last.name === 'toHaveProperty' || names.includes('nested'),
    isAwaited:
      actual.type === 'await_expression' ||
      names.some((name) => /^resolves?$|^eventually$/u.test(name)),
  };
}

/** `t.is(x, y)`, `assert(x)`, `assert.not.equal(x, y)`, `equal(x, y)` of an import. */
function flat(source: SourceFile, node: SyntaxNode, chain: Chain): Assertion | null {
  const { root, links } = chain;
  const at = links.findLastIndex(({ args }) => args !== null);
  const last = links[at];
  if (root === null || last?.args == null || node.type !== 'call_expression') return null;
  const rootName = textOf(source, root);
  const soft = links.findIndex(
    ({ name, args }, index) => args !== null && index < at && SUBJECT_LINKS.test(name),
  );
  if (soft >= 0 || (SUBJECT_LINKS.test(last.name) && rootName === 'expect'))
    return soft < 0
      ? null
      : fluent(node, {
          root,
          subject: links[soft]?.args ?? null,
          links: links.slice(soft + 1),
        });
  if (!isAsserter(source, root)) return null;
  // `assert.is.not(x, y)` and `assert.not(x)`: the word before, or none, says what is denied.
  const before = links.slice(0, at).map(({ name }) => name);
  const isPlain = links.length === 1 && last.name === rootName;
  const word =
    NEGATIONS.test(last.name) && before.length > 0
      ? (before.at(-1) ?? '')
      : isPlain && /^(?:assert|ok|invariant)$/u.test(rootName)
        ? 'ok'
        : last.name === 'not'
          ? 'notOk'
          : last.name;
  const meaning = meaningOf(word);
  if (meaning === null) return null;
  const isDenied = [...before, NEGATIONS.test(last.name) && word !== 'notOk' ? 'not' : ''];
  const isNegated = isDenied.some((name) => NEGATIONS.test(name)) !== meaning.isNegated;
  const [actual, ...expected] = last.args;
  const read = {
    ...{ ...meaning, node, root, isNegated, expected, word },
    ...{ actual: actual === undefined ? null : awaited(actual), isAwaited: false },
  };
  return meaning.relation === 'holds' && actual !== undefined
    ? { ...read, expected: [], ...compared(source, actual, isNegated) }
    : read;
}

/** `assert(a === b)` compares as `assert.equal(a, b)` does. */
function compared(
  source: SourceFile,
  condition: SyntaxNode,
  isNegated: boolean,
): Partial<Pick<Assertion, 'relation' | 'actual' | 'expected' | 'isNegated'>> {
  const node = unwrap(condition);
  if (node.type === 'call_expression') {
    const name = childOf(node, 'function');
    const word = name === null ? '' : (textOf(source, name).split('.').at(-1) ?? '');
    const [actual, ...expected] = argumentsOf(node);
    return /^is(?:Deep)?(?:Strict)?Equal$/u.test(word) && actual !== undefined
      ? { relation: 'deep', actual, expected }
      : {};
  }
  const [left, right] = [childOf(node, 'left'), childOf(node, 'right')];
  const operator = childOf(node, 'operator');
  if (left === null || right === null || operator === null) return {};
  const sign = textOf(source, operator);
  if (!/^[!=]==?$/u.test(sign)) return {};
  const [actual, expected] = isPlain(left) && !isPlain(right) ? [right, left] : [left, right];
  return {
    relation: 'same',
    actual,
    expected: [expected],
    isNegated: sign.startsWith('!') !== isNegated,
  };
}

function isPlain(node: SyntaxNode): boolean {
  return /^(?:string|number|true|false|null|undefined)$/u.test(unwrap(node).type);
}

function awaited(node: SyntaxNode): SyntaxNode {
  const inner = unwrap(node);
  return inner.type === 'await_expression' ? (namedChildren(inner)[0] ?? inner) : inner;
}

const ASSERTERS =
  /^(?:assert\w*|expect\w*|should|chai|sinon|tap|tape|t|st|tt|ctx|test|ok|is|power)$/iu;

/** A name that assertions are usually called on, the first parameter of a function given to a runner, or an import of a library. */
function isAsserter(source: SourceFile, root: SyntaxNode): boolean {
  if (ASSERTERS.test(textOf(source, root))) return true;
  const binding = source.scopes.resolve(root);
  if (binding === null) return false;
  if (binding.kind === 'param')
    return binding.declaredIn.params[0] === binding && isGivenWithTitle(binding.declaredIn.node);
  return isOfLibrary(source, root);
}
