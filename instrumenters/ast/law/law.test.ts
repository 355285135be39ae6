/** The law of the rewriter: an instrumented program prints exactly what the original prints, on the same lines. */
import { analyzeScopes } from '../../../code-graph/syntax/scope.ts';
import { parseSource } from '../../../code-graph/syntax/parse.ts';
import { DEFAULT_LIMITS } from '../../../protocol/plan.ts';
import type { Probe, ProbeKind } from '../../../protocol/plan.ts';
import { rewriteFile } from '../rewrite.ts';
import type { Rewritten } from '../rewrite.ts';
import type { Dialect } from '../rewriting.ts';
import { makeCheckedSink } from './checked-sink.contract.ts';
import { CONFORMANCE_PROGRAMS } from './conformance.contract.ts';
import { COUNTEREXAMPLES } from './counterexamples.contract.ts';
import { KINDS, rewriteDeepest } from './deepest.contract.ts';
import { FUNCTION_PROGRAMS } from './functions.contract.ts';
import { HAZARD_PROGRAMS } from './hazards.contract.ts';
import { HOSTILE_PROGRAMS } from './hostile.contract.ts';
import { runProgram } from './run-program.contract.ts';
import { NAME_PROGRAMS } from './names.contract.ts';
import { TYPED_PROGRAMS } from './typed.contract.ts';
import { VALUE_PROGRAMS } from './values.contract.ts';

function rewrite(
  path: string,
  text: string,
  options: { readonly kinds: readonly ProbeKind[]; readonly dialect: Dialect },
): Rewritten {
  const { tree } = parseSource(path, text);
  const node = `${path}#*`;
  const selections = options.kinds.map((kind) => {
    const probe: Probe = { id: kind, kind, node, why: 'the law' };
    return { probe, node };
  });
  const scopes = analyzeScopes(tree);
  const { dialect } = options;
  return rewriteFile({ tree, scopes, selections, firstSite: 1, limits: DEFAULT_LIMITS, dialect });
}

/** Only insertions: each line of the original is a subsequence of the same line of the new text. */
function expectSameLines(original: string, text: string): void {
  const before = original.split('\n');
  const after = text.split('\n');
  expect(after.length).toBe(before.length);
  before.forEach((line, index) => {
    let at = 0;
    for (const character of (after[index] ?? '').split('')) if (character === line[at]) at += 1;
    expect(`${index}: ${line.slice(0, at)}`).toBe(`${index}: ${line}`);
  });
}

async function checkLaw(
  text: string,
  options: { path: string; kinds: readonly ProbeKind[] | 'deepest'; dialect: Dialect },
): Promise<void> {
  const typescript = options.path.endsWith('.tsx');
  const original = await runProgram(text, { typescript, sink: undefined });
  const { path, dialect, kinds } = options;
  const rewritten =
    kinds === 'deepest'
      ? rewriteDeepest(path, text, dialect)
      : rewrite(path, text, { kinds, dialect });
  expect(rewritten.problems.filter(({ message }) => message.includes('would not parse'))).toEqual(
    [],
  );
  expectSameLines(text, rewritten.text);
  const { sink, faults, hit } = makeCheckedSink(rewritten.sites);
  const observed = await runProgram(rewritten.text, { typescript, sink });
  const trace = `\n${rewritten.text}`;
  expect({ ...observed, trace }).toEqual({ ...original, trace });
  expect(faults).toEqual([]);
  // Methods and listeners may be there and never run.
  const mayRest =
    kinds !== 'deepest' && kinds.every((kind) => kind === 'state' || kind === 'message');
  if (rewritten.sites.length > 0 && original.thrown === null && !mayRest)
    expect(hit.size).toBeGreaterThan(0);
  const alone = await runProgram(rewritten.text, { typescript, sink: undefined });
  expect(alone).toEqual(original);
}

const SUITES = {
  functions: FUNCTION_PROGRAMS,
  values: VALUE_PROGRAMS,
  names: NAME_PROGRAMS,
  hazards: HAZARD_PROGRAMS,
  typed: TYPED_PROGRAMS,
  counterexamples: COUNTEREXAMPLES,
  hostile: HOSTILE_PROGRAMS,
  conformance: CONFORMANCE_PROGRAMS,
} as const;

for (const [suite, programs] of Object.entries(SUITES)) {
  const path = suite === 'typed' ? 'src/program.tsx' : 'src/program.js';
  describe(`the law: ${suite}`, () => {
    it.each(Object.entries(programs))('%s', async (_name, text) => {
      await checkLaw(text, { path, kinds: KINDS, dialect: 'full' });
      await checkLaw(text, { path, kinds: 'deepest', dialect: 'full' });
      if (suite === 'typed') await checkLaw(text, { path, kinds: KINDS, dialect: 'typed' });
      const dialects = suite === 'typed' ? (['full', 'typed'] as const) : (['full'] as const);
      for (const dialect of dialects)
        for (const kind of KINDS) await checkLaw(text, { path, kinds: [kind], dialect });
    });
  });
}
