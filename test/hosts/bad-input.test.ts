/** Files and programs that are not as one would have them: the program runs as without us, and what has no probes is said. */
import { appendFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expectSame, runArmed } from './armed.ts';

const SAY = 'function say(a) { const b = a + 1; return b; }\nconsole.log(say(1));\n';

describe('the bytes of a file', () => {
  it.each<[string, string, string | Buffer]>([
    ['a byte order mark', 'main.cjs', `\uFEFF${SAY}`],
    ['a byte order mark and strict mode', 'main.cjs', `\uFEFF'use strict';${SAY}`],
    ['a byte order mark in a module', 'main.mjs', `\uFEFFimport 'node:fs';${SAY}`],
    ['a hashbang', 'main.cjs', `#!/usr/bin/env node\n${SAY}`],
    ['a hashbang and a directive', 'main.mjs', `#!/usr/bin/env -S node --x\n"use strict"\n${SAY}`],
    ['carriage returns', 'main.cjs', SAY.replaceAll('\n', '\r\n') + '`a\r\nb`.length\r\n'],
    ['lone carriage returns', 'main.cjs', `// c\r${SAY.replaceAll('\n', '\r')}`],
    ['line separators', 'main.cjs', `// c\u2028${SAY}\u2029console.log("\u2028".length)`],
    [
      'invalid UTF-8',
      'main.cjs',
      Buffer.concat([
        Buffer.from('/* '),
        Buffer.from([0xe9, 0xff]),
        Buffer.from(` */ const s = "`),
        Buffer.from([0xc3, 0x28]),
        Buffer.from(`"; console.log(s, s.length);\n${SAY}`),
      ]),
    ],
    [
      'a NUL and odd spaces',
      'main.cjs',
      `const\u00a0n\u3000=\ufeff1; console.log("\0".length, n);${SAY}`,
    ],
    [
      'surrogates alone',
      'main.cjs',
      `console.log("\\ud800", /[\\ud83d]/.test("😀"), "😀".length);${SAY}`,
    ],
    ['nothing at the end of the last line', 'main.cjs', `${SAY}console.log(1) // end`],
  ])('%s', async (_name, file, text) => {
    const { bare, rewritten } = await expectSame({ files: { [file]: text }, argv: [file] });
    expect(bare.exitCode).toBe(0);
    expect(rewritten[file]).toContain('$x(');
  });

  it('only a comment, or nothing', async () => {
    const { bare, observed } = await runArmed({
      files: {
        'main.cjs': 'require("./a.cjs"); require("./b.cjs");',
        'a.cjs': '',
        'b.cjs': '// x',
      },
      argv: ['main.cjs'],
    });
    expect(observed).toEqual(bare);
  });

  it('ten megabytes', async () => {
    const filler = `/* ${'a comment that fills the file '.repeat(1200)} */\n`;
    const functions = Array.from(
      { length: 300 },
      (_, n) => `function f${n}(a) { const c = a * ${n}; return c; }\n${filler}`,
    );
    const text = `${functions.join('')}console.log(f7(1), f299(1));\n`;
    expect(text.length).toBeGreaterThan(10 * 1024 * 1024);
    const { bare, rewritten } = await expectSame({
      files: { 'main.cjs': text },
      argv: ['main.cjs'],
    });
    expect(bare.stdout).toBe('7 299\n');
    expect(rewritten['main.cjs']).toContain('$x(');
  }, 120_000);

  it('one line of five megabytes', async () => {
    const item = `"${'text '.repeat(200)}",`;
    const text = `const data=[${item.repeat(5_300)}];function size(d){return d.length}console.log(size(data));`;
    expect(text.length).toBeGreaterThan(5 * 1024 * 1024);
    const { bare, rewritten } = await expectSame({
      files: { 'main.cjs': text },
      argv: ['main.cjs'],
    });
    expect(bare.stdout).toBe('5300\n');
    expect(rewritten['main.cjs']).toContain('$x(');
  }, 120_000);
});

describe('syntax that the grammar does not know', () => {
  it.each([
    [
      'sets in a regular expression',
      'console.log(/^[\\p{L}--[a-z]]$/v.test("A"), /[[a-f]&&[d-z]]/v.test("e"));',
    ],
    ['what is no JavaScript after an exit', 'process.exitCode = 0; eval("1 +* 2");'],
    ['a syntax error', 'const a = ;\nconsole.log(a);'],
  ])('%s', async (_name, text) => {
    const { bare, observed, problems, rewritten } = await runArmed({
      files: {
        'main.cjs': `${SAY}function other() {\n${text}\n}\ntry { other(); } catch (e) { console.log(e.name, e.message); }`,
      },
      argv: ['main.cjs'],
    });
    expect([observed.stdout, observed.exitCode]).toEqual([bare.stdout, bare.exitCode]);
    if (!(rewritten['main.cjs'] ?? '').includes(`function other() {let`))
      expect(problems.join('\n')).toMatch(/main\.cjs/u);
  });
});

describe('files that are not what they were', () => {
  it('change before they are loaded: what is there now runs, and the host says so', async () => {
    const { bare, observed, notes } = await runArmed({
      files: {
        'main.cjs': `${SAY}require('fs').appendFileSync(__dirname + '/late.cjs', 'exports.more = 2;'); console.log(require('./late.cjs'));
require('fs').writeFileSync(__dirname + '/late.cjs', 'exports.other = 3;'); delete require.cache[require.resolve('./late.cjs')]; console.log(require('./late.cjs'));
require('fs').unlinkSync(__dirname + '/late.cjs'); delete require.cache[require.resolve('./late.cjs')]; try { require('./late.cjs'); } catch (e) { console.log(e.code); }`,
        'late.cjs': 'exports.first = () => 1;\n',
      },
      argv: ['main.cjs'],
    });
    expect(observed).toEqual(bare);
    expect(notes).toContainEqual(expect.objectContaining({ type: 'denied', reason: 'changed' }));
  });

  it('changed after the rewriting', async () => {
    let folders = 0;
    const { observed, notes } = await runArmed({
      files: { 'main.cjs': SAY },
      argv: ['--require', './change.cjs', 'main.cjs'],
      prepare: (folder) => {
        folders += 1;
        appendFileSync(
          join(folder, 'change.cjs'),
          `require('fs').writeFileSync(${JSON.stringify(join(folder, 'main.cjs'))}, 'console.log("new")');`,
        );
      },
    });
    expect(folders).toBe(2);
    expect(observed.stdout).toBe('new\n');
    expect(notes).toContainEqual(expect.objectContaining({ type: 'denied', reason: 'changed' }));
  });

  it('are links that go round', async () => {
    await expectSame({
      files: {
        'main.cjs': `${SAY}try { require('./loop/a.cjs'); } catch (e) { console.log(e.code); } try { require('./self.cjs'); } catch (e) { console.log(e.code); } console.log(require('./round/round/round/a.cjs'));`,
        'a.cjs': 'exports.a = () => 1;',
      },
      argv: ['main.cjs'],
      prepare: (folder) => {
        symlinkSync('loop', join(folder, 'loop'));
        symlinkSync('self.cjs', join(folder, 'self.cjs'));
        symlinkSync('.', join(folder, 'round'));
      },
    });
  });
});
