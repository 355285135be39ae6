/** Frameworks that load the user's code on their own terms: Nest through a compiler with decorator metadata, Next through its bundler. */
import type { Files } from '../lay.ts';
import { manifest, orderText, QUESTION } from '../fixture.ts';
import type { HostRow } from '../row.ts';
import { clientText } from './server.ts';

const base = { node: '20', question: QUESTION, exitCode: 0, value: '-900' } as const;

const compilerOptions = {
  ...{ target: 'es2022', module: 'commonjs', moduleResolution: 'node', strict: true },
  ...{ experimentalDecorators: true, emitDecoratorMetadata: true, esModuleInterop: true },
  ...{ sourceMap: true, skipLibCheck: true, types: ['node'], rootDir: 'src', outDir: 'dist' },
};

/** The service and the guard are injected by the types that the compiler writes down. */
const nest: Files = {
  ...manifest(),
  'tsconfig.json': JSON.stringify({ compilerOptions, include: ['src'] }),
  'src/main.ts': `import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module';
async function start(): Promise<void> {
  const app = await NestFactory.create(AppModule, { logger: false });
  const server = await app.listen(0);
  process.send?.({ port: server.address().port });
}
void start();
`,
  'src/app.module.ts': `import { Module } from '@nestjs/common';
import { OrdersController } from './orders.controller';
import { OrdersService } from './orders.service';
@Module({ controllers: [OrdersController], providers: [OrdersService] })
export class AppModule {}
`,
  'src/orders.controller.ts': `import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import type { Line } from './order';
import { OrdersService } from './orders.service';
class Request {
  lines!: Line[];
  percent!: number;
}
@Controller('orders')
export class OrdersController {
  constructor(private readonly orders: OrdersService) {}
  @Post()
  @HttpCode(200)
  total(@Body() request: Request): { total: number; types: string } {
    const total = this.orders.totalOf(request.lines, request.percent);
    const types = ['design:paramtypes', 'design:returntype'].map((key) => {
      const found: unknown = Reflect.getMetadata(key, OrdersController.prototype, 'total');
      return [found].flat().map((type) => (type as { name?: string } | undefined)?.name).join();
    });
    return { total, types: types.join(' ') };
  }
}
`,
  'src/orders.service.ts': `import { Injectable } from '@nestjs/common';
import { totalOf, type Line } from './order';
@Injectable()
export class OrdersService {
  totalOf(lines: readonly Line[], percent: number): number {
    return totalOf(lines, percent);
  }
}
`,
  'src/order.ts': orderText('ts'),
};

/** With source maps on the server; minified, line 8 would be a part of line 9. */
const next: Files = {
  ...manifest({ scripts: { start: 'next build > build.log && node client.mjs' } }),
  'next.config.mjs': `const experimental = { serverSourceMaps: true, serverMinification: false, turbopackMinify: false };
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
  'client.mjs': `import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
const port = await new Promise((tell) => {
  const free = createServer().listen(0, () => {
    const { port } = free.address();
    free.close(() => tell(String(port)));
  });
});
const words = ['node_modules/next/dist/bin/next', 'start', '-p', port];
const server = spawn(process.execPath, words, { stdio: ['ignore', 'ignore', 'inherit'] });
const body = JSON.stringify({ lines: [{ unit: 20, count: 2 }, { unit: 20, count: '3' }], percent: 10 });
let answer;
while (answer === undefined && server.exitCode === null)
  answer = await fetch('http://127.0.0.1:' + port + '/orders', { method: 'POST', body }).catch(() => undefined);
console.log(answer.status, await answer.text());
server.kill('SIGTERM');
`,
};

function nestRow(id: string, about: string, host: string, start: readonly string[]): HostRow {
  return {
    ...base,
    id,
    about,
    host,
    kit: 'nest',
    files: { ...nest, 'client.mjs': clientText(start) },
    argv: ['node', 'client.mjs'],
  };
}

export const frameworkRows: readonly HostRow[] = [
  nestRow('nest-ts-node', '@nestjs/core', 'Nest, ts-node with type checking', [
    '-r',
    'ts-node/register',
    'src/main.ts',
  ]),
  nestRow('nest-swc', '@nestjs/core', 'Nest, @swc-node/register', [
    '-r',
    '@swc-node/register',
    'src/main.ts',
  ]),
  {
    ...nestRow('nest-build', '@nestjs/core', 'Nest, compiled to dist and run', ['dist/main.js']),
    files: {
      ...nest,
      ...manifest({ scripts: { start: 'tsc && node client.mjs' } }),
      'client.mjs': clientText(['dist/main.js']),
    },
    argv: ['npm', 'run', '-s', 'start'],
  },
  {
    ...base,
    id: 'next',
    about: 'next',
    host: 'Next.js, Turbopack, built and started, server source maps',
    kit: 'next',
    files: next,
    env: { NEXT_TELEMETRY_DISABLED: '1', CI: '1' },
    argv: ['npm', 'run', '-s', 'start'],
  },
];
