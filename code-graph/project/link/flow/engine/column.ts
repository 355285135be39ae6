/** Columns of numbers that grow. */

/** @returns a column with room for twice as much, -1 in what is new */
export function grown(column: Int32Array): Int32Array {
  const next = new Int32Array(column.length * 2);
  next.set(column);
  next.fill(-1, column.length);
  return next;
}

/** @returns a column of -1 */
export function emptyColumn(): Int32Array {
  return new Int32Array(1024).fill(-1);
}
