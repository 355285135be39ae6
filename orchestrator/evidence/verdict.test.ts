import type { Hop } from '../../protocol/answer.ts';
import type { Goal } from '../../protocol/plan.ts';
import type { Candidate } from '../../query/suspect/rank.ts';
import { verdictOf } from './verdict.ts';
import type { JudgedEvidence } from './verdict.ts';

const GOAL: Goal = { kind: 'change', subject: 'x' };
const HOP = { role: 'change', file: 'a.ts', line: 3, endLine: 3, seq: 9 } as Hop;
const DATA = { isData: true, isInferred: false, via: null } as Candidate['point'];
const OTHER = { isData: true, isInferred: false, via: null } as Candidate['point'];
const FEATURES = { hasOperation: true, isTest: false } as Candidate['features'];
const candidate = (over: Partial<Candidate>): Candidate =>
  ({
    file: 'a.ts',
    line: 3,
    endLine: 3,
    score: 3,
    point: DATA,
    features: FEATURES,
    ...over,
  }) as Candidate;

const PROVED: JudgedEvidence = {
  found: {
    targets: [{} as JudgedEvidence['found']['targets'][number]],
    isCertain: true,
    isPremiseBroken: false,
  },
  slice: { isCut: false, frontiers: [] },
  chain: [{ ...HOP, line: 20, endLine: 20, seq: 12 }, HOP],
  candidates: [candidate({}), candidate({ line: 8, endLine: 8, score: 1, point: OTHER })],
};

describe('verdictOf', () => {
  const check = (
    over: Partial<JudgedEvidence>,
    expected: string,
    more: { readonly goal?: Goal; readonly dropped?: number } = {},
  ): void =>
    expect(verdictOf(more.goal ?? GOAL, { ...PROVED, ...over }, more.dropped ?? 0)).toBe(expected);
  const first = (over: Partial<Candidate>): Partial<JudgedEvidence> => ({
    candidates: [candidate(over), ...PROVED.candidates.slice(1)],
  });
  it('all of it proved', () => check({}, 'settled'));
  it('the only suspect', () => check({ candidates: [candidate({})] }, 'settled'));
  it('the suspect is the symptom itself', () =>
    check({ chain: [HOP, { ...HOP, line: 20, endLine: 20 }] }, 'likely'));
  it('no suspect', () => check({ candidates: [] }, 'open'));
  it('no chain', () => check({ chain: [] }, 'open'));
  it('a chain that leads nowhere', () => check({ chain: [HOP] }, 'likely'));
  it('nothing that the question means was recorded', () =>
    check({ found: { targets: [], isCertain: true, isPremiseBroken: false } }, 'open'));
  it('the question does not single its event out', () =>
    check({ found: { ...PROVED.found, isCertain: false } }, 'likely'));
  it('the question takes for given what the recording contradicts', () =>
    check({ found: { ...PROVED.found, isPremiseBroken: true } }, 'open'));
  it('events were dropped', () => check({}, 'likely', { dropped: 1 }));
  it('the walk stopped at its limit', () =>
    check({ slice: { isCut: true, frontiers: [] } }, 'likely'));
  it('the recording ends on the way', () =>
    check({ chain: [HOP, { ...HOP, role: 'frontier' }] }, 'likely'));
  it('a hop cites no event', () => {
    const { seq: _, ...unproved } = HOP;
    check({ chain: [HOP, unproved] }, 'likely');
  });
  it('a hop is inferred', () =>
    check({ chain: [HOP, { ...HOP, line: 20, endLine: 20, inferred: true }] }, 'likely'));
  it('a step to the suspect is inferred, in the chain or not', () => {
    const leap = { isData: true, isInferred: true, via: null };
    const point = { isData: true, isInferred: false, via: leap } as Candidate['point'];
    check(first({ point }), 'likely');
  });
  it('the suspect is no hop', () => check(first({ line: 5, endLine: 6 }), 'likely'));
  it('the suspect is in another file', () => check(first({ file: 'b.ts' }), 'likely'));
  it('the next suspect is close', () => check(first({ score: 1.8 }), 'likely'));
  it('only control leads to the suspect', () =>
    check(first({ point: { isData: false } as Candidate['point'] }), 'likely'));
  it('the suspect lies beside the slice', () => check(first({ point: null }), 'likely'));
  it('what the suspect made it of was computed in another line', () => {
    const deeper = { isData: true, isInferred: false, via: DATA } as Candidate['point'];
    const other = candidate({ line: 8, endLine: 8, score: 1, point: deeper });
    check({ candidates: [candidate({}), other] }, 'likely');
    const given = { ...other, features: { ...other.features, isTest: true } };
    check({ candidates: [candidate({}), given] }, 'settled');
    const copied = { ...other, features: { ...other.features, hasOperation: false } };
    check({ candidates: [candidate({}), copied] }, 'settled');
  });
  it('something that was not recorded had a part in it', () => {
    const call = { isData: true, isInferred: false, via: null };
    const behind = { isData: true, isInferred: false, via: call } as Candidate['point'];
    const at = (via: object): JudgedEvidence['slice'] =>
      ({ isCut: false, frontiers: [{ isData: true, via }] }) as unknown as JudgedEvidence['slice'];
    check({ ...first({ point: behind }), slice: at(call) }, 'likely');
    check({ ...first({ point: behind }), slice: at(behind as object) }, 'likely');
    check({ ...first({ point: behind }), slice: at({ via: null }) }, 'settled');
  });
  it('what did not happen has no event to prove it', () =>
    check({}, 'likely', { goal: { kind: 'not-happened', subject: 'f' } }));
});
