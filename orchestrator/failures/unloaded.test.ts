import { join } from 'node:path';
import type { HostNote } from '../../protocol/session.ts';
import { recordProgram } from '../../query/provenance/record-program.contract.ts';
import { tellUnloaded, unloadedTests } from './unloaded.ts';

const ROOT = '/project';

/** @returns what an answer says of the file that was recorded, as a file of tests */
async function toldOf(
  text: string,
  dropped: Readonly<Record<string, number>> = {},
): Promise<string | null> {
  const context = await recordProgram(text);
  const file = context.timeline.sites.find((site) => site !== undefined)?.file ?? '';
  const served = { type: 'served', path: join(ROOT, file) } as HostNote;
  const found = unloadedTests({
    ...{ context, hostNotes: [served], dropped, root: ROOT, isTest: () => true },
  });
  return tellUnloaded(found)?.replace(file, 'FILE') ?? null;
}

const BROKEN = `
const limit = JSON.parse('{');
test('is never told to the runner', () => limit);
`;

it('says from which line on nothing was heard', async () =>
  expect(await toldOf(BROKEN)).toBe(
    '1 file of tests failed to load, and none of its tests ran: FILE (nothing was recorded of it from line 2 on)',
  ));

it('says nothing where all was told', async () =>
  expect(await toldOf(`const test = (title) => title; test('one');`)).toBe(null));

it.each(['byte-limit', 'ring-full', 'disk'])(
  'says nothing where events were lost: %s',
  async (reason) => expect(await toldOf(BROKEN, { [reason]: 1 })).toBe(null),
);
