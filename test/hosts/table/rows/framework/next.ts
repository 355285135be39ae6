/** Next.js: built and started, and its development servers, which build a route when it is first asked for. */
import type { Files } from '../../lay.ts';
import { manifest, orderText, QUESTION } from '../../fixture.ts';
import type { HostRow } from '../../row.ts';

const base = {
  kit: 'next',
  about: 'next',
  node: '20',
  question: QUESTION,
  exitCode: 0,
  value: '-900',
  env: { NEXT_TELEMETRY_DISABLED: '1', CI: '1' },
} as const;

/** Starts the server with these words, asks until there is an answer, and ends it with its whole process group. */
const clientText = (
  words: readonly string[],
): string => `import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
const port = await new Promise((tell) => {
  const free = createServer().listen(0, () => {
    const { port } = free.address();
    free.close(() => tell(String(port)));
  });
});
const words = ['node_modules/next/dist/bin/next', ...${JSON.stringify(words)}, '-p', port];
const server = spawn(process.execPath, words, { stdio: ['ignore', 'ignore', 'inherit'] });
const body = JSON.stringify({ lines: [{ unit: 20, count: 2 }, { unit: 20, count: '3' }], percent: 10 });
let answer;
while (answer === undefined && server.exitCode === null)
  answer = await fetch('http://127.0.0.1:' + port + '/orders', { method: 'POST', body }).catch(() => undefined);
console.log(answer.status, await answer.text());
server.kill('SIGTERM');
`;

/** With source maps on the server; minified, line 8 would be a part of line 9. */
const MAPPED = `{ serverSourceMaps: true, serverMinification: false, turbopackMinify: false }`;

const files = (start: string, words: readonly string[], experimental: string): Files => ({
  ...manifest({ scripts: { start } }),
  'next.config.mjs': `const experimental = ${experimental};
const config = { experimental, typescript: { ignoreBuildErrors: true } };
export { config as default };
`,
  'app/orders/route.ts': `import { totalOf } from '../../lib/order';
export async function POST(request: Request): Promise<Response> {
  const { lines, percent } = await request.json();
  const total = totalOf(lines, percent);
  return Response.json({ total });
}
`,
  'lib/order.ts': orderText('ts'),
  'client.mjs': clientText(words),
});

const BUILT = 'next build > build.log && node client.mjs';

export const nextRows: readonly HostRow[] = [
  {
    ...base,
    id: 'next',
    host: 'Next.js, Turbopack, built and started, server source maps',
    files: files(BUILT, ['start'], MAPPED),
    argv: ['npm', 'run', '-s', 'start'],
  },
  {
    ...base,
    id: 'next-webpack',
    host: 'Next.js, webpack, built and started, server source maps',
    files: files(BUILT.replace('build', 'build --webpack'), ['start'], MAPPED),
    argv: ['npm', 'run', '-s', 'start'],
  },
  {
    ...base,
    id: 'next-dev',
    host: 'Next.js, development server, Turbopack',
    files: files('', ['dev', '--turbopack'], '{}'),
    argv: ['node', 'client.mjs'],
  },
  {
    ...base,
    id: 'next-dev-webpack',
    host: 'Next.js, development server, webpack',
    files: files('', ['dev', '--webpack'], '{}'),
    argv: ['node', 'client.mjs'],
  },
];
