/** How an activation of a generator ended that was left while it was suspended. */
import { recordProgram } from '../provenance/record-program.contract.ts';

async function endsOf(body: string): Promise<readonly string[]> {
  const { timeline } = await recordProgram(`
function* count() { for (let n = 1; ; n += 1) yield n; }
function* failing() { yield 1; throw new Error('no'); }
let result;
${body}
`);
  return timeline.frames
    .filter(({ site }) => /count|failing/u.test(site.node))
    .map(({ outcome }) => outcome);
}

it.each([
  ['by break', 'for (const n of count()) { result = n; break; }'],
  ['by a pattern', 'const [one] = count(); result = one;'],
  [
    'by an error in the loop',
    "try { for (const n of count()) { result = n; throw new Error('x'); } } catch {}",
  ],
  ['by return()', 'const it = count(); it.next(); it.return(); result = 1;'],
])('left %s it threw nothing', async (_how, body) =>
  expect(await endsOf(body)).toEqual(['returned']),
);

it.each([
  ['of its own', 'try { for (const n of failing()) result = n; } catch { result = 2; }'],
  [
    'handed in',
    "const it = count(); it.next(); try { it.throw(new Error('x')); } catch { result = 2; }",
  ],
])('an error %s is one', async (_how, body) => expect(await endsOf(body)).toEqual(['threw']));
