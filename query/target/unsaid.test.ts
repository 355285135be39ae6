/** A message that was expected leads to the condition that turned away from it. */
import { recordProgram } from '../provenance/record-program.contract.ts';
import { unsaidTargets } from './unsaid.ts';

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
