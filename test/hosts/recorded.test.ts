/**
 * The shipped preload with the real runtime: what is on disk when processes end in the ways in which test runners and people
 * end them. Values are looked up as text in the recording file; its layout has tests of its own.
 */
import { createHash } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launch } from '../../capture/launch/launch.ts';
import { DEFAULT_LIMITS } from '../../protocol/plan.ts';
import type { FileIndex, RuntimeConfig } from '../../protocol/session.ts';
import { bundlePreload, NODE } from './trial.ts';

const preloadPath = bundlePreload('capture/runtime/preload.ts', 'capture/runtime/drain.ts');

const SITES = 3;
const config: RuntimeConfig = {
  version: 1,
  session: 'test',
  run: 1,
  siteCount: SITES,
  armed: Buffer.alloc(SITES, 1).toString('base64'),
  depth: Buffer.alloc(SITES, 1).toString('base64'),
  sample: {},
  limits: DEFAULT_LIMITS,
  overflow: 'drop-oldest',
  ringBytes: 1 << 20,
  redactNames: [],
  redactPatterns: [],
};

/** @returns the recordings, by name without the process number, as text */
async function record(files: Readonly<Record<string, string>>): Promise<Record<string, string>> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'scope-recorded-')));
  const runDir = join(folder, '.scope');
  mkdirSync(join(runDir, 'overlay'), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const original = 'exports.say = (value) => value;\n';
  const path = join(folder, 'say.cjs');
  writeFileSync(path, original);
  const probe = `exports.say = (value) => Reflect.get(globalThis, Symbol.for('scope.sink')).v(1, 0, value);`;
  writeFileSync(join(runDir, 'overlay', '0'), probe);
  const sha1 = createHash('sha1').update(original).digest('hex');
  const index: FileIndex = { version: 1, files: [{ path, overlay: '0', sha1 }] };
  writeFileSync(join(runDir, 'files.json'), JSON.stringify(index));
  writeFileSync(join(runDir, 'runtime.json'), JSON.stringify(config));
  const { PATH } = process.env;
  await launch({
    argv: [NODE, 'main.cjs'],
    cwd: folder,
    runDir,
    env: { PATH },
    preloadPath,
    timeoutMs: 20_000,
    stdio: 'to-stderr',
  });
  const found = readdirSync(join(runDir, 'recordings'));
  return Object.fromEntries(
    found.map((name) => [
      name.replace(/^\d+/u, 'pid'),
      readFileSync(join(runDir, 'recordings', name), 'latin1'),
    ]),
  );
}

describe('the recording on disk', () => {
  it('is complete after process.exit, with what the last exit listener did', async () => {
    const recordings = await record({
      'main.cjs': `const { say } = require('./say.cjs'); say('first-value');
        process.on('exit', () => say('last-value')); process.exit(3);`,
    });
    expect(Object.keys(recordings)).toEqual(['pid-0.scope']);
    expect(recordings['pid-0.scope']).toContain('first-value');
    expect(recordings['pid-0.scope']).toContain('last-value');
  });

  it('holds what led to a message, when the receiver of the message kills the sender', async () => {
    const recordings = await record({
      'main.cjs': `const child = require('child_process').fork('./child.cjs');
        child.on('message', () => child.kill('SIGKILL'));`,
      'child.cjs': `require('./say.cjs').say('before-message'); process.send('result'); setInterval(() => {}, 1000);`,
    });
    expect(recordings['pid-0.scope.part']).toContain('before-message');
  });

  it('holds what led to a message of a worker that is then terminated', async () => {
    const recordings = await record({
      'main.cjs': `const worker = new (require('worker_threads').Worker)('./child.cjs', { env: {} });
        worker.on('message', () => worker.terminate());`,
      'child.cjs': `require('./say.cjs').say('before-message'); require('worker_threads').parentPort.postMessage('result'); setInterval(() => {}, 1000);`,
    });
    expect(recordings['pid-1.scope.part']).toContain('before-message');
  });

  it('holds a rejection that the program swallows, once', async () => {
    const recordings = await record({
      'main.cjs': `require('./say.cjs').say(1); process.on('unhandledRejection', () => {});
        Promise.reject('swallowed-reason');`,
    });
    expect(recordings['pid-0.scope']!.split('swallowed-reason')).toHaveLength(2);
  });

  it('is not begun by a process that serves nothing', async () => {
    const recordings = await record({
      'main.cjs': `require('child_process').execFileSync(process.execPath, ['-e', '0']); require('./say.cjs').say(1);`,
    });
    expect(Object.keys(recordings)).toEqual(['pid-0.scope']);
  });
});
