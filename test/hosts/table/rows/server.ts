/** Servers that answer requests: a client in the same command asks them, then they are ended as a user would. */
import type { Files } from '../lay.ts';
import { manifest, orderText, QUESTION } from '../fixture.ts';
import type { HostRow } from '../row.ts';

const base = {
  kit: 'servers',
  node: '20',
  question: QUESTION,
  exitCode: 0,
  value: '-900',
} as const;

const BODY = `{ lines: [{ unit: 20, count: 2 }, { unit: 20, count: '3' }], percent: 10 }`;

/** Starts the server, asks twice, ends it with a signal, and ends as it did. @param start  words after `node` */
export function clientText(start: readonly string[], signal = 'SIGTERM'): string {
  return `import { spawn } from 'node:child_process';
const server = spawn(process.execPath, ${JSON.stringify(start)}, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
server.once('message', async ({ port }) => {
  for (const percent of [0, 10]) {
    const response = await fetch('http://127.0.0.1:' + port + '/orders', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...${BODY}, percent }),
    });
    console.log(response.status, await response.text());
  }
  server.kill('${signal}');
});
server.on('exit', (code, signal) => {
  console.log('server ended', code, signal);
});
`;
}

const LISTENING = `process.send?.({ port: server.address().port })`;

const express: Files = {
  ...manifest({ type: 'module' }),
  'server.js': `import express from 'express';
import { orders } from './routes/orders.js';
const app = express();
app.use(express.json());
app.use('/orders', orders);
const server = app.listen(0, () => ${LISTENING});
`,
  'routes/orders.js': `import { Router } from 'express';
import { totalOf } from '../order.js';
export const orders = Router();
orders.post('/', (request, response) => {
  const { lines, percent } = request.body;
  const total = totalOf(lines, percent);
  response.json({ total });
});
`,
  'order.js': orderText('mjs'),
  'client.js': clientText(['server.js']),
};

const koa: Files = {
  ...manifest({ type: 'module' }),
  'server.js': `import Koa from 'koa';
import { totalOf } from './order.js';
const app = new Koa();
app.use(async (context, next) => {
  let text = '';
  for await (const part of context.req) text += part;
  context.state.body = JSON.parse(text);
  await next();
});
app.use(async (context) => {
  const { lines, percent } = context.state.body;
  const total = totalOf(lines, percent);
  context.body = { total };
});
const server = app.listen(0, () => ${LISTENING});
`,
  'order.js': orderText('mjs'),
  'client.js': clientText(['server.js']),
};

const hono: Files = {
  ...manifest({ type: 'module' }),
  'server.ts': `import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { totalOf, type Line } from './order.ts';
const app = new Hono();
app.post('/orders', async (context) => {
  const { lines, percent } = await context.req.json<{ lines: Line[]; percent: number }>();
  const total = totalOf(lines, percent);
  return context.json({ total });
});
serve({ fetch: app.fetch, port: 0 }, ({ port }) => process.send?.({ port }));
`,
  'order.ts': orderText('ts'),
  'client.js': clientText(['--import', 'tsx', 'server.ts']),
};

/** Answers, and then runs on until Ctrl-C. */
const untilCtrlC: Files = {
  ...express,
  'server.js':
    (express['server.js'] ?? '').replace(LISTENING, `ask(server.address().port)`) +
    `async function ask(port) {
  const body = JSON.stringify(${BODY});
  const headers = { 'content-type': 'application/json' };
  const response = await fetch('http://127.0.0.1:' + port + '/orders', { method: 'POST', headers, body });
  console.log('answered', await response.text());
}
`,
};

const graceful: Files = {
  ...express,
  'server.js': `${express['server.js']}process.on('SIGINT', () => server.close(() => console.log('closed')));
process.on('SIGINT', () => process.disconnect?.());
`,
  'client.js': clientText(['server.js'], 'SIGINT'),
};

export const serverRows: readonly HostRow[] = [
  {
    ...base,
    id: 'node-http',
    host: 'node:http, ended by SIGTERM',
    kit: null,
    about: null,
    files: {
      ...manifest({ type: 'module' }),
      'server.js': `import { createServer } from 'node:http';
import { totalOf } from './order.js';
const server = createServer(async (request, response) => {
  let text = '';
  for await (const part of request) text += part;
  const { lines, percent } = JSON.parse(text);
  const total = totalOf(lines, percent);
  response.end(JSON.stringify({ total }));
});
server.listen(0, () => ${LISTENING});
`,
      'order.js': orderText('mjs'),
      'client.js': clientText(['server.js']),
    },
    argv: ['node', 'client.js'],
  },
  {
    ...base,
    id: 'express',
    host: 'Express, ended by SIGTERM',
    about: 'express',
    files: express,
    argv: ['node', 'client.js'],
  },
  {
    ...base,
    id: 'express-close',
    host: 'Express, closes itself at SIGINT',
    about: 'express',
    files: graceful,
    argv: ['node', 'client.js'],
  },
  {
    ...base,
    id: 'express-ctrl-c',
    host: 'Express, ended by Ctrl-C',
    about: 'express',
    files: untilCtrlC,
    argv: ['node', 'server.js'],
    endsAfter: /answered .*-900/u,
  },
  { ...base, id: 'koa', host: 'Koa', about: 'koa', files: koa, argv: ['node', 'client.js'] },
  {
    ...base,
    id: 'hono',
    host: 'Hono, @hono/node-server, tsx',
    about: 'hono',
    files: hono,
    argv: ['node', 'client.js'],
  },
];
