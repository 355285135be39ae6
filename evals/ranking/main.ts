/**
 * `npm run ranking -- <list of kept cases>... [--ablate] [--fit] [--cases]`: what the weights reach on cases that
 * `npm run eval -- --keep <list>` left behind; without one piece of evidence at a time; and what weights learnt on the other
 * projects reach on each project. Runs no program.
 */
import { parseArgs } from 'node:util';
import { WEIGHT } from '../../query/suspect/weights.ts';
import type { Term, Weights } from '../../query/suspect/weights.ts';
import { readKept } from './kept.ts';
import { fitWeights } from './fit.ts';
import { labelCase } from './labelled.ts';
import type { LabelledCase } from './labelled.ts';
import { ranksOf, reachedBy } from './measure.ts';
import type { Ranks, Reached } from './measure.ts';

const percent = (share: number): string => `${Math.round(share * 100)}`.padStart(3);

function show(name: string, { cases, line, function: fn, held, reciprocal }: Reached): string {
  return (
    `${name.padEnd(28)} ${String(cases).padStart(4)}  line ${line.map(percent).join(' ')}  ` +
    `function ${fn.map(percent).join(' ')}  held ${percent(held)}  mrr ${reciprocal.toFixed(3)}`
  );
}

const FOLDS = 10;

/** Each project is ranked by weights that were learnt without it. */
function crossValidated(cases: readonly LabelledCase[], start: Weights): readonly Ranks[] {
  const projects = [...new Set(cases.map(({ project }) => project))].sort();
  const folds = Math.min(FOLDS, projects.length);
  return Array.from({ length: folds }, (_, fold) => {
    const out = new Set(projects.filter((_name, at) => at % folds === fold));
    const weights = fitWeights(
      cases.filter(({ project }) => !out.has(project)),
      start,
    );
    return cases.filter(({ project }) => out.has(project)).map((one) => ranksOf(one, weights));
  }).flat();
}

/** What is left without one term, the other weights as they are. */
function ablation(cases: readonly LabelledCase[], term: Term): Reached {
  return reachedBy(cases.map((one) => ranksOf(one, { ...WEIGHT, [term]: 0 })));
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      ablate: { type: 'boolean', default: false },
      fit: { type: 'boolean', default: false },
      cases: { type: 'boolean', default: false },
    },
  });
  const cases: LabelledCase[] = [];
  for (const kept of positionals.flatMap(readKept)) cases.push(await labelCase(kept));
  const print = (text: string): void => void process.stdout.write(`${text}\n`);
  const ranks = (of: readonly LabelledCase[]) => of.map((one) => ranksOf(one, WEIGHT));
  if (values.cases)
    for (const { id, line, function: fn, places } of ranks(cases))
      print(`${id.padEnd(34)} line ${line}, function ${fn} of ${places} places`);
  const groups = [...new Set(cases.map(({ group, split }) => `${group}, ${split}`))];
  for (const group of groups)
    print(
      show(group, reachedBy(ranks(cases.filter((one) => `${one.group}, ${one.split}` === group)))),
    );
  print(show('all', reachedBy(ranks(cases))));
  const terms = Object.keys(WEIGHT).filter((name): name is Term => name !== 'reach');
  if (values.ablate)
    for (const term of terms) print(show(`without ${term}`, ablation(cases, term)));
  if (!values.fit) return;
  print(show('learnt, other projects', reachedBy(crossValidated(cases, WEIGHT))));
  const fitted = fitWeights(cases, WEIGHT);
  print(show('learnt, same cases', reachedBy(cases.map((one) => ranksOf(one, fitted)))));
  for (const term of terms)
    print(`  ${term.padEnd(18)} ${String(WEIGHT[term]).padStart(5)} → ${fitted[term].toFixed(2)}`);
}

await main();
