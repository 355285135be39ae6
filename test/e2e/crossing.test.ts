/** Values that cross a border inside one command: the chain goes on in the other process, and says that it is inferred. */
import { answerOf, layProject } from './project.ts';
import type { Files } from './project.ts';

const NODE = process.execPath;

interface Crossing {
  readonly files: Files;
  readonly main: string;
  readonly question: string;
  /** Lines of the chain or of the suspects. */
  readonly lines: readonly string[];
  /** A hop that must say that it is inferred. */
  readonly inferred: string;
}

const ROWS: Readonly<Record<string, Crossing>> = {
  'a request and its response': {
    files: {
      'server.mjs': `import http from 'node:http';
const rates = { tea: '4', milk: undefined };
function priceOf(item) {
  return rates[item] * 2;
}
const server = http.createServer((req, res) => {
  const item = new URL(req.url, 'http://localhost').searchParams.get('item');
  res.end(JSON.stringify({ item, price: priceOf(item) }));
});
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
process.on('message', () => process.exit(0));
`,
      'main.mjs': `import { fork } from 'node:child_process';
const child = fork(new URL('./server.mjs', import.meta.url));
child.once('message', async ({ port }) => {
  const response = await fetch('http://127.0.0.1:' + port + '/?item=tea');
  const body = await response.json();
  const total = body.price + 1;
  console.log('total', total);
  child.send('stop');
});
`,
    },
    main: 'main.mjs',
    question: 'why is total 9',
    lines: ['server.mjs:8', 'main.mjs:6'],
    inferred: 'server.mjs:8',
  },
  'arguments, input and output of a child process': {
    files: {
      'child.js': `const rate = process.argv[2];
process.stdin.on('data', (chunk) => {
  const amount = Number(chunk.toString().trim());
  const line = 'amount=' + amount * rate;
  console.log(line);
  process.stdin.destroy();
});
`,
      'main.js': `const { spawn } = require('node:child_process');
function rateOf(country) {
  return country === 'de' ? '19%' : '7';
}
const rate = rateOf('de');
const child = spawn(process.execPath, [require.resolve('./child.js'), rate]);
const amount = 100 + 50;
child.stdin.write(amount + ' ');
child.stdout.on('data', (data) => {
  const text = String(data);
  const shown = text.split('=')[1];
  console.log('shown', shown);
});
`,
    },
    main: 'main.js',
    question: 'why is shown NaN',
    lines: ['child.js:5', 'child.js:4', 'child.js:1', 'main.js:3', 'main.js:8'],
    inferred: 'child.js:5',
  },
  'the status of a response': {
    files: {
      'server.mjs': `import { createServer } from 'node:http';
const items = new Map([[1, 'pen']]);
function find(path) {
  const id = path.split('/')[2];
  return items.get(id);
}
export const server = createServer((req, res) => {
  const item = find(req.url);
  if (!item) {
    res.statusCode = 404;
  }
  res.end(item);
});
`,
      'main.mjs': `import { server } from './server.mjs';
await new Promise((done) => server.listen(0, '127.0.0.1', done));
const response = await fetch('http://127.0.0.1:' + server.address().port + '/items/1');
const status = response.status;
console.log('status', status);
server.close();
`,
    },
    main: 'main.mjs',
    question: 'why is status 404',
    lines: ['main.mjs:4', 'server.mjs:10', 'server.mjs:9', 'server.mjs:4'],
    inferred: 'server.mjs:10',
  },
  'output that a promise of a child process comes to': {
    files: {
      'upper.mjs': `const words = process.argv.slice(3);
console.log(words.map((word) => word.toUpperCase()).join(','));
`,
      'main.mjs': `import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
const upper = new URL('./upper.mjs', import.meta.url).pathname;
const { stdout } = await promisify(execFile)(process.execPath, [upper, 'some', 'word']);
const shown = stdout.trim();
console.log('shown', shown);
`,
    },
    main: 'main.mjs',
    question: 'why is shown WORD',
    lines: ['main.mjs:4', 'upper.mjs:2', 'upper.mjs:1'],
    inferred: 'upper.mjs:2',
  },
  'messages of a worker that is ended by who receives them': {
    files: {
      'worker.js': `const { parentPort, workerData } = require('node:worker_threads');
function rest(order) {
  return order.total - order.rebate;
}
parentPort.on('message', (order) => {
  const left = rest(order) * workerData.factor;
  parentPort.postMessage({ id: order.id, left });
});
`,
      'main.js': `const { Worker } = require('node:worker_threads');
const factor = Number('2');
const worker = new Worker(require.resolve('./worker.js'), { workerData: { factor } });
function makeOrder(total) {
  return { id: 'order-7', total, rebat: 1 };
}
worker.on('message', (answer) => {
  const shown = answer.left;
  console.log('left', shown);
  worker.terminate();
});
worker.postMessage(makeOrder(30));
`,
    },
    main: 'main.js',
    question: 'why is shown NaN',
    lines: ['worker.js:6', 'worker.js:3'],
    inferred: 'worker.js:7',
  },
};

describe('across processes', () => {
  it.each(Object.entries(ROWS))('%s', async (_name, row) => {
    const project = layProject(row.files);
    const outcome = await project.scope(['ask', '--json', row.question, '--', NODE, row.main]);
    const answer = answerOf(outcome);
    const at = (place: { readonly file: string; readonly line: number }): string =>
      `${place.file}:${place.line}`;
    const chain = answer.chain.map(at);
    const seen = [...new Set([...chain, ...answer.suspects.map(at)])];
    expect({ missing: row.lines.filter((line) => !seen.includes(line)), seen }).toEqual({
      missing: [],
      seen,
    });
    const leaps = answer.chain.filter((hop) => hop.inferred === true);
    for (const { why } of leaps) expect(why).toContain('inferred: ');
    expect({ chain, leaps: leaps.map(at) }).toEqual({
      chain,
      leaps: expect.arrayContaining([row.inferred]),
    });
    expect(answer.verdict).not.toBe('settled');
  });
});
