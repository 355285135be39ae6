/**
 * The program that most rows run: a discount that takes ten for ten percent. The same lines as TypeScript, ES module and CommonJS,
 * so that each loader has types, narrowing or module syntax of its own to deal with.
 */
import type { Files } from './lay.ts';

/** What the line at fault computes; 90 would be right. */
export const WRONG = '-900';
export const QUESTION = 'why is total not 90';

/** What rows have in common that need nothing installed. */
export const BARE_ROW = {
  kit: null,
  about: null,
  node: '20',
  question: QUESTION,
  exitCode: 3,
  value: WRONG,
} as const;

type Kind = 'ts' | 'mjs' | 'cjs';

const typed = `export interface Line { readonly unit: number; readonly count: number | string }
function countOf(line: Line): number {
  if (typeof line.count === 'string') return Number.parseInt(line.count, 10);
  return line.count;
}
export function totalOf(lines: readonly Line[], percent: number): number {
  const sum = lines.reduce((before, line) => before + line.unit * countOf(line), 0);
  const total: number = sum - sum * percent; // fault
  return total;
}
`;

const untyped = `function countOf(line) {
  if (typeof line.count === 'string') return Number.parseInt(line.count, 10);
  return line.count;
}
export function totalOf(lines, percent) {
  const sum = lines.reduce((before, line) => before + line.unit * countOf(line), 0);
  const total = sum - sum * percent; // fault
  return total;
}
`;

function commonJs(text: string): string {
  return `'use strict';\n${text
    .replaceAll(/^export function (\w+)/gmu, 'exports.$1 = $1;\nfunction $1')
    .replaceAll(/^import (\{[^}]*\}) from ('[^']*');/gmu, 'const $1 = require($2);')
    .replaceAll(/^import (\w+) from ('[^']*');/gmu, 'const $1 = require($2);')}`;
}

export function orderText(kind: Kind): string {
  return kind === 'ts' ? typed : kind === 'mjs' ? untyped : commonJs(untyped);
}

const DATA = `[{ unit: 20, count: 2 }, { unit: 20, count: '3' }]`;

/** @param from  how the main file names the other one */
export function mainText(kind: Kind, from: string): string {
  const text = `import { totalOf } from '${from}';
const total${kind === 'ts' ? ': number' : ''} = totalOf(${DATA}, 10);
console.log('total', total);
process.exitCode = total > 0 ? 0 : 3;
`;
  return kind === 'cjs' ? commonJs(text) : text;
}

/** @param imports  lines that bring `test`, and `expectEqual` where `equal` uses it */
export function testText(
  kind: Kind,
  {
    from,
    imports,
    equal,
  }: { readonly from: string; readonly imports: string; readonly equal: string },
): string {
  const parameter = equal.startsWith('t.') ? '(t)' : '()';
  const text = `${imports}import { totalOf } from '${from}';
test('nothing off', ${parameter} => {
  ${equal.replace('ACTUAL', `totalOf([{ unit: 3, count: '2' }], 0)`).replace('EXPECTED', '6')};
});
test('ten percent off', ${parameter} => {
  ${equal.replace('ACTUAL', `totalOf(${DATA}, 10)`).replace('EXPECTED', '90')};
});
`;
  return kind === 'cjs' ? commonJs(text) : text;
}

export function manifest(more: object = {}): Files {
  return {
    'package.json': `${JSON.stringify({ name: 'host', private: true, ...more }, null, 2)}\n`,
  };
}
