/** The embedded stream: the contract, and what only files can do to it. */
import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { Problem } from '../../../protocol/problem.ts';
import { streamContract } from '../stream.contract.ts';
import { openStream } from '../open.ts';
import type { Stream } from '../stream.ts';
import { openEmbeddedStream } from './embedded.ts';

const dir = mkdtempSync(join(tmpdir(), 'scope-stream-'));
const opened: Stream<unknown>[] = [];
afterAll(async () => {
  await Promise.all(opened.map(async (stream) => await stream.close()));
  rmSync(dir, { recursive: true, force: true });
});

streamContract('embedded', async (name, schema, overrides) => {
  const stream = await openEmbeddedStream({ name, schema, dir, segmentBytes: 4096, ...overrides });
  opened.push(stream as Stream<unknown>);
  return stream;
});

const number = z.number();
const ALL = { count: 100_000, blockMs: 0 };

describe('embedded stream on disk', () => {
  const folder = (name: string): string => join(dir, 'streams', name);

  it('is what openStream picks without a url', async () => {
    expect((await openStream({ name: 'picked', dir, schema: number })).kind).toBe('embedded');
    expect((await openStream({ name: 'picked', dir, schema: number, url: '' })).kind).toBe(
      'embedded',
    );
  });

  it.each([
    ['a number cut short', '5 123'],
    ['a length without its text', '7 '],
    ['a bare length', '1'],
    ['text that is longer than its frame', '1 22'],
  ])('skips %s at the end, reports it, and loses nothing else', async (_, tail) => {
    const name = `torn-${tail.length}-${tail.charCodeAt(0)}`;
    const problems: Problem[] = [];
    const first = await openEmbeddedStream({ name, dir, schema: number });
    await first.append(1);
    appendFileSync(join(folder(name), '0000000001.log'), tail);
    const second = await openEmbeddedStream({
      name,
      dir,
      schema: number,
      report: (problem) => problems.push(problem),
    });
    await second.append(2);
    const entries = await second.readGroup('g', 'a', ALL);
    expect(entries.map(({ value }) => value)).toEqual([1, 2]);
    expect(second.health().torn).toBe(1);
    expect(problems.map(({ message }) => message)).toEqual([expect.stringContaining('cut off')]);
    expect(await second.length()).toBe(2);
  });

  it('starts again at the oldest entry where the state of a group is damaged', async () => {
    const problems: Problem[] = [];
    const stream = await openEmbeddedStream({
      name: 'damaged',
      dir,
      schema: number,
      report: (problem) => problems.push(problem),
    });
    await stream.append(1);
    await stream.readGroup('g', 'a', ALL);
    writeFileSync(join(folder('damaged'), 'group-g.json'), '{"version":1,"cur');
    expect((await stream.readGroup('g', 'a', ALL)).map(({ value }) => value)).toEqual([1]);
    expect(problems[0]?.message).toContain('damaged');
  });

  it('says so where entries were dropped before they were read', async () => {
    const problems: Problem[] = [];
    const stream = await openEmbeddedStream({
      name: 'dropped',
      dir,
      schema: number,
      segmentBytes: 100,
      report: (problem) => problems.push(problem),
    });
    await stream.append(0);
    await stream.readGroup('g', 'a', ALL);
    for (let i = 1; i <= 100; i += 1) await stream.append(i);
    await stream.trim(10);
    const entries = await stream.readGroup('g', 'a', ALL);
    expect(entries.at(-1)?.value).toBe(100);
    expect(entries.length).toBeLessThan(100);
    expect(problems.map(({ message }) => message)).toEqual([expect.stringContaining('dropped')]);
  });

  it('takes over the lock of a process that is gone, and leaves no file of it', async () => {
    const stream = await openEmbeddedStream({ name: 'locked', dir, schema: number });
    const gone = spawn(process.execPath, ['-e', '']);
    await new Promise((resolve) => gone.on('exit', resolve));
    symlinkSync(`${gone.pid}:1:${hostname()}`, join(folder('locked'), 'lock'));
    symlinkSync(`${gone.pid}:1:${hostname()}`, join(folder('locked'), 'lock.takeover'));
    await stream.append(1);
    expect(await stream.length()).toBe(1);
    expect(readdirSync(folder('locked')).filter((file) => file.startsWith('lock'))).toEqual([]);
  });

  it('takes over the lock of an earlier process that had this pid', async () => {
    const stream = await openEmbeddedStream({ name: 'reused', dir, schema: number });
    symlinkSync(`${process.pid}:1:${hostname()}`, join(folder('reused'), 'lock'));
    await stream.append(1);
    expect(await stream.length()).toBe(1);
  });

  it('refuses a folder that cannot be made', async () => {
    writeFileSync(join(dir, 'file'), '');
    await expect(
      openEmbeddedStream({ name: 'x', dir: join(dir, 'file'), schema: number }),
    ).rejects.toMatchObject({ code: 'disk-failed' });
  });
});

describe('a writer that is killed', () => {
  const root = new URL('../../../', import.meta.url).pathname;
  const PROGRAM = `
    const { openEmbeddedStream } = await import('${root}capture/stream/embedded/embedded.ts');
    const { z } = await import('zod');
    const stream = await openEmbeddedStream({ name: 'killed', dir: process.argv[1], schema: z.unknown() });
    for (let n = 1; ; n += 1) {
      await stream.append({ n, pad: 'x'.repeat(100_000) });
      console.log(n);
    }
  `;

  /** Kills it with SIGKILL once it has told that it stored `after` entries. @returns the last one it told of */
  async function runAndKill(after: number): Promise<number> {
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '-e', PROGRAM, dir],
      { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    let last = 0;
    for await (const line of createInterface({ input: child.stdout })) {
      last = Number(line);
      if (last === after) child.kill('SIGKILL');
    }
    return last;
  }

  it('loses nothing that was stored, and the stream goes on', async () => {
    const schema = z.object({ n: z.number(), pad: z.string() });
    let stored = 0;
    for (const after of [3, 17, 40]) stored += await runAndKill(after);
    const stream = await openEmbeddedStream({ name: 'killed', dir, schema });
    await stream.append({ n: -1, pad: '' });
    const entries = await stream.readGroup('g', 'a', ALL);
    expect(entries.at(-1)?.value.n).toBe(-1);
    expect(entries.length - 1).toBeGreaterThanOrEqual(stored);
    expect(entries.length - 1).toBeLessThanOrEqual(stored + 3);
    expect(await stream.deadLetters()).toEqual([]);
  });
});
