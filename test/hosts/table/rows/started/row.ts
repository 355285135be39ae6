/** A row of the CommonJS program, started in a way of its own. */
import { BARE_ROW } from '../../fixture.ts';
import type { HostRow } from '../../row.ts';
import { cjsFiles } from '../node.ts';

export function row(
  id: string,
  host: string,
  argv: readonly string[],
  more: Partial<HostRow> = {},
): HostRow {
  return { ...BARE_ROW, id, host, argv, files: cjsFiles, ...more };
}
