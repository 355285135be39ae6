/**
 * `npm run eval:robust [-- --only id,id] [--kinds rename,reorder,dead-code,rewrap] [--json]`: transforms the programs of the eval's
 * cases without changing what they do, asks the same questions again and compares the ranks of the faulty lines. Writes
 * evals/ROBUST.md where all cases ran.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { askCase } from '../ask.ts';
import { readCases } from '../case.ts';
import type { EvalCase, Fault } from '../case.ts';
import { installPackages, layCase } from '../layout.ts';
import { scoreAnswer } from '../score.ts';
import { functionKeys } from '../source-shape.ts';
import { behaviourOf } from './behaviour.ts';
import { renderRobustness } from './report.ts';
import type { Compared, Ranks } from './report.ts';
import { KINDS, transform } from './transform.ts';
import type { Kind } from './transform.ts';

const TIMEOUT_MS = 180_000;
const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const SOURCE = /\.[cm]?[jt]s$/u;

/** Asks the case's question in its folder. @returns null where there is no answer */
async function ranksIn(
  cwd: string,
  one: EvalCase,
  faulty: readonly Fault[],
): Promise<Ranks | null> {
  const { question, command } = one;
  const { answer } = await askCase({ root: ROOT, cwd, question, command, timeoutMs: TIMEOUT_MS });
  if (answer === null) return null;
  const key = functionKeys((file) => readFileSync(join(cwd, file), 'utf8'));
  const { rankLine, rankFunction } = scoreAnswer(answer, faulty, key);
  return { line: rankLine, function: rankFunction };
}

/** The case's own files, and those of packages in which the fault is. */
function filesOf(one: EvalCase, cwd: string): readonly string[] {
  const own = readdirSync(cwd).filter((name) => SOURCE.test(name));
  return [...new Set([...own, ...one.faulty.map(({ file }) => file)])];
}

interface Laid {
  readonly cwd: string;
  readonly faulty: readonly Fault[];
  readonly changed: number;
}

function layTransformed(one: EvalCase, kind: Kind): Laid {
  const cwd = layCase(ROOT, one);
  const spoken = new Set((one.question.match(/[\w$]+/gu) ?? []).map((word) => word.toLowerCase()));
  let faulty: readonly Fault[] = one.faulty;
  let changed = 0;
  for (const path of filesOf(one, cwd)) {
    const file = join(cwd, path);
    const moved = transform(kind, { path, text: readFileSync(file, 'utf8'), spoken });
    if (moved === null) continue;
    changed += 1;
    writeFileSync(file, moved.text);
    faulty = faulty.map((fault) => {
      const lines = fault.file === path ? moved.linesOf(...fault.lines) : null;
      return lines === null ? fault : { file: path, lines: [lines[0], lines[1]] };
    });
  }
  return { cwd, faulty, changed };
}

/** @returns null where the program has nothing of that kind to change */
async function compare(
  one: EvalCase,
  kind: Kind,
  before: Ranks | null,
  behaviour: string,
): Promise<Compared | null> {
  const { cwd, faulty, changed } = layTransformed(one, kind);
  try {
    if (changed === 0) return null;
    const base = { id: one.id, kind, before };
    const now = await behaviourOf(one.command, cwd, TIMEOUT_MS);
    if (now !== behaviour) return { ...base, after: null, isSame: false };
    return { ...base, after: await ranksIn(cwd, one, faulty), isSame: true };
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

async function runCase(one: EvalCase, kinds: readonly Kind[]): Promise<readonly Compared[]> {
  const cwd = layCase(ROOT, one);
  const results: Compared[] = [];
  try {
    const behaviour = await behaviourOf(one.command, cwd, TIMEOUT_MS);
    const before = await ranksIn(cwd, one, one.faulty);
    for (const kind of kinds) {
      const compared = await compare(one, kind, before, behaviour);
      if (compared === null) continue;
      results.push(compared);
      const { after, isSame } = compared;
      console.error(
        `${one.id} ${kind}: ` +
          (isSame
            ? `line ${before?.line} → ${after?.line}, function ${before?.function} → ${after?.function}`
            : 'behaves differently, left out'),
      );
    }
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
  return results;
}

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    kinds: { type: 'string', default: KINDS.join(',') },
    json: { type: 'boolean', default: false },
  },
});
const kinds = KINDS.filter((kind) => values.kinds.split(',').includes(kind));
const cases = readCases(
  ROOT,
  values.only.split(',').filter((id) => id !== ''),
);
installPackages(join(ROOT, 'evals'));
const results: Compared[] = [];
for (const one of cases) results.push(...(await runCase(one, kinds)));
const page = renderRobustness(results);
if (values.only === '' && kinds.length === KINDS.length)
  writeFileSync(join(ROOT, 'evals/ROBUST.md'), page);
console.log(values.json ? JSON.stringify(results, null, 2) : page);
