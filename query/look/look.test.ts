/** What was recorded of real programs: names of events, histories of names, and the state at a time. */
import { recordProgram } from '../provenance/record-program.contract.ts';
import type { Context } from '../provenance/point.ts';
import { formatValue } from '../value-text.ts';
import { eventId, eventWithId, isEventId, placeId } from './event-id.ts';
import { historyOf, normalizeSubject, recordedNames } from './history.ts';
import { stateAt } from './state.ts';

const PROGRAM = `'use strict';
class Order { total = 0; }
function price(amount) {
  let sum = 0;
  for (let i = 0; i < 3; i += 1) sum += amount;
  return sum;
}
const first = new Order();
const second = new Order();
first.total = price(2);
second.total = price(undefined);
first.total = 7;
`;

let context: Context;
beforeAll(async () => {
  context = await recordProgram(PROGRAM);
});

describe('names of events', () => {
  it('are the same in another run, whatever else happened, and lead back to the event', async () => {
    const again = await recordProgram(
      PROGRAM.replace('const first', 'const other = 1;\nconst first'),
    );
    const idsOf = ({ timeline }: Context): readonly (string | null)[] =>
      timeline.events
        .filter((event) => 'site' in event && timeline.sites[event.site]?.fn.endsWith('#price'))
        .map((event) => eventId(timeline, event));
    const ids = idsOf(context);
    expect(ids.length).toBeGreaterThan(20);
    expect(ids).toEqual(idsOf(again));
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => id !== null && isEventId(id))).toBe(true);
    const { timeline } = context;
    for (const event of timeline.events) {
      const id = eventId(timeline, event);
      if (id !== null) expect(eventWithId(context, id)?.event).toBe(event);
    }
  });
  it('name another place that an event proves differently', () => {
    const { timeline } = context;
    const event = timeline.events.find(({ type }) => type === 'property-written');
    if (event === undefined || !('site' in event)) throw new Error('nothing written');
    const own = timeline.sites[event.site]?.node ?? '';
    expect(placeId(timeline, event, own)).toBe(eventId(timeline, event));
    expect(placeId(timeline, event, `${own}x`)).not.toBe(eventId(timeline, event));
    expect(isEventId(placeId(timeline, null, own))).toBe(true);
  });
  it('a name that nothing has', () => expect(eventWithId(context, 'h000000')).toBeNull());
});

describe('the history of a name', () => {
  const check = (subject: string, expected: readonly string[]): void => {
    const { things } = historyOf(context, subject);
    const owners = new Map<string, number>();
    const told = things.flatMap(({ kind, entries }) =>
      entries.map(({ how, value, was, owner }) => {
        const key = `${kind} ${owner ?? '?'}`;
        owners.set(key, owners.get(key) ?? owners.size + 1);
        const text = value === null ? 'nothing' : formatValue(value);
        return `${kind} ${owners.get(key)} ${how} ${text}${was === null ? '' : ` was ${formatValue(was)}`}`;
      }),
    );
    expect(told).toEqual(expected);
  };
  it('of a property, object by object', () =>
    check('total', [
      'property 1 written 0',
      'property 2 written 0',
      'property 1 written 6 was 0',
      'property 2 written NaN was 0',
      'property 1 written 7 was 6',
    ]));
  it('of a property of what has that name', () =>
    check('first.total', [
      'property 1 seen 0',
      'property 1 written 6 was 0',
      'property 1 written 7 was 6',
    ]));
  it('of a variable, activation by activation', () =>
    check('sum', [
      'variable 1 written 0',
      'variable 1 written 2 was 0',
      'variable 1 written 4 was 2',
      'variable 1 written 6 was 4',
      'variable 2 written 0',
      'variable 2 written NaN was 0',
      'variable 2 written NaN',
      'variable 2 written NaN',
    ]));
  it('of a function: what it returned', () =>
    check('price', ['result 1 returned 6', 'result 2 returned NaN was 6']));
  it('of a parameter', () =>
    check('amount', ['parameter 1 passed 2', 'parameter 2 passed undefined was 2']));
  it('of nothing that was recorded', () => check('nothing', []));
  it('is in the order of time, with places and names', () => {
    const [thing] = historyOf(context, 'order.total').things;
    const seqs = thing?.entries.map(({ seq }) => seq) ?? [];
    expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
    expect(thing).toMatchObject({ kind: 'property', name: 'total', of: ['Order'], owners: 2 });
    expect(thing?.entries.at(-1)).toMatchObject({ file: 'program.js', line: 12 });
    for (const { seq, id } of thing?.entries ?? [])
      expect(eventWithId(context, id)?.event.seq).toBe(seq);
  });
  it('says where only the last name fits', () => {
    expect(historyOf(context, 'basket.total').isLoose).toBe(true);
    expect(historyOf(context, 'first.total').isLoose).toBe(false);
  });
  it('takes a copy of an object for what its property was by then', async () => {
    const copied = await recordProgram(`
      const order = { total: 5, at: 1 };
      order.total = 6;
    `);
    const [thing] = historyOf(copied, 'order.total').things;
    expect(thing?.entries.map(({ how, value }) => [how, value && formatValue(value)])).toEqual([
      ['seen', '5'],
      ['written', '6'],
    ]);
  });
  it.each([
    ['this.items[0].total', 'items.0.total'],
    ['price()', 'price'],
    ['a?.b["c"]', 'a.b.c'],
  ])('reads %s as %s', (asked, meant) => expect(normalizeSubject(asked)).toBe(meant));
  it('knows the names that can be asked for', () =>
    expect(recordedNames(context)).toEqual(expect.arrayContaining(['sum', 'total', 'price'])));
});

describe('the state at an event', () => {
  const seqWhere = (name: string, value: string): number => {
    const { events, sites } = context.timeline;
    const event = events.find(
      (one) =>
        one.type === 'variable-written' &&
        sites[one.site]?.binding?.name === name &&
        formatValue(one.value) === value,
    );
    return event?.seq ?? -1;
  };
  const told = (seq: number): readonly string[] =>
    (stateAt(context, seq)?.frames ?? []).map(
      ({ function: fn, line, variables }) =>
        `${fn}:${line} ${variables
          .map(({ name, value, unknown }) =>
            value === null ? `${name} ${unknown ?? ''}` : `${name}=${formatValue(value)}`,
          )
          .join(' ')}`,
    );
  it('holds the open activations with their variables, innermost first', () =>
    expect(told(seqWhere('sum', '4'))).toEqual([
      'price:5 amount=2 sum=4 i=1',
      '<module>:10 first=Order { total: 0 } second=Order { total: 0 }',
    ]));
  it('knows what was not set yet', () =>
    expect(told(seqWhere('sum', '0'))[0]).toBe('price:4 amount=2 sum=0 i not set yet'));
  it('knows the objects that variables hold, as they were then', () => {
    const last = context.timeline.events.findLast(({ type }) => type === 'property-written');
    const totals = stateAt(context, last?.seq ?? 0)?.objects.map(({ name, properties }) => [
      name,
      ...properties.map(({ key, value }) => `${key}=${formatValue(value)}`),
    ]);
    expect(totals).toEqual([
      ['Order', 'total=7'],
      ['Order', 'total=NaN'],
    ]);
  });
  it('there is none beyond the ends', () => {
    expect(stateAt(context, 0)).toBeNull();
    expect(stateAt(context, context.timeline.events.length + 1)).toBeNull();
  });
});
