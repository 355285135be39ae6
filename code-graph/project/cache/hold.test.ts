/** Held facts say what was read, and keep nothing of the bytes alive that they were read from. */
import { deserialize } from 'node:v8';
import { parseSource } from '../../syntax/parse.ts';
import { extractFacts } from '../facts/extract.ts';
import type { FileFacts } from '../facts/file-facts.ts';
import { encodeFacts } from './blob.ts';
import { createHolder } from './hold.ts';

const TEXT = `import fs, { join } from 'node:fs';
export * from './other.js';
export class Cart extends Base { #items = []; add(item, { price } = {}) { this.total += price; } }
const local = (x) => x.map((y) => y + 1);
let broken = = ;
module.exports = { local, read: () => fs.readFileSync(join('a', 'b')) };`;

const factsOf = (path: string): FileFacts =>
  extractFacts({ path, text: TEXT, hash: 'h' }, parseSource(path, TEXT));

const columnsOf = ({ flow, accesses }: FileFacts): readonly ArrayBufferView[] => [
  ...Object.values(flow).filter((one) => ArrayBuffer.isView(one)),
  accesses,
];

it('says what it was given', () => {
  const facts = factsOf('src/a.js');
  expect(facts.problems.length).toBeGreaterThan(0);
  expect(createHolder()(facts)).toEqual(facts);
});

it('lays columns into one piece of memory that is none of what was read', () => {
  const bytes = encodeFacts(factsOf('src/a.js'));
  const read = deserialize(bytes) as FileFacts;
  const held = columnsOf(createHolder()(read));
  const memory = new Set(held.map(({ buffer }) => buffer));
  expect(memory.size).toBe(1);
  for (const { buffer } of columnsOf(read)) expect(memory.has(buffer)).toBe(false);
  expect([...memory][0]?.byteLength).toBe(
    held.reduce((sum, { byteLength }) => sum + byteLength, 0),
  );
});

it('reads the same from the cache as from the source', () => {
  const facts = factsOf('src/a.js');
  const again = deserialize(encodeFacts(createHolder()(facts))) as FileFacts;
  expect(again).toEqual(deserialize(encodeFacts(facts)));
});
