/** What did not happen leads to the condition that turned away from it. */
import { recordProgram } from '../provenance/record-program.contract.ts';
import { absentCalls, absentThrowsOf } from './absent.ts';

async function conditionsOf(program: string, name: string): Promise<readonly string[]> {
  const context = await recordProgram(program);
  return absentCalls(context, name).map(({ point, why }) => {
    if (point.kind !== 'expression') return point.kind;
    const { source, node } = point;
    return `${source.text.slice(node.start, node.end)}: ${why}`;
  });
}

describe('what kept a call from happening', () => {
  it('a condition that turned away', async () =>
    expect(
      await conditionsOf(
        `
        function notify() {}
        function save(user) {
          if (user.wantsMail) {
            notify();
          }
        }
        save({ wantsMail: false });
        `,
        'notify',
      ),
    ).toEqual(['user.wantsMail: was false, which kept notify from being called']));

  it('a guard that left early', async () =>
    expect(
      await conditionsOf(
        `
        function notify() {}
        function save(user) {
          if (user === null) return;
          notify();
        }
        save(null);
        `,
        'notify',
      ),
    ).toEqual(['user === null: was true, which kept notify from being called']));

  it('a caller that did not run itself', async () =>
    expect(
      await conditionsOf(
        `
        function notify() {}
        function finish() {
          notify();
        }
        const count = 0;
        if (count > 0) {
          finish();
        }
        `,
        'notify',
      ),
    ).toEqual(['count > 0: was false, which kept finish from being called']));

  it('nothing that would call it', async () =>
    expect(await conditionsOf(`const a = 1;`, 'notify')).toEqual([]));
});

it('what kept a function from throwing, also in what it called', async () => {
  const context = await recordProgram(`
    function check(limit) {
      if (limit < 0) throw new RangeError('negative');
    }
    function add(limit) {
      if (limit === undefined) throw new TypeError('none');
      check(limit);
    }
    add(0);
  `);
  expect(absentThrowsOf(context, 'add', (all) => all).map(({ why, cost }) => [why, cost])).toEqual([
    ['was false, which kept add from throwing', 0],
    ['was false, which kept add from throwing', 0.5],
  ]);
});
