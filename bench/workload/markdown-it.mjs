/** Renders a document again and again: `node markdown-it.mjs <input> <times> <output>`. The page goes to the output file. */
import { readFileSync, writeFileSync } from 'node:fs';
import MarkdownIt from 'markdown-it';

const [, , input, times, output] = process.argv;
const text = readFileSync(input, 'utf8');
const renderer = new MarkdownIt({ html: true, linkify: true, typographer: true });
let page = '';
for (let n = 0; n < Number(times); n += 1) page = renderer.render(text);
writeFileSync(output, page);
