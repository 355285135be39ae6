/** Streams of one process: what was written arrives somewhere else, told by its content: one row each. */
import { checkRow } from '../builtin/row.contract.ts';
import type { Row } from '../builtin/row.contract.ts';

const ROWS: Readonly<Record<string, Row>> = {
  'list of objects over HTTP': {
    program: `
      const { createServer } = require('node:http');
      const list = [{ id: 3 + 4, name: 'seven' }];
      const server = createServer((request, response) => {
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify(list));
      });
      server.listen(0, '127.0.0.1', async () => {
        const answer = await fetch('http://127.0.0.1:' + server.address().port);
        const result = await answer.json();
        server.close();
        finished();
      });`,
    from: ['const result', 'response.end(JSON', 'const list'],
    not: ['response.setHeader'],
  },
  'status that an error has too': {
    program: `
      const { createServer } = require('node:http');
      const server = createServer((request, response) => {
        const error = Object.assign(new Error('gone'));
        response.statusCode = 410;
        error.statusCode = 410;
        response.end(error.message);
      });
      server.listen(0, '127.0.0.1', async () => {
        const answer = await fetch('http://127.0.0.1:' + server.address().port);
        const result = answer.status;
        server.close();
        finished();
      });`,
    from: ['const result', 'response.statusCode'],
    not: ['error.statusCode'],
  },
  'stream data event': {
    program: `
      const { PassThrough } = require('node:stream');
      const stream = new PassThrough();
      let result = '';
      stream.on('data', (chunk) => {
        result += chunk.toString();
        finished();
      });
      const text = 'he' + 'llo';
      stream.write(text);
      stream.end();`,
    from: ['result += chunk', 'stream.write', 'const text'],
  },
  'stream for await': {
    program: `
      const { Readable } = require('node:stream');
      const word = 'a' + 'b';
      async function main() {
        let result = '';
        for await (const chunk of Readable.from([word, 'c'])) {
          result += chunk;
        }
        finished();
      }
      main();`,
    from: ['result += chunk', 'const word'],
  },
  'stream pipe': {
    program: `
      const { PassThrough, Transform } = require('node:stream');
      const upper = new Transform({
        transform(chunk, encoding, done) {
          done(null, chunk.toString().toUpperCase());
        },
      });
      const input = new PassThrough();
      let result = '';
      input.pipe(upper).on('data', (chunk) => {
        result += chunk;
        finished();
      });
      const text = 'he' + 'llo';
      input.end(text);`,
    from: ['result += chunk', 'done(null, chunk', 'input.end', 'const text'],
  },
  'file written and read': {
    program: `
      const { mkdtempSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
      const { join } = require('node:path');
      const folder = mkdtempSync(join(require('node:os').tmpdir(), 'scope-'));
      const file = join(folder, 'a.txt');
      const word = 'a piece of ' + 'text';
      writeFileSync(file, word);
      const result = readFileSync(file, 'utf8');
      rmSync(folder, { recursive: true });
      finished();`,
    from: ['writeFileSync(file', 'const word'],
  },
  'stream push in read': {
    program: `
      const { Readable } = require('node:stream');
      const word = 'a' + 'b';
      let sent = false;
      const source = new Readable({
        read() {
          this.push(sent ? null : word);
          sent = true;
        },
      });
      let result = '';
      source.setEncoding('utf8');
      source.on('data', (chunk) => {
        result = chunk;
      });
      source.on('end', () => finished());`,
    from: ['result = chunk', 'this.push(sent', 'const word'],
  },
  'stream to writable': {
    program: `
      const { Writable } = require('node:stream');
      let result = '';
      const sink = new Writable({
        write(chunk, encoding, done) {
          result += chunk.toString();
          done();
        },
      });
      const text = 'he' + 'llo';
      sink.end(text, () => finished());`,
    from: ['result += chunk', 'sink.end', 'const text'],
  },
};

describe('streams', () => {
  it.each(Object.entries(ROWS))('%s', (_case, row) => checkRow(row));
});
