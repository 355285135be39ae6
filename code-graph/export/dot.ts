/** A result as a DOT digraph, grouped by function or file; the edges that a question found, or none. */
import { cutText } from '../picture/drawing.ts';
import type { Hit, HitEdge, Selection } from '../select/hit.ts';

const MOST_TEXT = 60;
const STYLES: Readonly<Partial<Record<HitEdge['kind'], string>>> = {
  data: 'style=dashed, color=royalblue',
  control: 'color=goldenrod',
  call: 'color=purple',
  return: 'color=purple, style=dashed',
};

function quote(text: string): string {
  return `"${text.replace(/["\\]/gu, '\\$&').replace(/\s+/gu, ' ')}"`;
}

const groupOf = ({ kind, file, name }: Hit): string =>
  kind === 'function' || kind === 'module' || kind === 'class' ? file : `${file} ${name}`;

/** @returns the text; the same selection always gives the same */
export function selectionToDot({ hits, edges }: Selection): string {
  const numbers = new Map(hits.map((hit, index) => [hit.id, `n${index}`]));
  const groups = new Map<string, Hit[]>();
  for (const hit of hits) groups.set(groupOf(hit), [...(groups.get(groupOf(hit)) ?? []), hit]);
  const lines = ['digraph "result" {', '  node [shape=box, fontname=monospace];'];
  [...groups].forEach(([name, members], index) => {
    lines.push(`  subgraph cluster_${index} {`, `    label=${quote(name)};`);
    for (const { id, line, text } of members)
      lines.push(
        `    ${numbers.get(id)} [label=${quote(`${line}: ${cutText(text, MOST_TEXT)}`)}];`,
      );
    lines.push('  }');
  });
  for (const { from, to, kind, label } of edges) {
    const style = STYLES[kind];
    const attributes = [
      ...(label === '' ? [] : [`label=${quote(label)}`]),
      ...(style === undefined ? [] : [style]),
    ];
    lines.push(
      `  ${numbers.get(from)} -> ${numbers.get(to)}${attributes.length === 0 ? '' : ` [${attributes.join(', ')}]`};`,
    );
  }
  return [...lines, '}', ''].join('\n');
}
