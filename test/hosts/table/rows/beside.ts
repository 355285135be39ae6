/** What people run beside Scope: a debugger, coverage, OpenTelemetry's own loader. Its output is part of what must not change. */
import { mainText, manifest, orderText, QUESTION, testText, WRONG } from '../fixture.ts';
import type { HostRow } from '../row.ts';
import { cjsFiles, esmFiles } from './node.ts';

const base = {
  kit: 'beside',
  node: '20',
  question: QUESTION,
  exitCode: 3,
  value: WRONG,
} as const;

const UNCOVERED = `exports.never = (n) => {
  if (n > 1) return 'many';
  return 'one';
};
`;

const tested = {
  ...manifest(),
  'order.js': orderText('cjs') + UNCOVERED,
  'test/order.js': testText('cjs', {
    from: '../order.js',
    imports: `import assert from 'node:assert/strict';\n`,
    equal: 'assert.equal(ACTUAL, EXPECTED)',
  }).replaceAll(/^test\(/gmu, 'it('),
};
const jested = {
  ...manifest({ jest: { collectCoverage: true, coverageReporters: ['text'] } }),
  'order.js': orderText('cjs') + UNCOVERED,
  'order.test.js': testText('cjs', {
    from: './order',
    imports: '',
    equal: 'expect(ACTUAL).toBe(EXPECTED)',
  }),
};

/**
 * What counts places of the rewritten text counts those of probes too, so that its figures differ: these rows hold that the
 * tool works and that everything else it prints is the same.
 */
const FIGURES =
  /(?<=^.{10,20}\|) +[\d.]+ \| +[\d.]+ \| +[\d.]+ \| +[\d.]+ (?=\|)|(?<=\|)[ \d,-]+$/gmu;

/** Spans of a loader hook on the program's own module, counted at the end. */
const telemetry = `import { InstrumentationBase, InstrumentationNodeModuleDefinition } from '@opentelemetry/instrumentation';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
const exporter = new InMemorySpanExporter();
const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
class OnOs extends InstrumentationBase {
  constructor() { super('on-os', '1.0.0', {}); }
  init() {
    return [new InstrumentationNodeModuleDefinition('os', ['*'], (os) => {
      this._wrap(os.default ?? os, 'cpus', (cpus) => (...args) => {
        this.tracer.startSpan('cpus').end();
        return cpus(...args);
      });
      return os;
    })];
  }
}
const one = new OnOs();
one.setTracerProvider(tracerProvider);
process.on('exit', () => console.log('spans', exporter.getFinishedSpans().map((span) => span.name).join()));
`;

export const besideRows: readonly HostRow[] = [
  {
    ...base,
    id: 'inspect',
    host: 'a debugger port: node --inspect=0',
    kit: null,
    about: null,
    files: cjsFiles,
    argv: ['node', '--inspect=0', 'main.js'],
  },
  {
    ...base,
    id: 'inspector-session',
    host: "the program's own inspector session",
    kit: null,
    about: null,
    files: {
      ...cjsFiles,
      'start.js': `const { Session } = require('node:inspector');
const session = new Session();
session.connect();
session.post('Profiler.enable');
session.post('Profiler.start', () => {
  require('./main.js');
  session.post('Profiler.stop', (error, { profile }) => {
    console.log(error, profile.nodes.length > 0);
    session.disconnect();
  });
});
`,
    },
    argv: ['node', 'start.js'],
  },
  {
    ...base,
    id: 'c8',
    host: 'c8, coverage by V8',
    about: 'c8',
    question: '',
    exitCode: 1,
    files: tested,
    argv: ['npx', 'c8', '--reporter=text', 'mocha'],
  },
  {
    ...base,
    id: 'nyc',
    host: 'nyc, coverage by istanbul',
    about: 'nyc',
    question: '',
    exitCode: 1,
    files: tested,
    argv: ['npx', 'nyc', '--reporter=text', 'mocha'],
    noise: FIGURES,
  },
  {
    ...base,
    id: 'jest-coverage',
    host: 'jest --coverage, istanbul (its figures count probes)',
    kit: null,
    about: 'jest',
    question: '',
    exitCode: 1,
    files: jested,
    argv: ['npx', 'jest', '--ci'],
    noise: FIGURES,
  },
  {
    ...base,
    id: 'jest-coverage-v8',
    host: 'jest --coverage, V8 (its figures count probes)',
    kit: null,
    about: 'jest',
    question: '',
    exitCode: 1,
    files: jested,
    argv: ['npx', 'jest', '--ci', '--coverageProvider=v8'],
    noise: FIGURES,
  },
  {
    ...base,
    id: 'opentelemetry',
    host: 'OpenTelemetry instrumentation with its loader hook',
    about: '@opentelemetry/instrumentation',
    files: {
      ...esmFiles,
      'main.js': `import os from 'node:os';\n${mainText('mjs', './lib/order.js')}os.cpus();\n`,
      'telemetry.js': `import { register } from 'node:module';
register('@opentelemetry/instrumentation/hook.mjs', import.meta.url);
${telemetry}`,
    },
    argv: ['node', '--no-warnings', '--import', './telemetry.js', 'main.js'],
  },
  {
    ...base,
    id: 'opentelemetry-require',
    host: 'OpenTelemetry instrumentation with --require',
    about: '@opentelemetry/instrumentation',
    files: {
      ...cjsFiles,
      'main.js': `const os = require('node:os');\n${mainText('cjs', './lib/order.js')}os.cpus();\n`,
      'telemetry.cjs': telemetry.replaceAll(
        /^import (\{[^}]*\}) from ('[^']*');/gmu,
        'const $1 = require($2);',
      ),
    },
    argv: ['node', '--require', './telemetry.cjs', 'main.js'],
  },
  {
    ...base,
    id: 'opentelemetry-auto',
    host: 'OpenTelemetry, all its instrumentations (--require)',
    kit: 'telemetry',
    about: '@opentelemetry/auto-instrumentations-node',
    files: cjsFiles,
    env: {
      OTEL_TRACES_EXPORTER: 'none',
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_LOGS_EXPORTER: 'none',
    },
    argv: ['node', '--require', '@opentelemetry/auto-instrumentations-node/register', 'main.js'],
  },
  {
    ...base,
    id: 'opentelemetry-auto-esm',
    host: 'OpenTelemetry, all its instrumentations, with its loader',
    kit: 'telemetry',
    about: '@opentelemetry/auto-instrumentations-node',
    files: esmFiles,
    env: {
      OTEL_TRACES_EXPORTER: 'none',
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_LOGS_EXPORTER: 'none',
    },
    argv: [
      ...[
        'node',
        '--no-warnings',
        '--import',
        '@opentelemetry/auto-instrumentations-node/register',
      ],
      ...['--experimental-loader', '@opentelemetry/instrumentation/hook.mjs', 'main.js'],
    ],
  },
  {
    ...base,
    id: 'dd-trace',
    host: 'dd-trace, its loader (no agent listens)',
    kit: 'dd-trace',
    about: 'dd-trace',
    node: '22',
    files: esmFiles,
    env: { DD_TRACE_STARTUP_LOGS: 'false', DD_INSTRUMENTATION_TELEMETRY_ENABLED: 'false' },
    argv: ['node', '--no-warnings', '--import', 'dd-trace/initialize.mjs', 'main.js'],
  },
  {
    ...base,
    id: 'sentry',
    host: "Sentry's SDK with its loader (nobody listens)",
    kit: 'sentry',
    about: '@sentry/node',
    files: {
      ...esmFiles,
      'instrument.mjs': `import * as Sentry from '@sentry/node';
Sentry.init({ dsn: 'http://key@127.0.0.1:9/1', tracesSampleRate: 1 });
process.on('exit', () => console.log('initialized', Sentry.isInitialized()));
`,
    },
    argv: ['node', '--no-warnings', '--import', './instrument.mjs', 'main.js'],
  },
];
