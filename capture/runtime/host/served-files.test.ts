import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openServedFiles, plainPath } from './served-files.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'scope-served-')));
const path = join(folder, 'src', 'a.ts');
mkdirSync(join(folder, 'src'));
mkdirSync(join(folder, 'run', 'overlay'), { recursive: true });
writeFileSync(path, 'original');
writeFileSync(join(folder, 'run', 'overlay', '0'), 'rewritten');
symlinkSync(join(folder, 'src'), join(folder, 'linked'));
symlinkSync(path, join(folder, 'other.ts'));
const sha1 = createHash('sha1').update('original').digest('hex');
const file = { path, overlay: '0', sha1 };
const served = openServedFiles(
  { version: 1, files: [file, { ...file, path: join(folder, 'b.ts'), overlay: 'gone' }] },
  join(folder, 'run'),
);

describe('served files', () => {
  it.each([
    [path, true],
    [relative(process.cwd(), path), true],
    [`${folder}/src/../src/a.ts`, true],
    [join(folder, 'linked', 'a.ts'), true],
    [`${path}?v=1`, true],
    [join(folder, 'a.ts'), false],
    [join(folder, 'src', 'A.ts'), false],
    [join(folder, 'other.ts'), false],
    ['', false],
  ])('find(%s)', (given, found) => {
    expect(served.find(given)).toEqual(found ? file : undefined);
  });

  it('tells the original text of what it serves', () => {
    expect(served.originalText(path)).toBe('original');
    expect(served.originalText(join(folder, 'a.ts'))).toBeNull();
  });

  it('finds a link of another name where a loader reads it', () => {
    const other = join(folder, 'other.ts');
    expect(served.findReal(other, false)).toEqual({ file, real: path });
    expect(served.findReal(join(folder, 'linked', 'a.ts'), false)).toEqual({ file, real: path });
    expect(served.findReal(other, true)).toEqual({ file: undefined, real: other });
    expect(served.findReal('/no/such/file.ts', false).file).toBeUndefined();
  });

  it('gives the rewritten text only for the very bytes it was made from', () => {
    expect(served.substitute(file, Buffer.from('original'))).toEqual({
      text: Buffer.from('rewritten'),
    });
    expect(served.substitute(file, Buffer.from('original '))).toEqual({ denied: 'changed' });
    expect(served.substitute({ ...file, overlay: 'gone' }, Buffer.from('original'))).toEqual({
      denied: 'unreadable',
    });
  });

  it.each([
    ['/a b.ts', '/a b.ts'],
    [Buffer.from('/a.ts'), '/a.ts'],
    [new URL('?x=1', pathToFileURL('/a b.ts')), '/a b.ts'],
    ['file:///a%20b.ts', '/a b.ts'],
    [new URL('https://example.org/a.ts'), null],
    [3, null],
    [{ read: 'handle' }, null],
    ['file:///%', null],
  ])('plainPath(%s)', (given, expected) => {
    expect(plainPath(given)).toBe(expected);
  });
});
