/** Parses a file again and again: `node acorn.mjs <input> <times> <output>`. What it found goes to the output file. */
import { readFileSync, writeFileSync } from 'node:fs';
import { parse } from 'acorn';

const [, , input, times, output] = process.argv;
const text = readFileSync(input, 'utf8');
let seen = '';
for (let n = 0; n < Number(times); n += 1)
  seen = JSON.stringify(parse(text, { ecmaVersion: 'latest', sourceType: 'module' }));
writeFileSync(output, seen);
