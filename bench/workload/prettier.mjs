/** Formats a file again and again: `node prettier.mjs <input> <times> <output>`. The result goes to the output file. */
import { readFileSync, writeFileSync } from 'node:fs';
import * as babel from 'prettier/plugins/babel';
import * as estree from 'prettier/plugins/estree';
import { format } from 'prettier/standalone';

const [, , input, times, output] = process.argv;
const text = readFileSync(input, 'utf8');
let formatted = '';
for (let n = 0; n < Number(times); n += 1)
  formatted = await format(text, { parser: 'babel', plugins: [babel, estree.default ?? estree] });
writeFileSync(output, formatted);
