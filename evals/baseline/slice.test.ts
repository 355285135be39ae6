import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scoreByStaticSlice } from './slice.ts';

const FILES = {
  'main.js': "import { price } from './price.js';\nconst total = price(3);\nconsole.log(total);\n",
  'price.js':
    "import { rate } from './rate.js';\nimport { tax } from './tax.js';\nexport function price(n) {\n  return n * rate();\n}\nexport function unrelated() {\n  return tax();\n}\n",
  'rate.js': 'export function rate() {\n  return 2;\n}\n',
  'tax.js': 'export function tax() {\n  return 1;\n}\n',
};

describe('scoreByStaticSlice', () => {
  const cwd = realpathSync(mkdtempSync(join(tmpdir(), 'scope-slice-')));
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(cwd, name), text);
  afterAll(() => rmSync(cwd, { recursive: true }));

  it('ranks statements by the distance of their function', () => {
    const scored = scoreByStaticSlice(cwd, ['node', 'main.js'], 'why is total 6?');
    const places = scored.map(
      ({ statement: { file, from }, score }) => `${file}:${from} ${score.toFixed(2)}`,
    );
    expect(places.sort()).toEqual([
      'main.js:2 1.00',
      'main.js:3 1.00',
      'price.js:4 0.50',
      'rate.js:2 0.33',
    ]);
  });
});
