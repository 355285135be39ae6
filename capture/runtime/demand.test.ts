/** Whether a file was made from another: its own text says so, or a source map that lies beside it. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDemand } from './demand.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'scope-demand-')));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => join(folder, name);
const open = () => openDemand(folder, undefined, () => undefined);

it('looks beside every file of a folder, also one that is new there, with its map', () => {
  for (const name of ['a.js', 'b.js', 'b.js.map', 'c.js']) writeFileSync(at(name), '');
  const { looksGenerated } = open();
  const look = (...names: readonly string[]) => names.map((name) => looksGenerated(at(name), ''));
  expect(look('a.js', 'b.js', 'c.js', 'a.js')).toEqual([false, true, false, false]);
  for (const name of ['d.js', 'd.js.map', 'e.js']) writeFileSync(at(name), '');
  expect(look('d.js', 'e.js', 'b.js', 'c.js')).toEqual([true, false, true, false]);
});

it('sees what the text itself says', () => {
  const { looksGenerated } = open();
  expect(looksGenerated(at('a.js'), 'x\n//# sourceMappingURL=a.js.map')).toBe(true);
  expect(looksGenerated(at('a.js'), Buffer.from('//# sourceMappingURL=x'))).toBe(true);
});

it('takes a folder that cannot be looked into for one without maps', () => {
  const { looksGenerated } = open();
  const lost = ['gone/a.js', 'gone/b.js', 'a.js/b.js', 'a.js/c.js'].map(at);
  expect(lost.map((path) => looksGenerated(path, ''))).toEqual([false, false, false, false]);
  expect(looksGenerated('bare.js', '')).toBe(false);
});

it('learns once of what another process asked for', () => {
  mkdirSync(at('demand'));
  const learnt: unknown[] = [];
  const { catchUp } = openDemand(folder, { toolPid: process.pid, waitMs: 10 }, ({ file }) =>
    learnt.push(file.path),
  );
  const reply = (key: string, file: object | null) =>
    writeFileSync(at(`demand/${key}.reply`), JSON.stringify({ file }));
  catchUp();
  reply('1', { path: 'a.js' });
  reply('2', null);
  writeFileSync(at('demand/3.reply.part'), '{');
  catchUp();
  catchUp();
  expect(learnt).toEqual(['a.js']);
  reply('3', { path: 'b.js' });
  catchUp();
  expect(learnt).toEqual(['a.js', 'b.js']);
});
