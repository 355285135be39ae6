/** What is left after Scope: nothing in the caches of the user's tools, no hold on programs that outlive the command. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findResidue } from '../hosts/table/residue.ts';
import { hostRows } from '../hosts/table/rows/index.ts';
import { layProject } from './project.ts';

describe('after ask', () => {
  it.each(['tsx-esm', 'jest-swc'])(
    'the project, the home and the temporary files are as after bare runs: %s',
    async (id) => {
      const row = hostRows.find((one) => one.id === id);
      if (row === undefined) throw new Error(`no row ${id}`);
      expect(await findResidue(row)).toEqual([]);
    },
    120_000,
  );

  it('a program that outlives the command runs as it is on disk', async () => {
    const project = layProject({
      'main.cjs': `const { rise } = require('./rise.cjs');
const late = require('node:child_process').spawn(process.execPath, ['late.cjs'], {
  detached: true,
  stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
});
late.once('message', () => { late.disconnect(); late.unref(); });
console.log(rise(1));
`,
      'late.cjs': `const fs = require('node:fs');
process.send('ready');
const timer = setInterval(() => {
  if (!fs.existsSync('go')) return;
  clearInterval(timer);
  require('./rise.cjs');
  const child = require('node:child_process').spawnSync(process.execPath, ['-p', '"child " + Object.hasOwn(globalThis, Symbol.for("scope.sink"))']);
  fs.writeFileSync('said.part', String(child.stdout));
  fs.renameSync('said.part', 'said');
}, 20);
`,
      'rise.cjs': `exports.rise = (n) => {
  const risen = n + Number('x');
  return risen;
};
`,
    });
    const { out } = await project.scope([
      'ask',
      'why is risen NaN',
      '--',
      process.execPath,
      'main.cjs',
    ]);
    expect(out).toContain('rise.cjs:2');
    writeFileSync(join(project.root, 'go'), '');
    const said = join(project.root, 'said');
    await new Promise<void>((resolve, reject) => {
      const end = Date.now() + 20_000;
      const look = setInterval(() => {
        if (!existsSync(said) && Date.now() < end) return;
        clearInterval(look);
        if (existsSync(said)) resolve();
        else reject(new Error('the late program said nothing'));
      }, 20);
    });
    expect(readFileSync(said, 'utf8')).toBe('child false\n');
    const notes = project.hostNotes();
    expect(notes.filter((note) => note.type === 'denied').map((note) => note.reason)).toEqual([
      'over',
    ]);
  });

  it('hides itself from git', async () => {
    const project = layProject({ 'main.cjs': `const n = Number('x');\nconsole.log(n);\n` });
    await project.scope(['ask', 'why is n NaN', '--', process.execPath, 'main.cjs']);
    expect(readFileSync(join(project.root, '.scope/.gitignore'), 'utf8')).toBe('*\n');
    expect(project.gitStatus()).toBe('');
  });
});
