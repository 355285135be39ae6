/** Starts meet their ends: outcome, thrown value, caller, callees, suspensions. */
import type { Sink } from '../protocol/target/sink.ts';
import { correlate } from './correlate.ts';
import { recordRun } from './recorded.contract.ts';

const SITES = ['function', 'return', 'throw', 'catch', 'suspend', 'await'] as const;

/** One line per activation: `frame<parent outcome value [children] suspensions`. */
function check(act: (sink: Sink) => void, expected: readonly string[]): void {
  const { events } = recordRun({ sites: SITES }, act);
  const lines = correlate(events).all.map((frame) => {
    const value = frame.value?.kind === 'string' ? ` ${frame.value.text}` : '';
    const waits = frame.suspensions
      .map(({ resumed }) => (resumed === undefined ? ' waits' : ' waited'))
      .join('');
    const children = frame.children.length === 0 ? '' : ` [${frame.children.join()}]`;
    return `${frame.frame}<${frame.parent} ${frame.outcome}${value}${children}${waits}`;
  });
  expect(lines).toEqual(expected);
}

describe('correlate', () => {
  it('links calls', () =>
    check(
      (sink) => {
        const a = sink.e0(1, 0);
        const b = sink.e0(1, a);
        sink.r(2, b, 'b');
        sink.x(1, b);
        const c = sink.e0(1, a);
        sink.r(2, c, 'c');
        sink.x(1, c);
        sink.r(2, a, 'a');
        sink.x(1, a);
        sink.e0(1, 0);
      },
      ['1<0 returned a [2,3]', '2<1 returned b', '3<1 returned c', '4<0 open'],
    ));

  it('gives every activation that an error passed the error', () =>
    check(
      (sink) => {
        const a = sink.e0(1, 0);
        const b = sink.e0(1, 0);
        const c = sink.e0(1, 0);
        sink.t(3, c, 'bad');
        sink.x(1, c);
        sink.x(1, b);
        sink.c(4, a, 'bad');
        sink.r(2, a, 'fine');
        sink.x(1, a);
      },
      ['1<0 returned fine [2]', '2<1 threw bad [3]', '3<2 threw bad'],
    ));

  it('takes the error from where it is caught, when it came from native code', () =>
    check(
      (sink) => {
        const a = sink.e0(1, 0);
        const b = sink.e0(1, 0);
        sink.x(1, b);
        sink.c(4, a, 'native');
        sink.x(1, a);
      },
      ['1<0 threw [2]', '2<1 threw native'],
    ));

  it('links an await to its resume, and knows who runs while an activation waits', () =>
    check(
      (sink) => {
        const a = sink.e0(1, 0);
        const b = sink.e0(1, 0);
        sink.z(5, b, 1);
        const c = sink.e0(1, 0); // called by a: b waits
        sink.x(1, c);
        sink.r(2, a, 'a');
        sink.x(1, a);
        sink.v(6, b, 1);
        const d = sink.e0(1, 0); // called by b, which runs again
        sink.x(1, d);
        sink.z(5, b, 2);
        sink.e0(1, 0); // nobody runs
      },
      ['1<0 returned a [2,3]', '2<1 open [4] waited waits', '3<1 threw', '4<2 threw', '5<0 open'],
    ));
});
