/** Commands that end badly, late or never: the answer is made from what was recorded until the program last came to rest. */
import { readdirSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { isRunning } from '../../capture/launch/process-tree.ts';
import { answerOf, layProject, recordingsBelow } from './project.ts';

const NODE = process.execPath;
const QUESTION = 'why does state.mean change';

/** Ticks until it is stopped; from the fifth tick on the mean is NaN, and `atTick` runs. */
function ticking(atTick: string): Readonly<Record<string, string>> {
  return {
    'main.cjs': `const { readings } = require('./readings.cjs');
const state = { mean: 0 };
let n = 0;
setInterval(() => {
  n += 1;
  const some = readings(n);
  state.mean = some.reduce((a, b) => a + b, 0) / some.length;
  console.log('tick', n, state.mean);
  if (n === 20) {
    ${atTick};
  }
}, 5);
`,
    'readings.cjs': `exports.readings = (n) => {
  const all = [1, 2, 3].map((one) => one * n);
  return n < 5 ? all : all.filter((one) => one > 1000);
};
`,
  };
}
const change = { file: 'main.cjs', line: 7, value: 'NaN' };

describe('a command', () => {
  it('that never ends is stopped at the time limit, with all that descends from it', async () => {
    const project = layProject({
      ...ticking(`require('fs').writeFileSync('pid.txt', String(process.pid))`),
      'package.json': JSON.stringify({ name: 'e2e', scripts: { start: 'node main.cjs' } }),
      '.gitignore': 'node_modules\npid.txt\n',
    });
    const outcome = await project.scope([
      'ask',
      '--json',
      '--time-limit',
      '2',
      QUESTION,
      '--',
      'npm',
      'start',
    ]);
    expect(outcome.code).toBe(0);
    const answer = answerOf(outcome);
    expect(answer.chain[0]).toMatchObject(change);
    expect(answer.notes.join()).toContain('stopped at its time limit');
    expect(answer.cost.runs).toBe(1);
    const pid = Number(readFileSync(join(project.root, 'pid.txt'), 'utf8'));
    expect(isRunning(pid)).toBe(false);
  });

  it('that kills itself leaves what it recorded', async () => {
    const project = layProject(ticking(`process.kill(process.pid, 'SIGKILL')`));
    const outcome = await project.scope(['ask', '--json', QUESTION, '--', NODE, 'main.cjs']);
    expect(outcome.code).toBe(0);
    const answer = answerOf(outcome);
    expect(answer.command).toMatchObject({ exitCode: null, signal: 'SIGKILL' });
    expect(answer.chain[0]).toMatchObject(change);
    expect(answer.notes.join()).toMatch(/killed before closing/u);
  });

  it('that fails with an error answers why it was thrown', async () => {
    const project = layProject(ticking(`throw new TypeError('mean of nothing')`));
    const outcome = await project.scope(['ask', '--json', '--', NODE, 'main.cjs']);
    const answer = answerOf(outcome);
    expect(answer.command.exitCode).toBe(1);
    expect(outcome.err).toContain('TypeError: mean of nothing');
    expect([outcome.code, answer.chain[0]?.line]).toEqual([0, 10]);
  });
});

describe('Ctrl-C', () => {
  it('at a terminal stops the command; the answer is from what was recorded', async () => {
    const project = layProject(ticking(''));
    const { child, ended, printed } = project.scopeAtTerminal([
      ...['ask', QUESTION, '--', NODE, 'main.cjs'],
    ]);
    await printed(/tick 30 /u);
    child.stdin?.write('\u0003');
    const { code, out } = await ended;
    expect(out).toContain('stopping the command to answer from what was recorded');
    expect(out).toMatch(/main\.cjs:7[\s\S]*= NaN, was 8/u);
    expect(out).toContain('the command was interrupted');
    expect(code).toBe(0);
  });

  it('to the whole process group does the same without a terminal', async () => {
    const project = layProject(ticking(''));
    const { child, ended, printed } = project.startScope([
      'ask',
      '--json',
      QUESTION,
      '--',
      NODE,
      'main.cjs',
    ]);
    await printed(/tick 30 /u);
    process.kill(-(child.pid as number), 'SIGINT');
    const outcome = await ended;
    expect(outcome.code).toBe(0);
    const answer = answerOf(outcome);
    expect(answer.chain[0]).toMatchObject(change);
    expect(answer.command).toMatchObject({ exitCode: null, signal: 'SIGINT' });
  });

  it('twice quits at once and leaves nothing running', async () => {
    const project = layProject({
      'main.cjs': `process.on('SIGINT', () => console.log('not yet'));
let total = 0;
setInterval(() => { total += 1; console.log('pid', process.pid, total); }, 5);
`,
    });
    const { child, ended, printed } = project.scopeAtTerminal([
      ...['ask', 'why does total change', '--', NODE, 'main.cjs'],
    ]);
    await printed(/pid \d+ 9/u);
    child.stdin?.write('\u0003');
    // Two signals that arrive before the first one is seen would be one.
    await Promise.all([printed(/not yet/u), printed(/Ctrl-C again quits/u)]);
    child.stdin?.write('\u0003');
    const { code, out } = await ended;
    expect(code).toBe(130);
    expect(isRunning(Number(/pid (\d+)/u.exec(out)?.[1]))).toBe(false);
  });
});

describe('a recording', () => {
  it('that was cut in the middle shows what is before the cut', async () => {
    const project = layProject(ticking('process.exit(0)'));
    await project.scope(['ask', '--json', QUESTION, '--', NODE, 'main.cjs']);
    const [file] = recordingsBelow(project.root);
    const shownEvents = async (): Promise<number> => {
      const { out } = await project.scope(['show', '--json']);
      const { events } = JSON.parse(out) as { events: Readonly<Record<string, number>> };
      return Object.values(events).reduce((sum, count) => sum + count, 0);
    };
    const whole = await shownEvents();
    const { size } = statSync(file as string);
    truncateSync(file as string, Math.floor(size * 0.6));
    const shown = await project.scope(['show']);
    expect(shown.code).toBe(0);
    expect(shown.out).toMatch(/recording (?:has no end|ends in the middle|is cut)/u);
    const part = await shownEvents();
    expect(part).toBeGreaterThan(whole / 4);
    expect(part).toBeLessThan(whole);
    truncateSync(file as string, 3);
    const nothing = await project.scope(['show']);
    expect(`${nothing.code} ${nothing.err}${nothing.out}`).toMatch(/^[02] [\s\S]*recording/u);
    expect(nothing.err).not.toMatch(/bug in Scope/u);
  });
});

describe('a disk that takes no more', () => {
  const bytes = 96 * 1024;
  /** The shell's limit on the size of a file: every user may set it, and a write beyond it fails as on a full disk. */
  const limited = (words: readonly string[]): readonly string[] => [
    ...['bash', '-c', `ulimit -f ${bytes / 1024}; exec "$@"`, 'bash', ...words],
  ];
  const busy = {
    'main.cjs': `let total = 0;
function add(n) { total += n; return total; }
for (let n = 0; n < 50_000; n += 1) add(n);
add(undefined);
console.log('done', total);
`,
  };

  it('does not disturb the command, and the answer says what was lost', async () => {
    const project = layProject(busy);
    const scope = [NODE, project.cli, 'ask', '--json', 'why is total NaN'];
    const outcome = await project.bare(limited([...scope, '--', NODE, 'main.cjs']));
    expect(outcome.err).toContain('done NaN');
    const answer = answerOf(outcome);
    expect(answer.command.exitCode).toBe(0);
    expect(answer.cost.dropped).toBeGreaterThan(0);
    expect(answer.cost.events).toBeGreaterThan(100);
    expect(answer.notes.join('\n')).toMatch(/\d+ events could not be written to the disk/u);
    const sizes = recordingsBelow(project.root).map((file) => statSync(file).size);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(bytes);
  });

  it('is said in one message where Scope cannot even begin', async () => {
    const project = layProject(busy);
    const scope = [NODE, project.cli, 'ask', 'why is total NaN', '--', NODE, 'main.cjs'];
    const none = ['bash', '-c', 'ulimit -f 0; exec "$@"', 'bash', ...scope];
    const { code, err } = await project.bare(none);
    expect(`${code} ${err}`).toMatch(
      /^1 [\s\S]*\.scope cannot be written \(EFBIG[\s\S]*ulimit -f/u,
    );
    expect(err).not.toMatch(/bug in Scope/u);
    expect(readdirSync(project.root)).toContain('main.cjs');
  });
});
