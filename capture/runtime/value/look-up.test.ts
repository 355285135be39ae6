/** Looking a property up finds what data properties hold, and runs nothing to find it. */
import { probeEvents, recordRun } from '../../recorded.contract.ts';
import { lookUp, UNKNOWN } from './look-up.ts';

const ran: string[] = [];
class Base {
  data = 1;
  get computed(): number {
    ran.push('getter');
    return 2;
  }
  method(): void {}
}
class Derived extends Base {}
const proxy = new Proxy(
  { a: 1 },
  new Proxy({}, { get: (_, trap) => void ran.push(`trap ${String(trap)}`) }),
);

describe('lookUp', () => {
  it.each([
    ['an own property', { a: 1 }, 'a', 1],
    ['an inherited one', new Derived(), 'method', Base.prototype.method],
    ['a missing one', { a: 1 }, 'b', undefined],
    ['an element', [5, 6], 1, 6],
    ['a symbol', { [Symbol.iterator]: 7 }, Symbol.iterator, 7],
    ['a function', Base, 'prototype', Base.prototype],
    ['an accessor', new Derived(), 'computed', UNKNOWN],
    ['a proxy', proxy, 'a', UNKNOWN],
    ['a proxy as prototype', Object.create(proxy), 'a', UNKNOWN],
    ['null', null, 'a', UNKNOWN],
    ['a primitive', 'text', 'length', UNKNOWN],
    ['a key that is an object', { a: 1 }, { toString: () => ran.push('key') }, UNKNOWN],
    ['what was not found', UNKNOWN, 'description', UNKNOWN],
  ])('%s', (_, target, key, expected) => {
    expect(lookUp(target, key)).toBe(expected);
    expect(ran).toEqual([]);
  });

  it('reports a link as what was read and as the receiver of the next, and nothing that it does not know', () => {
    const recording = recordRun(
      { sites: ['read', 'receiver', 'read', 'receiver', 'read'] },
      (sink) => {
        sink.l(3, 4, 0, sink.l(1, 2, 0, { a: { b: 7 } }, 'a'), 'b');
        sink.l(5, 0, 0, sink.l(5, 0, 0, new Base(), 'computed'), 'x');
      },
    );
    const values = probeEvents(recording).map((event) => (event['value'] as { kind: string }).kind);
    expect(values).toEqual(['object', 'object', 'number', 'number']);
    expect(ran).toEqual([]);
  });
});
