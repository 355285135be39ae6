/** Which of many calls a question means, over recorded programs: what they were given, which time it was, and what was seen. */
import type { Goal } from '../../../../protocol/plan.ts';
import { recordProgram } from '../../../../query/provenance/record-program.contract.ts';
import { findTarget } from '../find.ts';
import type { Found } from '../find.ts';

async function asked(program: string, goal: Goal, question: string): Promise<Found> {
  const context = await recordProgram(program);
  return findTarget(context, { goal, question, names: new Set(), isTest: () => false });
}

/** @returns `line: why` of the targets, cheapest first */
function places({ targets }: Found): readonly string[] {
  return targets
    .toSorted((a, b) => a.cost - b.cost)
    .map(({ point, why }) =>
      'node' in point ? `${point.source.lineAt(point.node.start)}: ${why}` : why,
    );
}

const GREETS = `const users = { u1: { name: 'Ada', city: 'Rome' }, u2: { name: 'Bob', city: 'Oslo' } };
function greet(user) {
  const text = 'hi ' + user.name;
  return text;
}
greet(users.u1);
greet(users.u2);
greet(users.u1);
`;

describe('the call that a question means', () => {
  it.each([
    ['why is greet wrong for bob', 'hi Bob'],
    ['why is greet like that in Rome', 'hi Ada'],
    ['why is greet like that', 'hi Ada'],
    ['why is the second greet like that', 'hi Bob'],
    ['why is the first call of greet like that', 'hi Ada'],
    ['why is the second greet for Ada like that', 'hi Ada'],
    ['why is the first letter wrong in the second greet', 'hi Bob'],
  ])('%s', async (question, text) => {
    const { focus } = await asked(GREETS, { kind: 'value', subject: 'greet' }, question);
    expect(focus?.value).toMatchObject({ text });
  });

  it('has the value that was asked about, whatever the words say', async () => {
    const goal: Goal = { kind: 'value', subject: 'greet', observed: 'hi Ada' };
    const { focus } = await asked(GREETS, goal, "why is greet 'hi Ada' for bob");
    expect(focus?.value).toMatchObject({ text: 'hi Ada' });
  });
});

const CHECKS = `function check(name, age) {
  if (age < 18) throw new Error(name);
  return true;
}
check('ada', 40);
check('bob', 20);
check('eve', 30);
`;

it('of what did not throw, the call that a question means', async () => {
  const goal: Goal = { kind: 'not-happened', subject: 'check' };
  const found = await asked(CHECKS, goal, 'why does check not throw for bob');
  const point = found.targets[0]?.point;
  const given = point !== undefined && 'frame' in point ? point.frame.start.values : [];
  expect(places(found)[0]).toBe('2: was false, which kept check from throwing');
  expect(given).toContainEqual(expect.objectContaining({ text: 'bob' }));
});

it('of what was thrown, the call that a question means, and no call that threw nothing', async () => {
  const goal: Goal = { kind: 'throw', subject: 'parse' };
  const program = `function parse(text, what) { if (text === 'x') throw new Error('no'); return what; }
for (const text of ['x', 'y']) { try { parse(text, 'an ' + (text === 'y' ? 'oddity' : 'x')); } catch {} }
`;
  const found = await asked(program, goal, 'why does parse throw an oddity');
  expect(places(found)[0]).toBe('1: what threw');
});

const ONLY_SOME = `function notify(user) { return user; }
function run(user) {
  if (!user.active) return;
  notify(user);
}
run({ name: 'ada', active: true });
run({ name: 'bob', active: false });
run({ name: 'eve', active: true });
`;

it('of what did not run for one, though it ran for others', async () => {
  const goal: Goal = { kind: 'not-happened', subject: 'notify' };
  const found = await asked(ONLY_SOME, goal, 'why is notify never called for bob');
  expect(places(found)[0]).toBe('3: was true, which kept notify from being called');
});

it('a text that only holds what was asked for is not certain, and a number in it nothing', async () => {
  const program = `const box = { id: 12 };
function note(ms) { return 'took ' + ms + ' ms, at 08:30'; }
note(100);
`;
  const goal = (observed: string): Goal => ({ kind: 'value', subject: 'box', observed });
  const time = await asked(program, goal('08:30'), 'why is box 08:30');
  expect([time.focus?.value?.kind, time.isCertain]).toEqual(['string', false]);
  const number = await asked(program, goal('100'), 'why is box 100');
  expect(number.focus?.value?.kind).toBe('object');
});

const RETRIES = `let sent = 0;
function send() { sent += 1; }
function poll(state) {
  if (state.done) return;
  send();
  state.done = true;
}
const state = { done: false };
poll(state);
poll(state);
`;

describe('what should have happened once more', () => {
  it.each([
    ['run', 'why is send called only once'],
    ['not-happened', 'why is send not called again'],
  ] as const)('%s: %s', async (kind, question) => {
    const found = await asked(RETRIES, { kind, subject: 'send' }, question);
    expect(places(found)[0]).toBe('4: was true, which kept send from running once more');
  });

  it('was not asked for by what is said of something else', async () => {
    for (const question of [
      'why is send called when I asked only once',
      'if the state is not dirty, why is send called again',
      'why is send called twice and not only once',
    ]) {
      const found = await asked(RETRIES, { kind: 'run', subject: 'send' }, question);
      expect(places(found)[0]).toBe('5: had send run');
    }
  });
  it('may have been kept by whoever calls the one that would have had it run', async () => {
    const program = `let sent = 0;
function send() { sent += 1; }
function poll() { send(); }
function tick(open) { if (open) poll(); }
tick(true);
tick(false);
`;
    const found = await asked(
      program,
      { kind: 'run', subject: 'send' },
      'why is send called only once',
    );
    expect(places(found)[0]).toBe('4: was false, which kept send from running once more');
  });
  it('was not asked for by a name that begins like a verb of throwing', async () => {
    const program = RETRIES.replaceAll('send', 'raiseAlarm');
    const question = 'why is raiseAlarm not called again';
    const found = await asked(program, { kind: 'not-happened', subject: 'raiseAlarm' }, question);
    expect(places(found)[0]).toContain('from running once more');
  });
  it('was not asked where it only ran', async () => {
    const found = await asked(RETRIES, { kind: 'run', subject: 'send' }, 'why is send called');
    expect(places(found)[0]).toBe('5: had send run');
  });
});

const PRINTS = `function line(name, price) {
  return name + ': ' + price;
}
console.log(line('apple', 3));
console.log(line('plum', 4));
console.log('done');
`;

describe('a question that names nothing of what ran', () => {
  it('is about what was printed, and given, with its words', async () => {
    const found = await asked(PRINTS, { kind: 'value' }, 'why does the plum cost that');
    const all = places(found);
    expect(all[0]).toBe('5: was printed');
    expect(all).toContain('1: was given what the question speaks of');
  });
  it('is about the last line that was printed, where it asks about the output', async () => {
    const found = await asked(PRINTS, { kind: 'value' }, 'why is the output wrong');
    expect(places(found).slice(0, 2)).toEqual(['6: was printed', '5: was printed']);
    const other = await asked(PRINTS, { kind: 'value' }, 'why is the sum wrong');
    expect(other.targets).toEqual([]);
  });
  it('is not about that, where nothing was asked', async () =>
    expect((await asked(PRINTS, { kind: 'failing-test' }, '')).targets).toEqual([]));
});

const FEED = `const { EventEmitter } = require('node:events');
const feed = new EventEmitter();
class Alerts {
  attach() {
    feed.on('tick', () => 1);
    feed.on('price_changed', (price) => this.onChange(price));
    feed.once('closed', (price) => this.finish(price));
  }
  onChange(price) { return price; }
  finish(price) { return price; }
}
new Alerts().attach();
feed.emit('tick');
feed.emit('price-changed', 3);
feed.emit('closed', 1);
feed.emit('closed', 2);
`;

describe('what an emitter never called', () => {
  it('was handed over, and something else was emitted', async () => {
    const goal: Goal = { kind: 'not-happened', subject: 'onChange' };
    const all = places(await asked(FEED, goal, 'why is onChange never called'));
    expect(all[0]).toBe('6: what was handed over here was never called back');
    expect(all).toContain('14: was emitted, and not "price_changed"');
  });
  it('was emitted under a name that nothing listened for', async () => {
    const goal: Goal = { kind: 'not-happened', subject: 'price-changed' };
    const question = 'why is the handler for "price-changed" never called';
    const all = places(await asked(FEED, goal, question));
    expect(all.slice(0, 2)).toEqual([
      '14: was emitted, and nothing listened for it',
      '6: is what was listened for, and not "price-changed"',
    ]);
  });
  it('is where it was emitted, and where it was registered for one event', async () => {
    const goal: Goal = { kind: 'run', subject: 'closed' };
    const twice = places(await asked(FEED, goal, 'why is the handler for "closed" called twice'));
    expect(twice[0]).toBe('16: had its listeners run');
    const once = places(
      await asked(FEED, goal, 'why is the handler for "closed" called only once'),
    );
    expect(once[0]).toBe('7: has the listener hear one event, and no second one');
  });
  it('hears one event only, where it was registered for that', async () => {
    const goal: Goal = { kind: 'run', subject: 'finish' };
    const all = places(await asked(FEED, goal, 'why is finish called only once'));
    expect(all[0]).toBe('7: has the listener hear one event, and no second one');
  });
});

describe('what was before', () => {
  it('is nothing that another call gave', async () => {
    const program = `function price(n) { return n; }\nprice(2); price(3);\n`;
    const found = await asked(program, { kind: 'value', subject: 'price' }, 'why is price 3');
    expect([found.focus?.value, found.was]).toMatchObject([{ value: 3 }, null]);
  });
  it('is what a variable held', async () => {
    const program = `let price = 2;\nprice = 3;\n`;
    const found = await asked(program, { kind: 'value', subject: 'price' }, 'why is price 3');
    expect(found.was).toMatchObject({ value: 2 });
  });
});

it('a call that the question counts is the one, whatever it gave', async () => {
  const goal: Goal = { kind: 'value', subject: 'greet', observed: 'undefined' };
  const found = await asked(GREETS, goal, 'why is the second greet undefined');
  expect(found.focus?.value).toMatchObject({ text: 'hi Bob' });
  expect([found.isCounted, found.isPremiseBroken]).toEqual([true, true]);
});
