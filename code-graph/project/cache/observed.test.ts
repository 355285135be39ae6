/** What a run showed is there in the next graph, and says where it comes from. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NodeId } from '../../../protocol/ids.ts';
import { buildCodeGraph } from '../build.ts';
import { keepObserved, observedFile, readObserved } from './observed.ts';

const call = (from: string, to: string): { readonly from: NodeId; readonly to: NodeId } => ({
  from: from as NodeId,
  to: to as NodeId,
});

describe('observed calls', () => {
  let root = '';
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'scope-observed-'));
    writeFileSync(
      join(root, 'a.js'),
      'const f = require(process.env.NAME); function m() { f(); g() } function g() {}',
    );
    writeFileSync(join(root, 'b.js'), 'module.exports = function plugin() {}');
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('are edges of the next graph, beside those of the text', async () => {
    const callees = async (): Promise<readonly string[]> =>
      (await buildCodeGraph(root)).callees('a.js#m').map(({ to, source }) => `${source} ${to}`);
    expect(await callees()).toEqual(['static a.js#g']);
    keepObserved(root, [call('a.js#m', 'b.js#plugin'), call('a.js#m', 'a.js#gone')]);
    expect([...(await callees())].sort()).toEqual(['observed b.js#plugin', 'static a.js#g']);
    keepObserved(root, [call('a.js#m', 'a.js#g')]);
    expect([...(await callees())].sort()).toEqual(['both a.js#g', 'observed b.js#plugin']);
  });

  it('adds up over runs, each pair once', () => {
    keepObserved(root, [call('a', 'b'), call('c', 'd')]);
    keepObserved(root, [call('a', 'b')]);
    expect(readObserved(join(root, '.scope/cache'))).toEqual([call('c', 'd'), call('a', 'b')]);
  });

  it('holds none where the file is broken or of another version', () => {
    const folder = join(root, '.scope/cache');
    mkdirSync(folder, { recursive: true });
    for (const text of [
      '{',
      '[]',
      '{"version":0,"calls":[["a","b"]]}',
      '{"version":1,"calls":[1]}',
    ]) {
      writeFileSync(observedFile(folder), text);
      expect(readObserved(folder)).toEqual([]);
    }
  });
});
