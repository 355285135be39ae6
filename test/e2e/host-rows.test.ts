/**
 * The rows of the table of hosts that need nothing to be installed: a real program of each kind is asked about, without
 * configuration. `npm run hosts` tries the others.
 */
import { hostRows, needsNothing } from '../hosts/table/rows/index.ts';
import { tryRow } from '../hosts/table/try-row.ts';

describe('ask, in each host', () => {
  it.each(hostRows.filter(needsNothing).map((row) => [row.id, row] as const))(
    '%s',
    async (_id, row) => {
      const { complaints } = await tryRow(row);
      expect(complaints).toEqual([]);
    },
    60_000,
  );
});
