/**
 * `scope clean`: says how much the recordings and the cache take, then removes them. Plans and incidents stay unless asked for, and
 * what is lent to the caches of tools is taken back first.
 */
import { readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { takeBackLent } from '../../capture/launch/kept-transforms.ts';
import { EXIT_CODE } from '../../protocol/problem.ts';
import type { Io } from '../io.ts';
import { plural, size } from '../render/text.ts';
import { openProject } from '../session.ts';
import type { CommandInput } from './planning.ts';

interface Part {
  readonly name: string;
  readonly entries: number;
  readonly files: number;
  readonly bytes: number;
}

const USUAL = ['sessions', 'answers', 'cache'];
/** Says what is lent to the caches of tools: stays while a run goes on, which takes it back. */
const LENT = join('cache', 'transforms');
const ALL = [...USUAL, 'plans', 'incidents', 'streams'];

export function cleanCommand(io: Io, input: CommandInput): number {
  const root = openProject(io.cwd);
  const folder = join(root, '.scope');
  const names = input.options['all'] === true ? ALL : USUAL;
  const isDry = input.options['dryRun'] === true;
  const staying = isDry || takeBackLent(folder, io.env) ? null : join(folder, LENT);
  const parts = names
    .map((name) => measure(folder, name, staying))
    .filter((part) => part.files > 0);
  const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
  if (input.options['json'] === true)
    io.out.write(`${JSON.stringify({ removed: !isDry, bytes, parts }, null, 2)}\n`);
  else {
    for (const part of parts)
      io.out.write(
        `${part.name}: ${part.name === 'sessions' ? `${plural(part.entries, 'session')}, ` : ''}${plural(part.files, 'file')}, ${size(part.bytes)}\n`,
      );
    io.out.write(
      parts.length === 0
        ? `nothing to remove below ${folder}\n`
        : `${isDry ? 'would remove' : 'removing'} ${size(bytes)} below ${folder}\n`,
    );
  }
  if (!isDry) for (const { name } of parts) remove(join(folder, name), staying);
  if (staying !== null)
    io.err.write(`${LENT} stays: a run that goes on uses it. Clean again when it has ended.\n`);
  return EXIT_CODE.settled;
}

function remove(path: string, staying: string | null): void {
  if (staying === null || dirname(staying) !== path)
    return rmSync(path, { recursive: true, force: true });
  for (const entry of readdirSync(path).map((name) => join(path, name)))
    if (entry !== staying) rmSync(entry, { recursive: true, force: true });
}

function measure(folder: string, name: string, staying: string | null): Part {
  let files = 0;
  let bytes = 0;
  const stack = [join(folder, name)];
  for (let path = stack.pop(); path !== undefined; path = stack.pop()) {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined || path === staying) continue;
    if (stat.isDirectory())
      stack.push(...readdirSync(path).map((entry) => join(path as string, entry)));
    else {
      files += 1;
      bytes += stat.size;
    }
  }
  const top = join(folder, name);
  const isThere = statSync(top, { throwIfNoEntry: false })?.isDirectory() === true;
  return { name, entries: isThere ? readdirSync(top).length : 0, files, bytes };
}
