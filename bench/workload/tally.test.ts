import { HEADER_COUNT, HEADER_SITE, RECORD, WIRE_MAGIC } from '../../protocol/wire.ts';
import { tallyRecording } from './tally.ts';

function recording(...slots: readonly number[]): Buffer {
  const head = Buffer.from(`${WIRE_MAGIC}{"version":1}\n`);
  const padding = Buffer.alloc((8 - (head.length % 8)) % 8);
  return Buffer.concat([head, padding, Buffer.from(new Float64Array(slots).buffer)]);
}

const call = (site: number): readonly number[] => [
  RECORD.callStart + HEADER_COUNT + HEADER_SITE * site,
  1,
  0,
  0,
  42,
];

describe('tally of a recording', () => {
  it('counts events, calls by site and what was lost', () => {
    const exited = [RECORD.exited + HEADER_SITE * 3, 1];
    const tally = tallyRecording(
      recording(...call(3), ...exited, ...call(3), ...call(4), RECORD.dropped, 17, RECORD.clock, 1),
    );
    expect(tally).toMatchObject({ events: 4, lost: 17 });
    expect([...tally.callsBySite]).toEqual([
      [3, 2],
      [4, 1],
    ]);
  });

  it('refuses what is no recording, and what is damaged', () => {
    expect(() => tallyRecording(Buffer.from('{}'))).toThrow('no recording');
    expect(() => tallyRecording(recording(31))).toThrow('damaged at slot 0');
  });
});
