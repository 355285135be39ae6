/** Programs that do not end, and questions about what does not come to its end: what goes on, what is waited for, what was not said. */
import { layProject } from './project.ts';
import type { Files } from './project.ts';

const NODE = process.execPath;

interface Answer {
  readonly verdict: string;
  readonly answer: string;
  readonly chain: readonly { readonly file: string; readonly line: number; readonly why: string }[];
  readonly suspects: readonly { readonly file: string; readonly line: number }[];
}

async function ask(
  files: Files,
  { question = [], limit }: { readonly question?: readonly string[]; readonly limit?: number } = {},
): Promise<Answer> {
  const project = layProject({ 'package.json': '{"name":"endless","type":"module"}', ...files });
  const time = limit === undefined ? [] : ['--time-limit', String(limit)];
  const { out } = await project.scope([
    ...['ask', ...question, '--json', ...time, '--', NODE, 'main.js'],
  ]);
  return JSON.parse(out) as Answer;
}

/** Ranks of a line among the suspects, from 1; 0 where it is none. */
function rankOf({ suspects }: Answer, file: string, line: number): number {
  return suspects.findIndex((one) => one.file === file && one.line === line) + 1;
}

const POOL = {
  'pool.js': `export class Pool {
  constructor(size) {
    this.size = size; this.open = 0;
    this.ready = new Promise((resolve) => { this.resolve = resolve; });
  }
  connect() {
    this.open += 1;
    if (this.open > this.size) this.resolve();
  }
}
`,
  'main.js': `import { Pool } from './pool.js';
const pool = new Pool(2);
pool.connect();
pool.connect();
await pool.ready;
`,
};

const SEARCH = {
  'search.js': `export function search(list, x) {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle] < x) low = middle;
    else high = middle;
  }
  return low;
}
`,
  'main.js': "import { search } from './search.js';\nconsole.log(search([1, 3, 5, 7], 6));\n",
};

it('a module that waits for what never comes leads to what kept it from coming', async () => {
  const answer = await ask(POOL);
  expect(answer.answer).toContain('The program did not end');
  expect(answer.chain[0]).toMatchObject({ file: 'main.js', line: 5 });
  expect(rankOf(answer, 'pool.js', 8)).toBe(1);
});

it('a loop that goes on leads to its condition, and to what is not changed', async () => {
  const answer = await ask(SEARCH, { limit: 2 });
  expect(answer.answer).toContain('its loop went on');
  expect(answer.chain[0]).toMatchObject({ file: 'search.js', line: 4 });
  expect([1, 2]).toContain(rankOf(answer, 'search.js', 6));
});

it('a loop without a condition leads to what would have left it', async () => {
  const files = {
    'main.js': `const text = 'a b';
let at = 0;
while (true) {
  at = Math.min(at + 1, text.length);
  if (at > text.length) break;
}
`,
  };
  const answer = await ask(files, { limit: 2 });
  expect(answer.answer).toContain('its loop went on');
  expect([1, 2]).toContain(rankOf(answer, 'main.js', 5));
});

it('a timer that nobody stops leads to what kept it from being stopped', async () => {
  const files = {
    'poll.js': `export class Poller {
  ticks = 0;
  start(fn) { this.timer = setInterval(() => { this.ticks += 1; fn(this.ticks); }, 10); }
  stop() { clearInterval(this.timer); }
}
`,
    'main.js': `import { Poller } from './poll.js';
const poller = new Poller();
poller.start((n) => {
  if (n === '5') poller.stop();
});
`,
  };
  const answer = await ask(files, { limit: 2 });
  expect(answer.answer).toContain('The program did not end');
  expect(answer.chain[0]).toMatchObject({ file: 'poll.js', line: 3 });
  expect(rankOf(answer, 'main.js', 4)).toBe(1);
});

const FEED = {
  'main.js': `import { EventEmitter } from 'node:events';
class Feed extends EventEmitter {
  start() {
    this.emit('ready');
    this.emit('Data', 1);
  }
}
const feed = new Feed();
feed.on('data', (x) => console.log(x));
feed.start();
`,
};

const LINES = {
  'lines.js': `export function count(source) {
  let lines = 0;
  do {
    lines += 1;
  } while (source.next().more);
  return lines;
}
`,
  'main.js': `import { count } from './lines.js';
const parts = ['a', 'b'];
let at = 0;
console.log(count({ next: () => ({ more: (at += 1) < parts.lenght }) }));
`,
};

const EXIT = {
  'main.js': `const worst = (all) => Math.max(...all.map(({ level }) => level));
process.exitCode = worst([{ level: 0 }, { level: 2 }]) + 1;
`,
};

it.each([
  ['why does ready never resolve', POOL, 'pool.js', 8],
  ['why does it never end', SEARCH, 'search.js', 6],
  ['why does search hang', SEARCH, 'search.js', 6],
  ['why is the handler for "data" not called', FEED, 'main.js', 5],
  ['why does the loop in count stop after one round', LINES, 'main.js', 4],
  ['why does the process exit with code 3', EXIT, 'main.js', 2],
])('%s', async (question, files, file, line) => {
  const answer = await ask(files, { question: [question], limit: 2 });
  expect(answer.verdict).toBe('likely');
  expect([1, 2, 3]).toContain(rankOf(answer, file, line));
});

it('a program that ends itself with 13 says so, whatever else still waits', async () => {
  const files = {
    'main.js': `const beat = () => new Promise((resolve) => setTimeout(resolve, 60_000));
async function heartbeat() { await beat(); }
heartbeat();
const config = { port: undefined };
if (config.port === undefined) process.exit(13);
`,
  };
  const answer = await ask(files);
  expect(answer.answer).not.toContain('did not end');
  expect(answer.chain[0]).toMatchObject({ file: 'main.js', line: 5 });
});

it('a list of promises of which one never comes is no loop that goes on', async () => {
  const files = {
    'main.js': `const ok = async (n) => n;
const reply = new Promise(() => {});
const jobs = [ok(1), ok(2), ok(3), ok(4), reply];
for (const job of jobs)
  await job;
`,
  };
  const answer = await ask(files);
  expect(answer.answer).not.toContain('loop went on');
  expect(answer.chain[0]).toMatchObject({ file: 'main.js', line: 5 });
});

it('what only has the name of a call that opens something keeps nothing alive', async () => {
  const files = {
    'main.js': `class Graph { edges = []; connect(a, b) { this.edges.push([a, b]); return this; } }
const timer = setInterval(() => undefined, 50);
new Graph().connect('a', 'b');
`,
  };
  const answer = await ask(files, { limit: 2 });
  expect(answer.chain[0]).toMatchObject({ file: 'main.js', line: 2 });
});

it('a failed assertion is told, and not what else was still waiting', async () => {
  const files = {
    'main.js': `import assert from 'node:assert/strict';
const never = new Promise(() => {});
async function listen() { await never; }
listen();
const task = { finished: false };
assert.equal(task.finished, true);
`,
  };
  const answer = await ask(files, { question: ['why does the task never finish'] });
  expect(answer.answer).not.toContain('did not end');
  expect(rankOf(answer, 'main.js', 5) + rankOf(answer, 'main.js', 6)).toBeGreaterThan(0);
});

it('a listener that was called is not said to be waiting', async () => {
  const files = {
    'main.js': `import { EventEmitter } from 'node:events';
const feed = new EventEmitter();
feed.on('data', (x) => console.log(x));
feed.emit('data', 1);
`,
  };
  const question = ['why is the handler for "data" not called a second time'];
  expect((await ask(files, { question })).answer).not.toContain('never called back');
});
