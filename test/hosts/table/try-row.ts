/**
 * Tries one row: the command bare, then under `scope ask` with no configuration. Says everything that is not as it should be; an
 * empty list means that the row works.
 */
import { join } from 'node:path';
import { givenAnswer } from '../../given-answer.ts';
import { ROOT } from '../trial.ts';
import { type Laid, layRow, type Outcome, removeRow, runIn } from './lay.ts';
import type { HostRow } from './row.ts';

const CLI = join(ROOT, 'dist/cli/main.js');

export interface RowResult {
  readonly id: string;
  readonly complaints: readonly string[];
  readonly bareMs: number;
  readonly askMs: number;
}

export async function tryRow(row: HostRow): Promise<RowResult> {
  const alone = layRow(row);
  const asked = layRow(row);
  try {
    const bare = await runIn(alone, row.argv, row.endsAfter);
    const answer = await askIn(row, asked);
    return {
      id: row.id,
      complaints: [
        ...compareRuns(row, { alone, asked }, { bare, answer }),
        ...judge(row, asked, answer),
      ],
      bareMs: bare.ms,
      askMs: answer.ms,
    };
  } finally {
    removeRow(alone);
    removeRow(asked);
  }
}

export function askIn(row: HostRow, laid: Laid): Promise<Outcome> {
  const words = row.question === '' ? [] : [row.question];
  return runIn(laid, ['node', CLI, 'ask', ...words, '--', ...nodeWords(row, laid)], row.endsAfter);
}

function nodeWords({ argv }: HostRow, { node }: Laid): readonly string[] {
  return argv.map((word) => (word === 'node' ? node : word));
}

/** What the command printed, without what differs from run to run, and without columns (README, "What it cannot do"). */
export function neutral(text: string, { noise }: HostRow, { folder }: Laid): string {
  const plain = text
    .replaceAll(folder, '<row>')
    .replaceAll(/\b\d+(?:\.\d+)? ?m?s\b/gu, '<time>')
    .replaceAll(/\b\d\d:\d\d:\d\d\b/gu, '<time>')
    .replaceAll(/(duration_ms:?|time=|# time=) ?\d+(?:\.\d+)?/gu, '$1<time>')
    .replaceAll(/(\.[cm]?[jt]sx?:\d+):\d+/gu, '$1')
    .trimEnd();
  return noise === undefined ? plain : plain.replaceAll(noise, '<noise>');
}

/** What the command printed comes before Scope's answer. */
function commandOutput(out: string): string {
  const at = out.search(/^(?:Settled|Likely|Open) {2}/mu);
  return at < 0 ? out : out.slice(0, at);
}

function compareRuns(
  row: HostRow,
  { alone, asked }: { readonly alone: Laid; readonly asked: Laid },
  { bare, answer }: { readonly bare: Outcome; readonly answer: Outcome },
): readonly string[] {
  const complaints: string[] = [];
  if (row.endsAfter === undefined && bare.code !== row.exitCode)
    complaints.push(`bare exit code ${bare.code}, not ${row.exitCode}: ${bare.out}${bare.err}`);
  if (row.endsAfter === undefined && !answer.out.includes(`exit code ${row.exitCode}`))
    complaints.push(`the command's exit code is another under Scope: ${tail(answer.out)}`);
  // Each run of the command prints it all again.
  const once = neutral(bare.out, row, alone);
  const without = Array.from({ length: runsOf(answer) }, () => once).join('\n');
  const within = neutral(commandOutput(answer.out), row, asked);
  if (without !== within) complaints.push(`stdout differs:\n${firstDifference(without, within)}`);
  return complaints;
}

function runsOf({ out }: Outcome): number {
  return Number(/^(\d+) runs? · /mu.exec(out)?.[1] ?? 1);
}

/** Whether the answer's chain holds the line at fault of the original source, with the value that was recorded there. */
export function judge(row: HostRow, { cwd }: Laid, { code, out, err }: Outcome): readonly string[] {
  if (code !== 0) return [`scope ended with ${code}: ${tail(out)}${tail(err)}`];
  const chain = givenAnswer(cwd)?.chain ?? [];
  const fault = faultOf(row);
  const there = chain.filter(({ file, line }) => `${file}:${line}` === fault);
  if (there.length === 0)
    return [
      `${fault} is not in the chain: ${chain.map(({ file, line }) => `${file}:${line}`).join(', ')}`,
    ];
  if (!there.some(({ value }) => value === row.value))
    return [`${fault} has not ${row.value} but ${there.map(({ value }) => value).join(', ')}`];
  return [];
}

function faultOf({ files, id, faultAs }: HostRow): string {
  for (const [name, text] of Object.entries(files)) {
    const line = text.split('\n').findIndex((one) => one.endsWith('// fault'));
    if (line >= 0) return `${faultAs ?? name}:${line + 1}`;
  }
  throw new Error(`${id}: no line is marked`);
}

const tail = (text: string): string => text.split('\n').slice(-14).join('\n');

function firstDifference(before: string, after: string): string {
  const [was, is] = [before.split('\n'), after.split('\n')];
  const at = was.findIndex((line, index) => line !== is[index]);
  const from = Math.max(0, at < 0 ? was.length - 2 : at - 1);
  return `- ${was.slice(from, from + 6).join('\n- ')}\n+ ${is.slice(from, from + 6).join('\n+ ')}`;
}
