/** The ring's drain: what is written, what is freed, and what a disk that refuses costs. */
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RECORD } from '../../protocol/wire.ts';
import * as ring from './ring.ts';

const folder = fs.mkdtempSync(join(tmpdir(), 'scope-ring-'));
const path = join(folder, 'file');
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

/** Two-slot records `exited` of frame 1, 2, … from `at`. */
function fill(shared: ring.Ring, at: number, count: number): void {
  for (let n = 0; n < count; n += 1) {
    shared.slots[at + n * 2] = RECORD.exited;
    shared.slots[at + n * 2 + 1] = n + 1;
  }
}
function written(): readonly number[] {
  const bytes = fs.readFileSync(path);
  const slots = new Float64Array(
    bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length),
  );
  return [...slots].filter((_slot, at) => at % 2 === 1);
}

describe('ring', () => {
  beforeEach(() => fs.writeFileSync(path, ''));

  it('never makes the recording that a late drainer does not find any more', () => {
    fs.rmSync(path);
    expect(() => ring.openRecording(path)).toThrow('ENOENT');
    expect(fs.existsSync(path)).toBe(false);
  });

  it('drains to the target, and around the end', () => {
    const shared = ring.createRing(65_536);
    const fd = ring.openRecording(path);
    fill(shared, 0, 3);
    expect(ring.drain(shared, fd, 4)).toBe(32);
    expect(written()).toEqual([1, 2]);
    shared.control[ring.TAIL] = 8000;
    shared.control[ring.WRAP] = 8004;
    fill(shared, 8000, 2);
    fill(shared, 0, 1);
    expect(ring.drain(shared, fd, 2)).toBe(48);
    expect(written()).toEqual([1, 2, 1, 2, 1]);
    expect(ring.drain(shared, fd, 2)).toBe(0);
    ring.closeRecording(fd);
  });

  it('frees and counts what the disk refuses', () => {
    const shared = ring.createRing(65_536);
    fs.writeFileSync(path, '');
    const fd = fs.openSync(path, 'r');
    fill(shared, 0, 5);
    expect(ring.drain(shared, fd, 10)).toBe(0);
    expect([shared.control[ring.TAIL], shared.control[ring.LOST]]).toEqual([10, 5]);
    fs.closeSync(fd);
  });

  it('says what the disk refused in its place, before what comes next', () => {
    const shared = ring.createRing(65_536);
    const refusing = fs.openSync(path, 'r');
    fill(shared, 0, 5);
    ring.drain(shared, refusing, 10);
    fs.closeSync(refusing);
    const fd = ring.openRecording(path);
    fill(shared, 10, 2);
    ring.drain(shared, fd, 14);
    expect(written()).toEqual([5, 1, 2]);
    expect([shared.control[ring.LOST], shared.control[ring.REFUSED]]).toEqual([0, 1]);
    expect(shared.fileSize[0]).toBe(48);
    ring.closeRecording(fd);
  });

  it('gives the lock to one at a time, and takes it from the dead without writing twice', () => {
    const shared = ring.createRing(65_536);
    const fd = ring.openRecording(path);
    expect(ring.lock(shared, 0)).toBe(true);
    expect(ring.lock(shared, 2)).toBe(false);
    fill(shared, 0, 2);
    ring.writeAll(fd, shared.bytes, 0, 20); // died in the middle of its write
    ring.seize(shared, fd);
    ring.drain(shared, fd, 4);
    ring.unlock(shared);
    expect(written()).toEqual([1, 2]);
    expect(ring.lock(shared, 0)).toBe(true);
    ring.closeRecording(fd);
  });
});
