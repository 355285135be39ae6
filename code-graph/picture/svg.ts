/**
 * A layout as one SVG document that stands alone: no scripts, no fonts to load, colours for light and dark by the
 * reader's setting. Control flow is drawn solid, data flow dashed with one colour a variable, what only may reach dotted; whole texts are tooltips.
 */
import type { Layout, PlacedArrow, PlacedBox, PlacedRow, Point } from './measure.ts';
import type { Piece } from './route.ts';

const COLOURS = 6;
const NEXT = 'left: what runs next. right: ';
const VALUES = 'where values go (dotted: they may)';

const STYLE = `
  svg { --back: #ffffff; --ink: #1f2328; --soft: #6e7781; --box: #f6f8fa; --line: #8c959f;
    --entry: #ddf4ff; --entry-line: #0969da; --fork: #fff8c5; --fork-line: #9a6700; --end: #eaeef2;
    --yes: #1a7f37; --no: #cf222e; --away: #8250df;
    --v0: #0969da; --v1: #bf3989; --v2: #1a7f37; --v3: #bc4c00; --v4: #8250df; --v5: #0e7490; }
  @media (prefers-color-scheme: dark) {
    svg { --back: #0d1117; --ink: #e6edf3; --soft: #8b949e; --box: #161b22; --line: #6e7681;
      --entry: #0c2d4d; --entry-line: #58a6ff; --fork: #2e2a1f; --fork-line: #d29922; --end: #21262d;
      --yes: #3fb950; --no: #ff7b72; --away: #bc8cff;
      --v0: #58a6ff; --v1: #f778ba; --v2: #3fb950; --v3: #ffa657; --v4: #bc8cff; --v5: #39c5cf; }
  }
  .back { fill: var(--back); }
  text { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: var(--ink); }
  .code { font-size: 12px; white-space: pre; }
  .number { font-size: 10px; fill: var(--soft); }
  .legend { font-size: 10px; fill: var(--soft); }
  .title { font-size: 12px; font-weight: 600; }
  .box { fill: var(--box); stroke: var(--line); }
  .entry { fill: var(--entry); stroke: var(--entry-line); }
  .condition { fill: var(--fork); stroke: var(--fork-line); }
  .exit, .throw { fill: var(--end); stroke: var(--line); }
  .throw { stroke: var(--no); }
  .outside { fill: var(--back); stroke: var(--soft); stroke-dasharray: 2 3; }
  .arrow { fill: none; stroke-width: 1.4; stroke: var(--line); }
  .head { fill: var(--line); }
  .label { font-size: 10.5px; fill: var(--soft); paint-order: stroke; stroke: var(--back); stroke-width: 4px; stroke-linejoin: round; }
  .yes { stroke: var(--yes); } .head.yes, .label.yes { fill: var(--yes); }
  .no { stroke: var(--no); } .head.no, .label.no { fill: var(--no); }
  .away { stroke: var(--away); stroke-dasharray: 1 4; stroke-linecap: round; } .head.away, .label.away { fill: var(--away); }
  .data { stroke-dasharray: 6 4; } .may { stroke-dasharray: 2 4; }
${Array.from({ length: COLOURS }, (_, i) => `  .v${i} { stroke: var(--v${i}); } .head.v${i}, .label.v${i} { fill: var(--v${i}); }`).join('\n')}
  .head { stroke: none; } .label { stroke: var(--back); }
`;

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** Control characters are not allowed in XML, escaped or not. */
export function escapeXml(text: string): string {
  return text
    .replace(/[&<>"]/gu, (character) => ESCAPES[character] as string)
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/gu, '\ufffd')
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd');
}

const round = (value: number): string => String(Math.round(value * 10) / 10);

/** Straight pieces, and bends that leave and arrive upright. */
function pathOf(pieces: readonly Piece[]): string {
  const at = ({ x, y }: Point): string => `${round(x)} ${round(y)}`;
  const parts = pieces.map(({ from, to, isBend }, i) => {
    const start = i === 0 ? `M${at(from)}` : '';
    if (!isBend || Math.abs(from.x - to.x) < 0.5) return `${start}L${at(to)}`;
    const middle = (from.y + to.y) / 2;
    return `${start}C${at({ x: from.x, y: middle })} ${at({ x: to.x, y: middle })} ${at(to)}`;
  });
  return parts.join('');
}

/** A triangle at the end of the way; ways end upright, or level at the side of a box. */
function head(pieces: readonly Piece[]): string {
  const last = pieces.at(-1);
  if (last === undefined) return '';
  const { x, y } = last.to;
  if (Math.abs(y - last.from.y) < 0.5) {
    const side = x > last.from.x ? -7 : 7;
    return `${round(x)},${round(y)} ${round(x + side)},${round(y - 3)} ${round(x + side)},${round(y + 3)}`;
  }
  const back = y > last.from.y ? -8 : 8;
  return `${round(x)},${round(y)} ${round(x - 4)},${round(y + back)} ${round(x + 4)},${round(y + back)}`;
}

function classOf(arrow: PlacedArrow, colours: ReadonlyMap<string, number>): string {
  if (arrow.kind === 'data')
    return `data${arrow.may ? ' may' : ''} v${colours.get(arrow.label) ?? 0}`;
  if (arrow.label === 'throws') return 'away';
  if (/^(?:true|each|match)$/u.test(arrow.label)) return 'yes';
  return /^(?:false|done|else|default)$/u.test(arrow.label) ? 'no' : '';
}

function boxSvg(box: PlacedBox): string {
  const { x, y, width, height, kind } = box;
  const left = x - width / 2;
  const isRound = kind === 'exit' || kind === 'throw' || kind === 'entry';
  const radius = isRound ? Math.min(height / 2, 15) : 5;
  const parts = [
    `<g>`,
    `<rect class="box ${kind}" x="${round(left)}" y="${round(y - height / 2)}" width="${round(width)}" height="${round(height)}" rx="${round(radius)}"/>`,
    ...box.rows.map(rowSvg),
  ];
  return `${parts.join('')}</g>`;
}

/** The text of a statement, with its line in front; the whole of it is the tooltip. */
function rowSvg({ line, x, y, text, fullText }: PlacedRow): string {
  const title = `<title>${escapeXml(line > 0 ? `line ${line}: ${fullText}` : fullText)}</title>`;
  const base = round(y + 4);
  if (line === 0)
    return `<text class="code" x="${round(x)}" y="${base}" text-anchor="middle">${title}${escapeXml(text)}</text>`;
  return `<text class="number" x="${round(x - 8)}" y="${base}" text-anchor="end">${line}</text><text class="code" x="${round(x)}" y="${base}">${title}${escapeXml(text)}</text>`;
}

function colourNames(layout: Layout): ReadonlyMap<string, number> {
  const names = new Set(layout.arrows.filter(({ kind }) => kind === 'data').map((a) => a.label));
  return new Map([...names].map((name, index) => [name, index % COLOURS]));
}

/** @returns the document; the same layout always gives the same text */
export function toSvg(layout: Layout): string {
  const colours = colourNames(layout);
  const [isListing, isControl] = (['data', 'control'] as const).map((one) =>
    layout.arrows.some(({ kind }) => kind === one),
  );
  const legend = isListing === true ? `${isControl === true ? NEXT : ''}${VALUES}` : '';
  const top = legend === '' ? 26 : 44;
  const longest = Math.max([...layout.title].length * 7.5, legend.length * 6);
  const width = Math.ceil(Math.max(layout.width, longest + 48));
  const height = Math.ceil(layout.height + top);
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escapeXml(layout.title)}</title>`,
    `<style>${STYLE}</style>`,
    `<rect class="back" width="${width}" height="${height}"/>`,
    `<text class="title" x="24" y="24">${escapeXml(layout.title)}</text>`,
    ...(legend === '' ? [] : [`<text class="legend" x="24" y="42">${legend}</text>`]),
    `<g transform="translate(${round(Math.max(0, (width - layout.width) / 2))} ${top})">`,
  ];
  for (const arrow of layout.arrows) {
    const name = classOf(arrow, colours);
    lines.push(`<path class="arrow ${name}" d="${pathOf(arrow.pieces)}"/>`);
    lines.push(`<polygon class="head ${name}" points="${head(arrow.pieces)}"/>`);
  }
  lines.push(...layout.boxes.map(boxSvg));
  for (const arrow of layout.arrows)
    if (arrow.at !== null)
      lines.push(
        `<text class="label ${classOf(arrow, colours)}" x="${round(arrow.at.x)}" y="${round(arrow.at.y + 4)}" text-anchor="middle">${escapeXml(arrow.label)}</text>`,
      );
  return `${[...lines, '</g>', '</svg>'].join('\n')}\n`;
}
