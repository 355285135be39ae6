/** `scope doctor` for a command: the dry look, and the start that only takes notes. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { layProject } from './project.ts';

const files = {
  'package.json': JSON.stringify({ name: 'e2e', scripts: { start: 'node main.cjs' } }),
  'main.cjs': `const { fork } = require('node:child_process');
console.log('started');
if (process.argv[2] !== 'child') fork(__filename, ['child'], { env: {} });
`,
};

describe('doctor', () => {
  it('says what a command is without running it', async () => {
    const project = layProject(files);
    const { code, out } = await project.scope(['doctor', '--', 'npm', 'start']);
    expect(code).toBe(0);
    expect(out).toContain('script "start": node main.cjs');
    expect(out).toMatch(/^works {3}node main\.cjs$/mu);
    expect(out).not.toContain('started');
  });

  it('starts it where asked to, and says what was loaded', async () => {
    const project = layProject(files);
    const argv = [process.execPath, 'main.cjs'];
    const { code, out } = await project.scope(['doctor', '--start', '--', ...argv]);
    expect(code).toBe(0);
    expect(out).toContain('started\n');
    expect(out).toContain('2 Node processes, 0 workers');
    expect(out).toMatch(/1 source file of the project loaded\n {4}main\.cjs\n/u);
    expect(readdirSync(join(project.root, '.scope'))).toEqual(['.gitignore']);
    expect(project.gitStatus()).toBe('');
  });

  it('ends with 3 where nothing of it can be reached, in JSON too', async () => {
    const project = layProject(files);
    const { code, out } = await project.scope(['doctor', '--json', '--', 'docker', 'run', 'x']);
    expect(code).toBe(3);
    const { command } = JSON.parse(out) as { command: { hosts: readonly { state: string }[] } };
    expect(command.hosts.map(({ state }) => state)).toEqual(['broken']);
    expect(existsSync(join(project.root, '.scope/sessions'))).toBe(false);
  });

  it('--start needs a command', async () => {
    const { code, err } = await layProject(files).scope(['doctor', '--start']);
    expect(code).toBe(2);
    expect(err).toContain('--start needs a command');
  });
});
