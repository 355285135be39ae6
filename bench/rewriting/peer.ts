/** The rewriters that ours is measured beside, as their users call them. They are installed into bench/ and known by these types only. */
import { createRequire } from 'node:module';
import { join } from 'node:path';

interface Source {
  readonly path: string;
  readonly text: string;
}

interface Istanbul {
  createInstrumenter(options: object): { instrumentSync(text: string, path: string): string };
}

interface FunctionPath {
  get(key: 'body'): {
    isBlockStatement(): boolean;
    unshiftContainer(key: 'body', node: object): void;
  };
}

interface Babel {
  readonly types: {
    expressionStatement(expression: object): object;
    identifier(name: string): object;
  };
  transformSync(text: string, options: object): { readonly code: string } | null;
}

const load = createRequire(join(import.meta.dirname, '../package.json'));
const loaded: { babel?: Babel; istanbul?: Istanbul } = {};

function isTyped(path: string): boolean {
  return /\.[cm]?ts$/u.test(path);
}

/** Parse, one statement at the head of every function with a block, print. @returns the new text */
export function visitWithBabel({ path, text }: Source): string {
  const babel = (loaded.babel ??= load('@babel/core') as Babel);
  const { types } = babel;
  const visitor = {
    Function(fn: FunctionPath): void {
      const body = fn.get('body');
      if (!body.isBlockStatement()) return;
      body.unshiftContainer('body', types.expressionStatement(types.identifier('hit')));
    },
  };
  const result = babel.transformSync(text, {
    filename: path,
    plugins: [{ visitor }],
    parserOpts: isTyped(path) ? { plugins: ['typescript'] } : {},
    sourceType: 'unambiguous',
    compact: false,
    configFile: false,
    babelrc: false,
  });
  return result?.code ?? '';
}

/** @returns the text with istanbul's counters */
export function instrumentWithIstanbul({ path, text }: Source): string {
  const istanbul = (loaded.istanbul ??= load('istanbul-lib-instrument') as Istanbul);
  const options = {
    esModules: /\.(?:mjs|ts)$/u.test(path),
    compact: false,
    parserPlugins: isTyped(path) ? ['typescript'] : [],
  };
  return istanbul.createInstrumenter(options).instrumentSync(text, path);
}
