/** Probes of an edited plan, up to what was recorded: those with a condition, and those on the state of an object. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { mergeRecordings } from '../../capture/recording.ts';
import type { Recording } from '../../capture/recording.ts';
import type { InstrumentationPlan, Probe } from '../../protocol/plan.ts';
import { answerOf, layProject, readJson } from './project.ts';
import type { Outcome, Project } from './project.ts';

const COMMAND = ['--', process.execPath, 'main.cjs'];
const files = {
  'main.cjs': `const { priceOf } = require('./price.cjs');
let total = 0;
for (let id = 0; id < 500; id += 1) {
  const order = {
    id,
    unit: id === 432 ? undefined : 2,
    get code() {
      console.log('the getter ran');
      return id;
    },
  };
  total += priceOf(order, 3);
}
console.log('total', total);
`,
  'price.cjs': `exports.priceOf = function priceOf(order, rate) {
  const price = order.unit * rate;
  if (price > 5) order.seen = true;
  return price;
};
`,
};
const FN = 'price.cjs#priceOf';

async function apply(project: Project, probes: readonly Partial<Probe>[]): Promise<Outcome> {
  const [name] = readdirSync(join(project.root, '.scope/plans'));
  const drafted = readJson(join(project.root, '.scope/plans', name as string));
  const all = probes.map((probe, at) => ({ id: `p${at}`, why: 'test', node: FN, ...probe }));
  const limits = {
    ...(drafted as InstrumentationPlan).limits,
    overhead: 0,
    eventsPerSecondPerProbe: 0,
  };
  const plan = { ...(drafted as object), probes: all, limits };
  project.write('plan.json', JSON.stringify(plan));
  return project.scope(['run', '--runs', '1', '--plan', 'plan.json', '--json', ...COMMAND]);
}

function recordedIn(project: Project): Recording {
  const sessions = join(project.root, '.scope/sessions');
  const newest = readdirSync(sessions).sort().at(-1) as string;
  return mergeRecordings(join(sessions, newest, 'run-1'));
}

const count = ({ events }: Recording, type: string): number =>
  events.filter((event) => event.type === type).length;

describe('a state probe', () => {
  it('tells what a method left its object like, also where nobody watched the write', async () => {
    const project = layProject({
      'main.cjs': `class Cart {
  total = 0;
  apply(change) {
    Object.assign(this, change);
    return this;
  }
}
const cart = new Cart();
cart.apply({ total: 3 });
cart.apply({ total: NaN, note: 'x' });
console.log('total', cart.total);
`,
    });
    await project.scope(['plan', 'why is total NaN', ...COMMAND]);
    await apply(project, [
      { kind: 'state', node: 'main.cjs#Cart.apply', when: 'change.note === "x"' },
    ]);
    const states = recordedIn(project).events.filter((event) => event.type === 'state-changed');
    expect(states).toMatchObject([
      {
        changed: [
          { key: 'total', was: { value: 3 }, value: { kind: 'number', value: NaN } },
          { key: 'note', was: null, value: { text: 'x' } },
        ],
      },
    ]);
    const { out } = await project.scope(['history', 'cart.total']);
    expect(out).toMatch(/NaN {2}was 3, seen/u);
    const shown = await project.scope(['show', /@\d+(?=.*NaN)/u.exec(out)?.[0] ?? '']);
    expect(shown.out.replace(/\s+/gu, ' ')).toContain(
      'the method changed total from 3 to NaN, note from nothing to',
    );
  });
});

describe('a message probe', () => {
  it('tells what was handed over and what a listener got', async () => {
    const project = layProject({
      'main.cjs': `const bus = new (require('node:events'))();
const { Worker, isMainThread, parentPort } = require('node:worker_threads');
if (!isMainThread) parentPort.on('message', (n) => parentPort.postMessage(n * 2));
else {
  bus.on('order', ({ total }, note) => console.log('got', total, note));
  for (const total of [1, NaN]) bus.emit('order', { total }, 'n');
  const worker = new Worker(__filename);
  worker.once('message', (n) => worker.terminate().then(() => console.log('total', n)));
  worker.postMessage(NaN);
}
`,
    });
    await project.scope(['plan', 'why is total NaN', ...COMMAND]);
    const outcome = await apply(project, [{ kind: 'message', node: 'main.cjs#*' }]);
    expect(outcome.err).toMatch(/got 1 n\ngot NaN n\ntotal NaN/u);
    const told = recordedIn(project).events.flatMap((event) =>
      event.type === 'message-sent' || event.type === 'message-received'
        ? [`${event.channel}: ${event.values.map(({ kind }) => kind).join(' ')}`]
        : [],
    );
    expect(told.sort()).toEqual([
      'bus.emit order: string object string',
      'bus.emit order: string object string',
      'bus.on order: number string',
      'bus.on order: number string',
      'parentPort.on message: number',
      'parentPort.postMessage: number',
      'worker.once message: number',
      'worker.postMessage: number',
    ]);
  });
});

describe('a probe with a condition', () => {
  const project = layProject(files);
  beforeAll(async () => {
    const drafted = await project.scope(['plan', 'why is total NaN', ...COMMAND]);
    expect(drafted.code).toBe(0);
  });

  it('records the one call in hundreds, and says how much was left out', async () => {
    const outcome = await apply(project, [
      { kind: 'function', when: 'order.id === 432 && rate > 2' },
      { kind: 'write' },
      { kind: 'branch' },
    ]);
    expect(outcome.err).toContain('total NaN');
    const recording = recordedIn(project);
    expect(count(recording, 'call-start')).toBe(1);
    expect(count(recording, 'variable-written')).toBe(1);
    expect(count(recording, 'branch-taken')).toBe(1);
    expect(recording.events.find(({ type }) => type === 'variable-written')).toMatchObject({
      value: { kind: 'number', value: NaN },
    });
    const { notes } = answerOf(outcome);
    expect(notes.join('\n')).toMatch(/\d+ events were left out because the condition/u);
  });

  it('on values and on a statement keeps what it names', async () => {
    await apply(project, [
      { kind: 'write', when: 'value !== value' },
      { kind: 'snapshot', node: `${FN}/if[0]`, when: 'price > 5 && order.id < 10' },
    ]);
    const recording = recordedIn(project);
    expect(count(recording, 'variable-written')).toBe(1);
    expect(count(recording, 'property-written')).toBe(0);
    expect(count(recording, 'snapshot-taken')).toBe(10);
  });

  it('runs no getter, and leaves nothing out that it cannot know', async () => {
    const outcome = await apply(project, [{ kind: 'function', when: 'order.code > 1000' }]);
    expect(outcome.err).not.toContain('the getter ran');
    expect(count(recordedIn(project), 'call-start')).toBe(500);
  });

  it.each<[string, RegExp]>([
    [
      'order.id = 1',
      /probes\.0: price\.cjs#priceOf: `when` "order\.id = 1", at 10: =: a condition/u,
    ],
    [
      'order.id === limit',
      /at 14: limit is not known there; a function probe reads this, order, rate/u,
    ],
    ['order.toString()', /at 15: calls are not possible/u],
  ])('is refused before anything runs: %s', async (when, message) => {
    const outcome = await apply(project, [{ kind: 'function', when }]);
    expect(outcome.code).toBe(2);
    expect(outcome.err).toMatch(message);
    expect(outcome.err).not.toContain('total NaN');
  });
});
