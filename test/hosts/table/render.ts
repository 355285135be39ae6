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

const HEAD = `| row | host | version | Node | result | bare ms | ask ms |
|---|---|---|---|---|---|---|`;

/**
 * @param ids  of all rows, in their order; a row that was not tried now keeps its line of the page, one that is gone goes
 * @returns the page with these lines in its table; the bare table where the page has no markers
 */
export function withTable(
  page: string,
  lines: readonly TableLine[],
  ids: readonly string[],
): string {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  const hasTable = begin >= 0 && end > begin;
  const known = new Map<string, string>();
  for (const line of hasTable ? page.slice(begin, end).split('\n') : [])
    known.set(/^\| ([\w-]+) \|/u.exec(line)?.[1] ?? '', line);
  for (const line of lines) known.set(line.id, textOf(line));
  const shown = ids.flatMap((id) => known.get(id) ?? []);
  const works = shown.filter((line) => line.includes('| works |')).length;
  const table = [`${works} of ${shown.length} rows work.`, '', HEAD, ...shown].join('\n');
  if (!hasTable) return `${table}\n`;
  return `${page.slice(0, begin + BEGIN.length)}\n\n${table}\n\n${page.slice(end)}`;
}

function textOf({ id, host, version, node, works, bareMs, askMs }: TableLine): string {
  const result = works ? 'works' : 'does not';
  return `| ${id} | ${host} | ${version} | ${node} | ${result} | ${bareMs} | ${askMs} |`;
}
