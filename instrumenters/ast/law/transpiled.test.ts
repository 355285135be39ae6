/**
 * TypeScript in full: every program is rewritten at its deepest, in both dialects, and made JavaScript by typescript, esbuild and
 * swc. It prints what it prints bare, and a type checker finds nothing in it that was not there before.
 */
import { transformSync as swc } from '@swc/core';
import { transformSync as esbuild } from 'esbuild';
import ts from 'typescript';
import { rewriteDeepest } from './deepest.contract.ts';
import { makeCheckedSink } from './checked-sink.contract.ts';
import { runProgram } from './run-program.contract.ts';
import { SYNTAX } from './syntax.contract.ts';

interface Options {
  readonly path: string;
  readonly legacy: boolean;
}

const COMPILERS: Readonly<Record<string, (text: string, options: Options) => string>> = {
  typescript: (text, { path, legacy }) =>
    ts.transpileModule(text, {
      fileName: path.replace(/\.[cm]ts$/u, '.ts'),
      compilerOptions: {
        target: ts.ScriptTarget.ES2022,
        module: ts.ModuleKind.CommonJS,
        jsx: ts.JsxEmit.React,
        experimentalDecorators: legacy,
        useDefineForClassFields: !legacy,
        esModuleInterop: true,
      },
    }).outputText,
  esbuild: (text, { path, legacy }) =>
    esbuild(text, {
      loader: path.endsWith('x') ? 'tsx' : 'ts',
      format: 'cjs',
      target: 'es2022',
      tsconfigRaw: {
        compilerOptions: { experimentalDecorators: legacy, useDefineForClassFields: !legacy },
      },
    }).code,
  swc: (text, { path, legacy }) =>
    swc(text, {
      filename: path,
      jsc: {
        target: 'es2022',
        parser: { syntax: 'typescript', tsx: path.endsWith('x'), decorators: true },
        transform: {
          legacyDecorator: legacy,
          decoratorVersion: legacy ? '2021-12' : '2022-03',
        } as object,
      },
      module: { type: 'commonjs' },
    }).code,
};

/** Type errors of the text as the only file, by code and line. */
function diagnosticsOf(path: string, text: string, legacy: boolean): readonly string[] {
  const name = `/${path}`;
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    lib: [
      'lib.es2023.d.ts',
      'lib.esnext.disposable.d.ts',
      'lib.decorators.d.ts',
      'lib.decorators.legacy.d.ts',
    ],
    jsx: ts.JsxEmit.React,
    types: [],
    strict: true,
    experimentalDecorators: legacy,
    noEmit: true,
  };
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (file, ...rest) =>
    file === name
      ? ts.createSourceFile(
          name,
          `${text}\ndeclare function log(...values: unknown[]): void;`,
          ts.ScriptTarget.ES2022,
        )
      : read(file, ...rest);
  const program = ts.createProgram([name], options, host);
  return ts
    .getPreEmitDiagnostics(program)
    .map(
      ({ code, file, start }) => `${code}:${file?.getLineAndCharacterOfPosition(start ?? 0).line}`,
    );
}

describe.each(Object.entries(SYNTAX))('%s', (name, program) => {
  const { text, path = 'src/program.ts', legacy = false, without = [] } = program;
  const compilers = Object.entries(COMPILERS).filter(([compiler]) => !without.includes(compiler));

  it.each(compilers)('runs the same through %s', async (_compiler, compile) => {
    const options = { path, legacy };
    const expected = await runProgram(compile(text, options), {
      typescript: false,
      sink: undefined,
    });
    expect(expected.printed.length).toBeGreaterThan(0);
    for (const dialect of ['full', 'typed'] as const) {
      const rewritten = rewriteDeepest(path, text, dialect);
      expect(rewritten.problems.map(({ message }) => message)).toEqual(program.problems ?? []);
      const { sink, faults } = makeCheckedSink(rewritten.sites);
      const code = compile(rewritten.text, options);
      const { printed, exports, thrown } = await runProgram(code, { typescript: false, sink });
      const trace = `\n${rewritten.text}`;
      expect({ printed, exports, thrown: thrown === null, trace }).toEqual({
        printed: expected.printed,
        exports: expected.exports,
        thrown: expected.thrown === null,
        trace,
      });
      expect(faults).toEqual([]);
    }
  });

  it('has no new type errors', () => {
    const { text: typed } = rewriteDeepest(path, text, 'typed');
    const before = diagnosticsOf(path, text, legacy);
    expect({ name, found: diagnosticsOf(path, typed, legacy) }).toEqual({ name, found: before });
  });
});

it.each(Object.entries(COMPILERS))(
  'functions without a name keep the one that V8 makes up through %s',
  async (_compiler, compile) => {
    const text = `const at = (e: unknown): string => /at (.*?)(?: \\(|$)/m.exec((e as Error).stack!)![1]!;
const o: any = { on(f: () => void): void { try { f(); } catch (e) { log(at(e)); } } };
o.on(() => { throw new Error(); }, { once: true });
o.on(() => { throw new Error(); }, [{ listed: 2 }]);`;
    const options = { path: 'src/program.ts', legacy: false };
    const { text: rewritten, sites } = rewriteDeepest(options.path, text);
    const { sink } = makeCheckedSink(sites);
    const expected = await runProgram(compile(text, options), {
      typescript: false,
      sink: undefined,
    });
    const observed = await runProgram(compile(rewritten, options), { typescript: false, sink });
    expect(expected.printed).toEqual(['"o.on.once"', '"o.on.listed"']);
    expect(observed.printed).toEqual(expected.printed);
  },
);
