/** Which sites a condition decides about, what goes to the target for each, and what is refused before that. */
import { analyzeScopes } from '../../../code-graph/syntax/scope.ts';
import { parseSource } from '../../../code-graph/syntax/parse.ts';
import { DEFAULT_LIMITS } from '../../../protocol/plan.ts';
import type { Probe, ProbeKind } from '../../../protocol/plan.ts';
import type { Site } from '../../../protocol/site.ts';
import { rewriteFile } from '../rewrite.ts';
import { ast } from '../index.ts';
import { conditionsOf, objectionToCondition } from './condition.ts';
import { readableNames } from './readable.ts';

const TEXT = `class Cart {
  total = 0;
  add({ price, count }, rate) {
    const sum = price * count;
    if (sum > 10) this.total += sum;
    for (let i = 0; i < count; i++) this.seen(rate.of[i], i + 1);
    return sum * rate;
  }
}
const f = (a) => a;
`;
const scopes = analyzeScopes(parseSource('a.js', TEXT).tree);

function sitesOf(node: string, kind: ProbeKind, when: string): readonly Site[] {
  const probe: Probe = { id: 'p', kind, node, why: 'test', when };
  const limits = DEFAULT_LIMITS;
  const selections = [{ probe, node }];
  return rewriteFile({ tree: scopes.tree, scopes, selections, firstSite: 1, limits }).sites;
}

const decided = (sites: readonly Site[]): readonly string[] =>
  sites
    .filter(({ when }) => when !== undefined)
    .map(({ kind, start, end }) => `${kind} ${TEXT.slice(start, end).slice(0, 18)}`);

describe('a condition', () => {
  it('on a function is one of its start alone', () => {
    const sites = sitesOf('a.js#Cart.add', 'function', 'rate > 1');
    expect(sites.map(({ kind }) => kind)).toEqual(['function', 'return']);
    expect(decided(sites)).toEqual(['function add({ price, count']);
    expect(conditionsOf(sites)).toEqual([
      {
        sites: [1],
        condition: {
          kind: 'binary',
          operator: '>',
          left: { kind: 'input', at: 3 },
          right: { kind: 'literal', value: 1 },
        },
      },
    ]);
  });
  it('on writes is not one of the function around them, nor of receivers', () => {
    expect(decided(sitesOf('a.js#Cart.add', 'write', 'value > 1'))).toEqual([
      'write sum = price * coun',
      'property this.total += sum',
      'write i = 0',
      'update i++',
    ]);
  });
  it('on values is not one of keys, receivers and operands', () => {
    const kinds = new Set(
      sitesOf('a.js#Cart.add', 'value', 'value').flatMap((s) =>
        s.when === undefined ? [] : [s.kind],
      ),
    );
    expect([...kinds].sort()).toEqual(['argument', 'call', 'read']);
  });
  it('on branches and on a statement is one of these', () => {
    expect(decided(sitesOf('a.js#Cart.add', 'branch', '!value'))).toEqual([
      'branch sum > 10',
      'branch i < count',
    ]);
    const sites = sitesOf('a.js#Cart.add/if[0]', 'snapshot', 'sum > 1');
    expect(decided(sites)).toEqual(['snapshot if (sum > 10) this']);
  });
  it('takes what `x++` leaves, and what a field takes', () => {
    const [update] = sitesOf('a.js#Cart.add', 'write', 'value').filter(
      ({ kind }) => kind === 'update',
    );
    expect(conditionsOf([update as Site])[0]?.condition).toMatchObject({
      kind: 'binary',
      operator: '+',
    });
    const field = sitesOf('a.js#', 'write', 'value').find(({ kind }) => kind === 'field');
    expect(conditionsOf(field === undefined ? [] : [field])).toEqual(
      field === undefined ? [] : [{ sites: [field.id], condition: { kind: 'input', at: 1 } }],
    );
  });
  it('of generated text reads the names of the source', () => {
    const [start] = sitesOf('a.js#f', 'function', 'amount === 2');
    const renamed = { ...(start as Site), original: { names: ['amount'] } };
    expect(conditionsOf([renamed])[0]?.condition).toMatchObject({ left: { kind: 'input', at: 0 } });
    expect(conditionsOf([start as Site])[0]?.condition).toMatchObject({
      left: { kind: 'input', at: -1 },
    });
  });
  it('is one for all sites that have the same', () => {
    const conditions = conditionsOf(sitesOf('a.js#Cart.add', 'branch', 'value'));
    expect(conditions).toHaveLength(1);
    expect(conditions[0]?.sites).toHaveLength(2);
  });
});

describe('names', () => {
  it.each([
    ['a.js#Cart.add', ['this', 'price', 'count', 'rate']],
    ['a.js#f', ['a']],
    ['a.js#Cart.add/if[0]', ['sum']],
  ])('at %s', (id, names) => {
    const node = scopes.nodeById(id);
    expect(node === null ? null : readableNames(scopes, node)).toEqual(names);
  });
});

describe('what is refused', () => {
  const admit = (
    kind: ProbeKind,
    when: string,
    of: 'module' | 'function' | 'node' = 'function',
  ): string => {
    const probe: Probe = { id: 'p', kind, node: 'a.js#f', why: 'test', when };
    const type = of === 'node' ? { type: 'if_statement' } : {};
    const admission = ast.admits(probe, { id: 'a.js#f', kind: of, names: ['this', 'a'], ...type });
    return admission.kind === 'exact' ? 'yes' : admission.reason;
  };
  it.each<[ProbeKind, string, 'module' | 'function' | 'node', string]>([
    ['function', 'a > 1 && this.x', 'function', 'yes'],
    ['write', 'value > 1', 'function', 'yes'],
    ['branch', 'value', 'module', 'yes'],
    ['snapshot', 'a', 'node', 'yes'],
    ['function', 'a >', 'function', '`when` "a >", at 4: a value is missing before the end'],
    [
      'function',
      'a > b',
      'function',
      '`when` "a > b", at 5: b is not known there; a function probe reads this, a',
    ],
    [
      'write',
      'a > 1',
      'function',
      '`when` "a > 1", at 1: a is not known there; a write probe reads value',
    ],
    ['function', 'a', 'module', '`when` of a function probe wants one function, not a whole file'],
    [
      'value',
      'value.constructor("x")',
      'function',
      '`when` "value.constructor(\\"x\\")", at 18: calls are not possible: a condition runs nothing of the program',
    ],
  ])('%s %s on a %s', (kind, when, of, answer) => expect(admit(kind, when, of)).toBe(answer));
  it('as text alone, where nothing is known of the node', () => {
    const probe: Probe = { id: 'p', kind: 'write', node: 'a.js#f', why: 'test' };
    expect(objectionToCondition(probe)).toBeNull();
    expect(objectionToCondition({ ...probe, when: 'anything > 1' })).toBeNull();
    expect(objectionToCondition({ ...probe, when: 'x =' })).toMatch(
      /at 3: =: a condition changes nothing/u,
    );
  });
});
