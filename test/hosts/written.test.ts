/** Rewritten text that a tool of the command puts into a cache is noted, whichever way it is written; other writes are not. */
import { relative } from 'node:path';
import { NODE, tryHost } from './trial.ts';

const tool = `const fs = require('node:fs');
const path = require('node:path');
exports.load = (file, keep) => {
  const text = fs.readFileSync(file, 'utf8');
  keep(fs, path.join(__dirname, '../.cache'), text);
};
require.extensions['.ts'] = (module, file) => {
  exports.load(file, exports.keep);
  module._compile(fs.readFileSync(file, 'utf8'), file);
};`;

function noted(keep: string): readonly string[] {
  const result = tryHost({
    files: {
      'node_modules/tool/index.js': `${tool}\nexports.keep = (fs, dir, text) => { ${keep} };`,
      'node_modules/.cache/x': '',
      'leaf.ts': 'exports.leaf = 1;\n',
      'main.cjs': `require('tool'); console.log(require('./leaf.ts').leaf);`,
    },
    planned: ['leaf.ts'],
    argv: [NODE, 'main.cjs'],
    prepare: () => undefined,
  });
  expect(result.marks).toContain('ran leaf.ts');
  return result.notes.flatMap((note) =>
    note.type === 'written' ? [`${relative(result.folder, note.path)} by ${note.writer}`] : [],
  );
}

describe('a cache file is noted', () => {
  it.each([
    `fs.writeFileSync(dir + '/a', text)`,
    `fs.writeFileSync(dir + '/a', Buffer.from(text))`,
    `fs.writeFile(dir + '/a', text, () => undefined)`,
    `fs.promises.writeFile(dir + '/a', text)`,
  ])('%s', (keep) => {
    expect(noted(keep)).toEqual(['node_modules/.cache/a by tool']);
  });

  it('under both names, when it was written beside and renamed', () => {
    const keep = `fs.writeFileSync(dir + '/a.tmp', text); fs.renameSync(dir + '/a.tmp', dir + '/a')`;
    expect(noted(keep)).toEqual([
      'node_modules/.cache/a.tmp by tool',
      'node_modules/.cache/a by tool',
    ]);
  });

  if (process.platform === 'linux')
    it('through a descriptor', () => {
      const keep = `const fd = fs.openSync(dir + '/a', 'w'); fs.writeSync(fd, text); fs.closeSync(fd)`;
      expect(noted(keep)).toEqual(['node_modules/.cache/a by tool']);
    });

  it('and nothing else is', () => {
    expect(noted(`fs.writeFileSync(dir + '/a', 'no probes in here')`)).toEqual([]);
  });
});
