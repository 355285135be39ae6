/** A drawing in Graphviz's language, statement by statement; conditions are diamonds, data edges dashed, outside writes dotted. */
import type { Arrow, Box, Drawing } from './drawing.ts';

function quote(text: string): string {
  return `"${text.replace(/["\\]/gu, '\\$&').replace(/\s+/gu, ' ')}"`;
}

const SHAPES: Readonly<Record<Box['kind'], string>> = {
  entry: ', shape=oval',
  exit: ', shape=oval',
  throw: ', shape=oval, color=firebrick',
  statement: '',
  condition: ', style=rounded, color=goldenrod',
  outside: ', style=dotted',
};

function arrowText({ from, to, kind, label, may }: Arrow): string {
  const attributes = label === '' ? [] : [`label=${quote(label)}`];
  if (kind === 'data') attributes.push(`style=${may ? 'dotted' : 'dashed'}`, 'color=royalblue');
  else if (label === 'throws') attributes.push('style=dotted', 'color=purple');
  return `  ${from} -> ${to}${attributes.length === 0 ? '' : ` [${attributes.join(', ')}]`};`;
}

/** @returns a DOT digraph; the same drawing always gives the same text */
export function toDot({ title, boxes, arrows }: Drawing): string {
  const lines = [`digraph ${quote(title)} {`, '  node [shape=box, fontname=monospace];'];
  for (const { id, kind, line, text } of boxes) {
    const label = line > 0 ? `${line}: ${text}` : text;
    lines.push(`  ${id} [label=${quote(label)}${SHAPES[kind]}];`);
  }
  return [...lines, ...arrows.map(arrowText), '}', ''].join('\n');
}
