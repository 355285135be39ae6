/** Events that are put together from several records: what a method did to its object, and messages. */
import type { ScopeEvent, Value } from '../protocol/event.ts';
import type { SiteId } from '../protocol/ids.ts';
import {
  DROP_REASONS,
  HEADER_COUNT,
  HEADER_SITE,
  RECORD,
  THROTTLE_STATES,
} from '../protocol/wire.ts';
import { createDecoder } from './decode.ts';
import { recordRun, siteTable } from './recorded.contract.ts';
import type { SiteDraft } from './recorded.contract.ts';

describe('the object of a method', () => {
  const sites = [
    'function',
    { kind: 'state', phase: 'before' },
    { kind: 'state', phase: 'after' },
  ] as const;
  const changesOf = (
    cart: Record<string, unknown>,
    act: () => void,
    more: { readonly depth?: number; readonly width?: number } = {},
  ): readonly unknown[] => {
    const { depth = 2, width = 12 } = more;
    const { events } = recordRun({ sites, depth, config: { limits: { width } } }, (s) => {
      const frame = s.e1(1, 0, cart);
      s.n(2, frame, [cart]);
      act();
      s.n(3, frame, [cart]);
      s.x(1, frame);
    });
    return events.flatMap((event) =>
      event.type === 'state-changed'
        ? event.changed.map(({ key, was, value }) => [key, ...[was, value].map(show)])
        : [],
    );
  };
  const show = (value: Value | null): unknown =>
    value === null ? null : value.kind === 'number' ? value.value : value.kind;

  it('tells what it changed, removed and added', () => {
    const cart: Record<string, unknown> = {
      total: 1,
      same: NaN,
      gone: 2,
      items: [1],
      next: { a: 1 },
    };
    const act = (): void => {
      cart['total'] = 5;
      delete cart['gone'];
      cart['fresh'] = 6;
      (cart['items'] as number[]).push(2);
      (cart['next'] as { a: number }).a = 3;
      cart['next'] = cart['next'];
    };
    expect(changesOf(cart, act)).toEqual([
      ['total', 1, 5],
      ['items.1', null, 2],
      ['next.a', 1, 3],
      ['fresh', null, 6],
      ['gone', 2, null],
    ]);
    expect(changesOf({ a: 1 }, () => {})).toEqual([]);
  });
  it('says nothing of what a copy had no room for', () => {
    const cart: Record<string, unknown> = { a: 1, b: 2, c: 3 };
    expect(changesOf(cart, () => void delete cart['a'], { width: 2 })).toEqual([['a', 1, null]]);
  });
  it('is told alone where its beginning was not recorded', () => {
    const { events } = recordRun({ sites }, (s) => s.n(3, 0, [{ a: 1 }]));
    expect(events.find(({ type }) => type === 'state-changed')).toMatchObject({
      was: null,
      changed: [],
    });
  });
});

describe('a message', () => {
  const sent = (index: number, of: number, more: object = {}): SiteDraft => ({
    kind: 'sent',
    key: 'o.emit x',
    part: { index, of, isLast: false },
    ...more,
  });
  const sites = [
    sent(0, 3),
    sent(2, 3, { target: 1 as SiteId, part: { index: 2, of: 3, isLast: true } }),
    { kind: 'received', key: 'o.on x', names: ['a'] } as const,
  ];
  const of = (events: readonly ScopeEvent[], type: ScopeEvent['type']): readonly unknown[] =>
    events.flatMap((event) =>
      event.type === type && 'values' in event
        ? [event.values.map((value) => (value.kind === 'number' ? value.value : value.kind))]
        : [],
    );

  it('is told with all that is handed over, and what was not reported omitted', () => {
    const { events } = recordRun({ sites }, (s) => {
      s.v(1, 0, 7);
      s.v(2, 0, 8);
    });
    expect(of(events, 'message-sent')).toEqual([[7, 'omitted', 8]]);
    expect(events.find(({ type }) => type === 'message-sent')).toMatchObject({
      channel: 'o.emit x',
    });
    expect(of(events, 'value-read')).toEqual([]);
  });
  it('is not told where the call did not come about, nor mixed up with the next', () => {
    const { events } = recordRun({ sites }, (s) => {
      s.v(1, 0, 7);
      s.v(1, 0, 1);
      s.v(2, 0, 2);
      s.v(2, 0, 3);
    });
    expect(of(events, 'message-sent')).toEqual([
      [1, 'omitted', 2],
      ['omitted', 'omitted', 3],
    ]);
  });
  it('is not put together from parts of two sends, between which some are missing', () => {
    const three = [
      sent(0, 3),
      sent(1, 3, { target: 1 as SiteId }),
      sent(2, 3, { target: 1 as SiteId, part: { index: 2, of: 3, isLast: true } }),
    ];
    const { events } = recordRun({ sites: three }, (s) => {
      s.v(1, 0, 1);
      s.v(2, 0, 2);
      // Of a later call: its first part is missing, and nothing says so.
      s.v(2, 0, 3);
      s.v(3, 0, 4);
    });
    expect(of(events, 'message-sent')).toEqual([['omitted', 3, 4]]);
  });
  it('ends where events were lost, whatever the reason, and where a place begins to rest', () => {
    const part = (site: number, value: number): readonly number[] => [
      RECORD.value + HEADER_SITE * site,
      0,
      value,
    ];
    const sentAround = (...between: readonly number[]): readonly unknown[] => {
      const decoder = createDecoder([undefined, ...siteTable(sites)], { process: 1 });
      const slots = Float64Array.from([...part(1, 7), ...between, ...part(2, 8)]);
      expect(decoder.push(slots, slots.length)).toBe(slots.length);
      return of(decoder.finish().events, 'message-sent');
    };
    const reasons = DROP_REASONS.filter((reason) => reason !== 'condition');
    for (const reason of reasons) {
      const lost = RECORD.dropped + HEADER_COUNT * DROP_REASONS.indexOf(reason);
      expect([reason, sentAround(lost, 1)]).toEqual([reason, [['omitted', 'omitted', 8]]]);
    }
    const off = RECORD.throttled + HEADER_COUNT * THROTTLE_STATES.indexOf('off') + HEADER_SITE;
    expect(sentAround(off)).toEqual([['omitted', 'omitted', 8]]);
    expect(sentAround()).toEqual([[7, 'omitted', 8]]);
  });
  it('is told whole where a condition left out something else', () => {
    const condition = { kind: 'literal', value: false } as const;
    const config = { conditions: [{ condition, sites: [4] }] };
    const { events } = recordRun({ sites: [...sites, 'value'], config }, (s) => {
      s.v(1, 0, 1);
      s.v(4, 0, 2);
      s.v(2, 0, 3);
    });
    expect(events).toContainEqual(expect.objectContaining({ reason: 'condition' }));
    expect(of(events, 'message-sent')).toEqual([[1, 'omitted', 3]]);
  });
  it('is told where a listener gets it', () => {
    const { events } = recordRun({ sites }, (s) => s.n(3, 0, [5]));
    expect(of(events, 'message-received')).toEqual([[5]]);
  });
});
