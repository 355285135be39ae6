/** A variable that a function was to write which never ran leads to what kept that from being called. */
import { recordProgram } from '../provenance/record-program.contract.ts';
import { expressionAt } from '../provenance/point.ts';
import { framesOf } from '../provenance/potential/missing.ts';
import { unwrittenTargets } from './unwritten.ts';

/** Why the variable that the last line names was not written. */
async function keptFrom(program: string): Promise<readonly string[]> {
  const context = await recordProgram(program);
  const source = context.sources.file('program.js');
  const [frame] = framesOf(context, 'program.js#');
  if (source === null || frame === undefined) throw new Error('nothing was recorded');
  const named = source.root.children.at(-1)?.children[0];
  if (named === undefined) throw new Error('the program ends without a name');
  const targets = unwrittenTargets(context, expressionAt(source, named, frame, Infinity));
  return targets.map(({ point, why }) =>
    'node' in point ? `${source.text.slice(point.node.start, point.node.end)} | ${why}` : why,
  );
}

describe('a variable that was to be written by a function that never ran', () => {
  it('one that was handed over: what it was looped over for was never asked, since something returned before', async () => {
    const found = await keptFrom(`
const keep = (all, check) => { all.push(check); return all; };
const all = [];
function validate(tests, value) {
  if (typeof value !== 'string') return null;
  for (const check of tests) check(value);
  return value;
}
let ran = 0;
function count() { ran += 1; }
const check = () => count();
keep(all, check);
validate(all, 4);
ran;
`);
    expect(found).toContain(
      "typeof value !== 'string' | was true, which kept check from being called",
    );
  });

  it('one that is kept as a property, and called in a callback that a condition kept from being set up', async () => {
    const found = await keptFrom(`
class Queue {
  add(job) { if (job.delay) setTimeout(() => this.done(job), job.delay); }
  done(job) { job.run(); }
}
let finished = false;
new Queue().add({ delay: 0, run: () => { finished = true; } });
finished;
`);
    expect(found).toEqual(['job.delay | was 0, which kept setTimeout from being called']);
  });

  it('not one that did run, one that is written where it is declared, and a constant', async () => {
    const none = [
      'let a = 0; const set = () => { a = 1; }; set();\na;\n',
      'let a = 0; if (a > 1) a = 2;\na;\n',
      'const a = 1;\na;\n',
    ];
    expect(await Promise.all(none.map(keptFrom))).toEqual([[], [], []]);
  });
});
