/** `scope config`: what is in force and where each value comes from. Secrets are never shown. */
import { EXIT_CODE } from '../../protocol/problem.ts';
import type { Entry } from '../config/layer.ts';
import { loadConfig } from '../config/load.ts';
import { SETTINGS } from '../config/setting.ts';
import type { Io } from '../io.ts';
import { coloursFor } from '../render/colour.ts';
import { openProject } from '../session.ts';
import { readPlanning } from './planning.ts';
import type { CommandInput } from './planning.ts';

/** @throws ScopeError `config-invalid`, with the place of every value that does not fit */
export async function configCommand(io: Io, input: CommandInput): Promise<number> {
  const options = readPlanning(input.options);
  const root = openProject(io.cwd);
  const config = await loadConfig({ root, env: io.env, flags: options.flags });
  if (options.json) {
    const settings = config.entries.map(({ name, value, source, place }) => ({
      name,
      value: showValue({ name, value, source, place }) ?? null,
      source,
      place,
    }));
    io.out.write(`${JSON.stringify({ root, settings }, null, 2)}\n`);
    return EXIT_CODE.settled;
  }
  const colours = coloursFor(io.out, io.env, options.color);
  const names = Math.max(...config.entries.map(({ name }) => name.length));
  const values = Math.max(...config.entries.map((entry) => textOf(entry).length));
  io.out.write(`${colours.dim(`project ${root}`)}\n`);
  for (const entry of config.entries) {
    const value = textOf(entry);
    const painted = entry.source === 'default' ? colours.dim(value) : value;
    io.out.write(
      `${entry.name.padEnd(names)}  ${painted}${' '.repeat(values - value.length)}  ${colours.dim(sourceOf(entry))}\n`,
    );
  }
  return EXIT_CODE.settled;
}

function showValue(entry: Entry): unknown {
  if (entry.value === undefined || SETTINGS[entry.name]?.isSecret !== true) return entry.value;
  if (entry.name !== 'redisUrl') return 'set, not shown';
  return String(entry.value).replace(/\/\/[^@/]*@/u, '//***@');
}

function textOf(entry: Entry): string {
  const value = showValue(entry);
  return value === undefined ? 'not set' : String(value);
}

function sourceOf({ source, place }: Entry): string {
  if (source === 'default') return place === '' ? 'default' : `default (${place})`;
  return source === 'file' ? place : `${source} ${place}`;
}
