import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ScopeError } from '../../protocol/problem.ts';
import { targetEnvironment } from './environment.ts';
import { launch, type LaunchOptions } from './launch.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'scope launch-')));
const preloadPath = join(folder, 'pre "load".cjs');
writeFileSync(
  preloadPath,
  'require("fs").appendFileSync(process.env.SCOPE_RUN_DIR + "/loaded", "x")',
);

function run(argv: readonly string[], more: Partial<LaunchOptions> = {}) {
  return launch({
    argv,
    cwd: folder,
    runDir: null,
    env: { PATH: process.env['PATH'] },
    preloadPath,
    timeoutMs: 0,
    stdio: 'to-stderr',
    ...more,
  });
}
const node = (code: string): readonly string[] => [process.execPath, '-e', code];

describe('launch', () => {
  it('gives the exit code and the CPU time', async () => {
    const burn = 'const t = Date.now(); while (Date.now() - t < 300); process.exit(7)';
    const result = await run(node(burn));
    expect(result).toMatchObject({
      exitCode: 7,
      signal: null,
      timedOut: false,
      interrupted: false,
    });
    expect(result.wallMs).toBeGreaterThan(300);
    if (process.platform === 'linux') expect(result.cpuMs).toBeGreaterThan(50);
  });

  it('names the signal that ended the command', async () => {
    expect(await run(node('process.kill(process.pid, "SIGKILL")'))).toMatchObject({
      exitCode: null,
      signal: 'SIGKILL',
    });
  });

  it('loads the preload from a path with blanks and quotes, and keeps NODE_OPTIONS of the user', async () => {
    const env = { PATH: process.env['PATH'], NODE_OPTIONS: '--stack-trace-limit=33' };
    const result = await run(node('process.exit(Error.stackTraceLimit)'), { runDir: folder, env });
    expect(result.exitCode).toBe(33);
    expect(readFileSync(join(folder, 'loaded'), 'utf8')).toBe('x');
  });

  it('leaves a bare run alone', () => {
    const env = { A: '1' };
    expect(targetEnvironment(env, { runDir: null, preloadPath })).toBe(env);
  });

  it.each([
    ['no-such-command-at-all', 'runs as: -- npx no-such-command-at-all'],
    ['./nope.sh', 'no such file; a path'],
    [join(folder, 'plain.txt'), 'not executable'],
    ['', 'write it after --'],
  ])('says that %s could not be started', async (file, message) => {
    writeFileSync(join(folder, 'plain.txt'), 'x');
    chmodSync(join(folder, 'plain.txt'), 0o644);
    const error = await run([file]).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ScopeError);
    expect(error).toMatchObject({ code: 'command-not-started' });
    expect((error as ScopeError).message).toContain(message);
  });

  it('says that the folder is missing', async () => {
    const cwd = join(folder, 'gone');
    await expect(run(['node'], { cwd })).rejects.toThrow(`${cwd} is not a folder`);
  });

  it('ends a command at its time limit, and what it left behind that refuses to go', async () => {
    const stubborn = join(folder, 'stubborn.cjs');
    writeFileSync(
      stubborn,
      'process.on("SIGTERM", () => {}); require("fs").writeFileSync("pid", String(process.pid)); setInterval(() => {}, 1000);',
    );
    const result = await run(['sh', '-c', `"${process.execPath}" stubborn.cjs; true`], {
      timeoutMs: 1500,
      graceMs: 300,
    });
    expect(result).toMatchObject({ timedOut: true, interrupted: false });
    const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'));
    expect(stateOf(pid)).not.toMatch(/[RSD]/u);
  });

  it('passes an abort on as Ctrl-C and returns', async () => {
    const stop = new AbortController();
    const code =
      'process.on("SIGINT", () => process.exit(5)); setInterval(() => {}, 1000); require("fs").writeFileSync("ready", "")';
    const running = run(node(code), {
      signal: stop.signal,
      onStart: () => {
        const wait = setInterval(() => {
          if (!readable(join(folder, 'ready'))) return;
          clearInterval(wait);
          stop.abort();
        }, 10);
      },
    });
    expect(await running).toMatchObject({ exitCode: 5, interrupted: true });
  });

  it('sends what the command prints to stderr when stdout is ours', async () => {
    const script = join(folder, 'outer.mjs');
    const url = new URL('./launch.ts', import.meta.url).href;
    writeFileSync(
      script,
      `import { launch } from ${JSON.stringify(url)};
       const stdio = process.argv[2];
       await launch({ argv: [process.execPath, '-p', '"printed"'], cwd: '.', runDir: null,
         env: process.env, preloadPath: '', timeoutMs: 0, stdio });`,
    );
    const tsx = new URL('../../node_modules/tsx/dist/loader.mjs', import.meta.url).href;
    const outer = (stdio: string): Promise<readonly [string, string]> =>
      new Promise((resolve) => {
        execFile(
          process.execPath,
          ['--import', tsx, script, stdio],
          { cwd: folder },
          (_error, stdout, stderr) => resolve([stdout, stderr]),
        );
      });
    expect(await outer('to-stderr')).toEqual(['', 'printed\n']);
    expect(await outer('inherit')).toEqual(['printed\n', '']);
  });
});

function readable(file: string): boolean {
  try {
    readFileSync(file);
    return true;
  } catch {
    return false;
  }
}

/** Letter of the process's state in /proc, '' when it is gone. */
function stateOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]![0]!;
  } catch {
    return '';
  }
}
