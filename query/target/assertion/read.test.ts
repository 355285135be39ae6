/** Assertions as each library spells them: which expression is looked at, what was hoped for, and how the two should relate. */
import {
  analyzeScopes,
  createLineTable,
  parseSource,
  walkSyntax,
} from '../../../code-graph/index.ts';
import type { SourceFile } from '../../source-index.ts';
import { readAssertions } from './read.ts';

/** `relation actual | expected`, `!` in front where it is denied; null where the statement asserts nothing. */
function read(statement: string, around = (text: string): string => text): string | null {
  const text = around(statement);
  const { tree } = parseSource('a.test.js', text);
  const source: SourceFile = {
    ...{ path: 'a.test.js', text, root: tree.root, scopes: analyzeScopes(tree) },
    ...{ isGenerated: false, lineAt: createLineTable(text), siteAt: () => undefined },
    original: (node) => ({ source, node }),
    sitesOf: () => [],
  };
  const start = text.indexOf(statement);
  let at = tree.root;
  walkSyntax(tree.root, (node) => {
    if (node.type === 'expression_statement' && node.start === start) at = node;
    return true;
  });
  const [found] = readAssertions(source, at);
  if (found === undefined) return null;
  const spelled = (node: { readonly start: number; readonly end: number } | null): string =>
    node === null ? '' : text.slice(node.start, node.end);
  const hoped = [
    ...found.expected.map(spelled),
    ...(found.constant === undefined ? [] : [found.constant]),
  ];
  return `${found.isNegated ? '!' : ''}${found.relation} ${spelled(found.actual)} | ${hoped.join(', ')}`;
}

describe('assertions', () => {
  it.each([
    ['assert.strictEqual(a, 1);', 'same a | 1'],
    ['assert.deepEqual(f(x), { b: 1 });', 'deep f(x) | { b: 1 }'],
    ['assert.notEqual(a, b);', '!same a | b'],
    ['assert(a);', 'holds a | '],
    ['assert(a === b);', 'same a | b'],
    ['assert.ok(1 !== a.b);', '!same a.b | 1'],
    ['assert(util.isDeepStrictEqual(a, [1]));', 'deep a | [1]'],
    ['assert.throws(() => f(), /x/);', 'throws () => f() | /x/'],
    ['assert.doesNotThrow(f);', '!throws f | '],
    ['await assert.rejects(f(1));', 'throws f(1) | '],
    ['t.equal(a, 1);', 'same a | 1'],
    ['t.same(a, [1]);', 'deep a | [1]'],
    ['t.notOk(a);', '!holds a | '],
    ['t.is(a, 1);', 'same a | 1'],
    ['t.true(a);', 'constant a | true'],
    ['t.like(a, { b: 1 });', 'partial a | { b: 1 }'],
    ['t.plan(2);', 'planned 2 | '],
    ['t.pass();', 'other  | '],
    ['t.assert.equal(a, 1);', 'same a | 1'],
    ['assert.is.not(a, 1);', '!same a | 1'],
    ['assert.not(a);', '!holds a | '],
    ['expect(a).toBe(1);', 'same a | 1'],
    ['expect(a).not.toEqual([1]);', '!deep a | [1]'],
    ['expect(await f()).toBeNull();', 'constant f() | null'],
    ['expect.soft(a).toBe(1);', 'same a | 1'],
    ['expect.assertions(2);', 'planned 2 | '],
    ['await expect(f()).rejects.toThrow("x");', 'throws f() | "x"'],
    ['expect(cb).toHaveBeenCalledWith(1, a);', 'called-with cb | 1, a'],
    ['expect(a).toMatchSnapshot();', 'snapshot a | '],
    ['expect(a).to.deep.equal([1]);', 'deep a | [1]'],
    ['expect(a).to.be.undefined;', 'constant a | undefined'],
    ['expect(a).to.not.have.property("b", 1);', '!has a | "b", 1'],
    ['expect(a).to.have.property("b").that.equals(1);', null],
    ['expect(a).to.have.own.property("b").and.to.be.above(1);', null],
    ['expect(a).to.have.nested.property("b.c").which.is.true;', null],
    ['expect(a).to.have.ownProperty("b").with.lengthOf(2);', null],
    ['expect(a).to.be.an("object").that.has.property("b");', 'has a | "b"'],
    ['f(x).should.eql([1]);', 'deep f(x) | [1]'],
    ['a.b.should.be.exactly(1);', 'same a.b | 1'],
    ['should(a).not.equal(b);', '!same a | b'],
    ['sinon.assert.calledWith(spy, 1);', 'called-with spy | 1'],
    ['list.push(1);', null],
    ['map.has(key);', null],
    ['ship.is(a, b);', null],
  ])('%s', (statement, expected) => expect(read(statement)).toBe(expected));

  it.each([
    ['import { equal } from "node:assert";', 'equal(a, 1);', 'same a | 1'],
    ['import { strict as check } from "node:assert";', 'check.deepEqual(a, b);', 'deep a | b'],
    ['import { equal } from "./math.js";', 'equal(a, 1);', null],
  ])('%s %s', (head, statement, expected) =>
    expect(read(statement, (text) => `${head}\n${text}`)).toBe(expected),
  );

  it('the first parameter of a function that a runner was given with a title', () =>
    expect(read('u.same(a, b);', (text) => `scenario('it works', (u) => { ${text} });`)).toBe(
      'deep a | b',
    ));
});
