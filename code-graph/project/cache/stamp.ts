/**
 * What tells without reading a file that it is still the one that was read: size and the two times of its last change. A
 * file that was changed at about the time when it was read proves nothing, since its next change may bear the same times:
 * such a stamp is `loose`, and the file is read once more to compare its content.
 */
import { statSync } from 'node:fs';
import type { Stats } from 'node:fs';

/** Coarser than the clocks of the file systems that people work on; two seconds is FAT's. */
const CLOCK_MS = 2000;

export interface Stamp {
  readonly size: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
  readonly loose: boolean;
}

/** @returns null where there is no such file, or none that can be read as one */
export function stampOf(path: string): Stamp | null {
  let stats: Stats | undefined;
  try {
    stats = statSync(path, { throwIfNoEntry: false });
  } catch {
    return null;
  }
  if (stats === undefined || !stats.isFile()) return null;
  const { size, mtimeMs, ctimeMs } = stats;
  return { size, mtimeMs, ctimeMs, loose: Date.now() - Math.max(mtimeMs, ctimeMs) < CLOCK_MS };
}

/** @returns whether a file that has the stamp `now` must have the content that it had when `before` was taken */
export function isUnchanged(before: Stamp, now: Stamp): boolean {
  return (
    !before.loose &&
    before.size === now.size &&
    before.mtimeMs === now.mtimeMs &&
    before.ctimeMs === now.ctimeMs
  );
}
