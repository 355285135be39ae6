/** What is taken away at the end of a run, and what is only named. */
import { existsSync, mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { HostNote } from '../../protocol/session.ts';
import { mergeRecordings } from '../recording.ts';
import { endRun } from './end-run.ts';
import { isCache } from './tool-cache.ts';

describe('isCache', () => {
  it.each([
    ['/p/node_modules/.cache/x/a.js', true],
    ['/p/packages/a/.swc-cache/a.js', true],
    ['/p/node_modules/pkg/out.js', true],
    ['/p/dist/bundle.js', false],
    ['/p/cache.js', false],
    ['/tmp/jest_0/a', true],
    ['/home/u/.cache/a.js', true],
    ['/home/u/out/a.js', false],
  ])('%s', (path, expected) => {
    expect(isCache(path, '/p', '/tmp')).toBe(expected);
  });

  it('does not take a project among the temporary files for one', () => {
    expect(isCache('/tmp/p/dist/a.js', '/tmp/p', '/tmp')).toBe(false);
  });
});

describe('endRun', () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'scope-end-')));
  const runDir = join(root, '.scope/run-1');
  mkdirSync(runDir, { recursive: true });

  function write(name: string, text: string, writer: string | null): HostNote {
    const path = join(root, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return { type: 'written', pid: 1, path, writer };
  }

  const ended = { exitCode: 3, timedOut: false };
  const transforms = { take: () => false, close: () => true };

  it('removes caches that hold rewritten text, names other files that do, and leaves the rest', () => {
    const probe = `Symbol.for("scope.sink")`;
    const notes = [
      write('node_modules/.cache/tool/a.js', probe, 'tool'),
      write('node_modules/.cache/tool/b.js', 'by now something else', 'tool'),
      write('node_modules/.cache/tool/cut-off.js', '', 'tool'),
      write('node_modules/.cache/own.js', probe, null),
      write('src/empty.js', '', 'tool'),
      write('dist/bundle.js', probe, 'tool'),
      { type: 'written', pid: 1, path: join(root, 'gone.js'), writer: 'tool' },
    ];
    writeFileSync(join(runDir, 'host.jsonl'), notes.map((note) => JSON.stringify(note)).join('\n'));
    const left = endRun(runDir, { cwd: root, env: {}, ended, transforms });
    expect(left).toEqual(
      ['node_modules/.cache/own.js', 'dist/bundle.js'].map((n) => join(root, n)),
    );
    expect(
      [
        ...['node_modules/.cache/tool/a.js', 'node_modules/.cache/tool/cut-off.js'],
        ...['node_modules/.cache/tool/b.js', 'dist/bundle.js', 'src/empty.js'],
      ].map((name) => existsSync(join(root, name))),
    ).toEqual([false, false, true, true, true]);
    expect(mergeRecordings(runDir).ended).toEqual(ended);
  });

  it('does nothing where the run folder is gone', () => {
    expect(endRun(join(root, 'nowhere'), { cwd: root, env: {}, ended, transforms })).toEqual([]);
  });
});
