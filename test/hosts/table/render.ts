/** The table as docs/HOSTS.md has it, between two markers; the text around it is written by hand. */

export interface TableLine {
  readonly id: string;
  readonly host: string;
  /** '' where it is Node's own. */
  readonly version: string;
  readonly node: string;
  readonly works: boolean;
  readonly bareMs: number;
  readonly askMs: number;
  /** Empty where the row works. */
  readonly complaints: readonly string[];
}

const BEGIN = '<!-- table: npm run hosts -->';
const END = '<!-- end of table -->';

/** @returns the page with a new table; the bare table where the page has no markers */
export function withTable(page: string, lines: readonly TableLine[]): string {
  const works = lines.filter((line) => line.works).length;
  const table = [
    `${works} of ${lines.length} rows work.`,
    '',
    '| row | host | version | Node | result | bare ms | ask ms |',
    '|---|---|---|---|---|---|---|',
    ...lines.map(
      ({ id, host, version, node, works: isGood, bareMs, askMs }) =>
        `| ${id} | ${host} | ${version} | ${node} | ${isGood ? 'works' : 'does not'} | ${bareMs} | ${askMs} |`,
    ),
  ].join('\n');
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin < 0 || end < begin) return `${table}\n`;
  return `${page.slice(0, begin + BEGIN.length)}\n\n${table}\n\n${page.slice(end)}`;
}
