import { DEFAULT_LIMITS, planSchema } from '../../protocol/plan.ts';
import type { InstrumentationPlan, Probe } from '../../protocol/plan.ts';
import { checkPlan, filesOfPlan, objectionsTo } from './plan.ts';
import type { CheckedPlan } from './plan.ts';

const probe = (node: string, kind: Probe['kind'] = 'write', id = `${kind}:${node}`): Probe => ({
  id,
  kind,
  node,
  why: 'test',
});

function check(
  probes: readonly Probe[],
  more: { readonly limit?: number; readonly parent?: InstrumentationPlan } = {},
): CheckedPlan {
  return checkPlan(
    {
      question: 'why is x 1',
      goal: { kind: 'value', subject: 'x' },
      probes,
      limits: { ...DEFAULT_LIMITS, ...(more.limit === undefined ? {} : { probes: more.limit }) },
      provenance: { provider: 'double' },
      ...(more.parent === undefined ? {} : { parent: more.parent }),
    },
    ({ node }) => (node.includes('gone') ? `there is no node ${node}` : null),
  );
}

describe('checkPlan', () => {
  it('makes a plan that the schema accepts', () => {
    const { plan, problems } = check([probe('a.ts#f')]);
    expect(planSchema.parse(plan)).toEqual(plan);
    expect({ revision: plan.revision, problems }).toEqual({ revision: 1, problems: [] });
    expect(plan).not.toHaveProperty('parent');
  });
  it('leaves out a node that is not there, and says which', () => {
    const { plan, problems } = check([probe('a.ts#f'), probe('a.ts#gone')]);
    expect(plan.probes.map(({ node }) => node)).toEqual(['a.ts#f']);
    expect(problems).toEqual([
      { message: 'there is no node a.ts#gone', where: 'a.ts#gone', severity: 'error' },
    ]);
  });
  it('keeps one of two probes of a kind on a node, without a word', () => {
    const twice = [probe('a.ts#f', 'write', 'p1'), probe('a.ts#f', 'write', 'p2')];
    const { plan, problems } = check([...twice, probe('a.ts#f', 'value', 'p3')]);
    expect(plan.probes.map(({ id }) => id)).toEqual(['p1', 'p3']);
    expect(problems).toEqual([]);
  });
  it('keeps the first up to the limit; what is not there does not count', () => {
    const nodes = ['a.ts#gone', 'a.ts#f', 'a.ts#g', 'a.ts#h', 'a.ts#i'];
    const { plan, problems } = check(
      nodes.map((node) => probe(node)),
      { limit: 2 },
    );
    expect(plan.probes.map(({ node }) => node)).toEqual(['a.ts#f', 'a.ts#g']);
    expect(problems.map(({ message }) => message)).toEqual([
      'there is no node a.ts#gone',
      '2 probes over the limit of 2 were left out',
    ]);
  });
  it('a revision keeps the id and names its parent', () => {
    const { plan: parent } = check([probe('a.ts#f')]);
    const { plan } = check([probe('a.ts#g')], { parent });
    expect(plan).toMatchObject({ id: parent.id, revision: 2, parent: 1 });
  });
});

it('names each file of a plan once', () => {
  const { plan } = check([probe('a.ts#f'), probe('b.ts#*'), probe('a.ts#g')]);
  expect(filesOfPlan(plan)).toEqual(['a.ts', 'b.ts']);
});

it('gives probes ids of their own, and keeps the first of each', () => {
  const ids = ['p', 'p', 'p-2', 'p'];
  const { plan, problems } = check(ids.map((id, at) => probe(`a.ts#f${at}`, 'write', id)));
  expect(plan.probes.map(({ id }) => id)).toEqual(['p', 'p-3', 'p-2', 'p-4']);
  expect(problems).toEqual([]);
});

it('a written plan may not give two probes one id', () =>
  expect(
    objectionsTo([probe('a.ts#f', 'write', 'p'), probe('a.ts#g', 'write', 'p')], () => null),
  ).toEqual([{ message: 'another probe has the id p', where: 'probes.1', severity: 'error' }]));
