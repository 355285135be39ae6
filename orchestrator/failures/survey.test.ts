/** Plans that look for the failing test, and what is known of tests that passed, over a recorded program. */
import { DEFAULT_LIMITS } from '../../protocol/plan.ts';
import type { Goal, InstrumentationPlan } from '../../protocol/plan.ts';
import { recordProgram } from '../../query/provenance/record-program.contract.ts';
import { lacksTests, passedTests, surveyOf } from './survey.ts';

const planOn = (...files: readonly string[]): InstrumentationPlan =>
  ({
    limits: { ...DEFAULT_LIMITS, probes: 3 },
    revision: 1,
    probes: files.map((file) => ({ id: file, kind: 'function', node: `${file}#*`, why: '' })),
  }) as unknown as InstrumentationPlan;
const FAILING: Goal = { kind: 'failing-test' };
const PATHS = ['src/a.js', 'test/a.js', 'test/b.js', 'c.spec.ts', 'd.test.ts'];

it('watches files of tests, as many as a plan may hold', () => {
  const nodes = surveyOf(planOn('src/a.js'), FAILING, PATHS)?.probes.map(({ node }) => node);
  expect(nodes).toEqual(['test/a.js#*', 'test/b.js#*', 'c.spec.ts#*']);
});

it('is made for the question why a test fails, where there are tests', () => {
  expect(surveyOf(planOn('src/a.js'), { ...FAILING, subject: 'total' }, PATHS)).toBeNull();
  expect(surveyOf(planOn('src/a.js'), { kind: 'writers' } as Goal, PATHS)).toBeNull();
  expect(surveyOf(planOn('src/a.js'), FAILING, ['src/a.js'])).toBeNull();
});

it('is needed where a plan leaves out a file of tests', () => {
  const survey = surveyOf(planOn(), FAILING, ['test/a.js', 'test/b.js']) ?? planOn();
  expect(lacksTests(planOn('src/a.js', 'test/a.js'), survey)).toBe(true);
  expect(lacksTests(planOn('test/b.js', 'test/a.js'), survey)).toBe(false);
});

it('knows which activations ran in a test that ended well', async () => {
  const context = await recordProgram(`'use strict';
function it(name, body) { try { body(); } catch {} }
function deep(n) { if (n === 0) throw new Error('deep'); deep(n - 1); }
it('passes', () => { try { deep(2); } catch {} });
it('fails', () => { deep(1); });
try { deep(0); } catch {}
`);
  const isPassed = passedTests(context);
  const deep = context.timeline.frames.filter(({ site }) => site.node.endsWith('#deep'));
  expect(deep.map(isPassed)).toEqual([true, true, true, false, false, false]);
});
