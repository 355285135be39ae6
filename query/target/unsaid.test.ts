/** A message that was expected leads to the condition that turned away from it. */
import { recordProgram } from '../provenance/record-program.contract.ts';
import type { Value } from '../../protocol/event.ts';
import { unmadeTargets, unsaidTargets } from './unsaid.ts';

const PROGRAM = `
function check(port) {
  if (typeof port !== 'number') return 'no number at all';
  if (port > 65535) {
    throw new Error(\`port \${port} is out of its range\`);
  }
  return port;
}
check(70);
`;

async function unsaid(expected: string, isTest = false): Promise<readonly string[]> {
  const context = await recordProgram(PROGRAM);
  return unsaidTargets(context, expected, () => isTest).map(({ point, why, hint }) => {
    const text =
      point.kind === 'expression'
        ? point.source.text.slice(point.node.start, point.node.end)
        : point.kind;
    return `${text}: ${why} (${hint ?? 'no hint'})`;
  });
}

describe('what kept a message from being said', () => {
  it('is the condition around it, for a text and for a pattern', async () => {
    const found = [
      'port > 65535: was false, which kept "is out of its range" from being said (turned)',
    ];
    expect(await unsaid('port 70 is out of its range')).toEqual(found);
    expect(await unsaid('^port \\d+ is out of its range$')).toEqual(found);
  });
  it('is a guard that would have said it', async () =>
    expect(await unsaid('no number at all')).toEqual([
      'typeof port !== \'number\': was false, which kept "no number at all" from being said (turned)',
    ]));
  it('is nothing for a single word, a text that nobody says, or one that only tests hold', async () => {
    expect(await unsaid('function')).toEqual([]);
    expect(await unsaid('number of ports is wrong')).toEqual([]);
    expect(await unsaid('port 70 is out of its range', true)).toEqual([]);
  });
});

describe('of a function that ran several times', () => {
  const drawn = `
function draw(count) {
  let note = 'room left';
  if (count === 0) note = 'nothing yet';
  else if (count > 2) note = 'it is full';
  return { note };
}
draw(0);
draw(1);
draw(2);
`;
  const conditions = async (said: readonly string[]): Promise<readonly string[]> => {
    const context = await recordProgram(drawn);
    return unsaidTargets(context, 'it is full', () => false, said).map(({ point, why }) =>
      point.kind === 'expression'
        ? `${point.source.text.slice(point.node.start, point.node.end)} ${why.split(',')[0] ?? ''}`
        : point.kind,
    );
  };

  it('the activations count that had in the end what was said instead', async () => {
    expect(await conditions(['room left'])).toEqual(['count > 2 was false']);
    expect(await conditions(['nothing yet'])).toEqual(['count === 0 was true']);
  });
  it('all where none had', async () =>
    expect(await conditions(['room'])).toEqual(['count > 2 was false', 'count === 0 was true']));
});

const LEVELS = `
function level(count) {
  if (count > 10) return 'high';
  return 'low';
}
function describeIt(count, isOpen) {
  const found = { level: level(count), state: 'open' };
  if (!isOpen) found.state = 'closed';
  return isOpen ? found : { level: 'none', state: 'closed', note: 'high' };
}
function test() {
  return describeIt(5, true);
}
test();
`;

const FLAGS = `
function isSpace(c) {
  if (c === ' ') return true;
  return false;
}
function trim(text) {
  return isSpace(text[0]) ? text.slice(1) : text;
}
function isLong(text) {
  if (text.length > 3) return true;
  return false;
}
function test() {
  return isLong(trim('abc'));
}
test();
`;

const ROUNDS = `
function mark(parts) {
  const found = {};
  for (const part of parts) {
    found.kind = 'first';
  }
  found.kind = ['la', 'st'].join('');
  return found;
}
function test() {
  return mark([1, 2]);
}
test();
`;

async function unmade(
  key: string | null,
  expected: string,
  actual: string,
): Promise<readonly string[]> {
  const context = await recordProgram(LEVELS);
  const text = (of: string): Value => ({ kind: 'string', text: of, length: of.length });
  const root = context.timeline.frames.find(({ site }) => site.node.endsWith('#test'));
  if (root === undefined) throw new Error('test did not run');
  const found = unmadeTargets(
    context,
    { key, expected: text(expected), actual: text(actual) },
    root,
  );
  return found.map(({ point, why }) => {
    const at = point.kind === 'expression' ? point : null;
    return `${at?.source.text.slice(at.node.start, at.node.end) ?? point.kind}: ${why}`;
  });
}

describe('what kept a value from being made', () => {
  it('is the condition before what returns it, in a function that returned the actual one', async () => {
    expect(await unmade(null, 'high', 'low')).toEqual([
      'count > 10: was false, which kept the value from being "high"',
    ]);
    expect(await unmade(null, 'high', 'other')).toEqual([]);
  });
  it('is the condition around what gives it to the property', async () =>
    expect(await unmade('state', 'closed', 'open')).toEqual([
      '!isOpen: was false, which kept state from being "closed"',
      'isOpen: was true, which kept state from being "closed"',
    ]));
  it('is no function that gave something else with the same value as many others', async () => {
    const context = await recordProgram(FLAGS);
    const root = context.timeline.frames.find(({ site }) => site.node.endsWith('#test'));
    if (root === undefined) throw new Error('test did not run');
    const [expected, actual] = [true, false].map((value) => ({ kind: 'boolean', value }) as const);
    const found = unmadeTargets(
      context,
      { key: null, expected: expected ?? null, actual: actual ?? null },
      root,
    );
    expect(found.map(({ point }) => ('node' in point ? point.node.parent?.start : 0))).toEqual([
      FLAGS.indexOf('(text.length > 3)'),
    ]);
  });
  it('is no loop whose rounds made it', async () => {
    const context = await recordProgram(ROUNDS);
    const root = context.timeline.frames.find(({ site }) => site.node.endsWith('#test'));
    if (root === undefined) throw new Error('test did not run');
    const text = (of: string): Value => ({ kind: 'string', text: of, length: of.length });
    const parts = { key: 'kind', expected: text('first'), actual: text('last') };
    expect(unmadeTargets(context, parts, root)).toEqual([]);
  });
  it('is nothing where the value was made after all, or stands under another name', async () => {
    expect(await unmade('state', 'open', 'closed')).toEqual([]);
    expect(await unmade('level', 'high', 'low')).toEqual([]);
  });
});

it('is nothing where it was said in an earlier round', async () => {
  const context = await recordProgram(`
function check(ports) {
  const said = [];
  for (const port of ports) {
    if (port > 65535) said.push('is out of its range');
  }
  return said;
}
check([70000, 80]);
`);
  expect(unsaidTargets(context, 'is out of its range', () => false)).toEqual([]);
});
