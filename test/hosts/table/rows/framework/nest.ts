/** Nest, which is told by the compiler's decorator metadata what to inject, through several compilers. */
import type { Files } from '../../lay.ts';
import { manifest, orderText, QUESTION } from '../../fixture.ts';
import type { HostRow } from '../../row.ts';
import { clientText } from '../server.ts';

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

export const nestRows: readonly HostRow[] = [
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
    ...nestRow('nest-ts-node-swc', '@nestjs/core', 'Nest, ts-node with its swc', [
      '-r',
      'ts-node/register',
      'src/main.ts',
    ]),
    files: {
      ...nest,
      'tsconfig.json': JSON.stringify({ compilerOptions, 'ts-node': { swc: true } }),
      'client.mjs': clientText(['-r', 'ts-node/register', 'src/main.ts']),
    },
  },
  {
    ...nestRow('nest-tsx', '@nestjs/core', 'Nest, tsx, which writes no metadata of types', [
      '--import',
      'tsx',
      'src/main.ts',
    ]),
    files: {
      ...nest,
      'src/orders.controller.ts': `import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import type { Line } from './order';
import { OrdersService } from './orders.service';
interface Request {
  lines: Line[];
  percent: number;
}
@Controller('orders')
export class OrdersController {
  constructor(@Inject(OrdersService) private readonly orders: OrdersService) {}
  @Post()
  @HttpCode(200)
  total(@Body() request: Request): { total: number } {
    const total = this.orders.totalOf(request.lines, request.percent);
    return { total };
  }
}
`,
      'client.mjs': clientText(['--import', 'tsx', 'src/main.ts']),
    },
  },
];
