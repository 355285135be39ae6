/** Code that a bundler or compiler made from sources, run as it is or built by the command itself. */
import type { Files } from '../lay.ts';
import { mainText, manifest, orderText, QUESTION, WRONG } from '../fixture.ts';
import type { HostRow } from '../row.ts';

const base = {
  kit: 'bundlers',
  node: '20',
  question: QUESTION,
  exitCode: 3,
  value: WRONG,
} as const;

const sources: Files = {
  'src/main.ts': mainText('ts', './order'),
  'src/order.ts': orderText('ts'),
  'tsconfig.json': JSON.stringify({
    compilerOptions: {
      ...{ target: 'es2022', module: 'esnext', moduleResolution: 'bundler', sourceMap: true },
      ...{ strict: true, skipLibCheck: true, types: ['node'], rootDir: 'src', outDir: 'dist' },
    },
  }),
};

function built(
  [id, about, host]: readonly [string, string, string],
  build: string,
  run: string,
  more: Files = {},
): HostRow {
  const scripts = { build, start: `npm run -s build && ${run}` };
  return {
    ...base,
    id,
    about,
    host,
    files: { ...manifest({ type: 'module', scripts }), ...sources, ...more },
    argv: ['npm', 'run', '-s', 'start'],
  };
}

const viteConfig = (build: object): string =>
  `export default { logLevel: 'error', build: ${JSON.stringify({ sourcemap: true, target: 'es2022', ...build })} };\n`;
const ssr = viteConfig({ ssr: 'src/main.ts', outDir: 'dist' });
const lib = viteConfig({
  lib: { entry: 'src/main.ts', formats: ['es'], fileName: 'main' },
  minify: true,
});

const rollupConfig = `import typescript from '@rollup/plugin-typescript';
const config = {
  input: 'src/main.ts',
  output: { file: 'dist/main.js', format: 'es', sourcemap: true },
  plugins: [typescript()],
};
export { config as default };
`;

const webpackConfig = (mode: string, devtool: string): string => `export default {
  mode: '${mode}',
  devtool: '${devtool}',
  target: 'node',
  entry: './src/main.ts',
  output: { filename: 'main.cjs' },
  resolve: { extensions: ['.ts', '.js'] },
  module: { rules: [{ test: /\\.ts$/, use: { loader: 'ts-loader', options: { transpileOnly: true } } }] },
  stats: 'none',
};
`;

const esbuild = 'esbuild src/main.ts --bundle --platform=node --format=esm --log-level=error';

export const bundlerRows: readonly HostRow[] = [
  {
    ...built(
      ['esbuild', 'esbuild', 'esbuild, built and run by one script'],
      `${esbuild} --sourcemap --outfile=dist/main.js`,
      'node dist/main.js',
    ),
    kit: null,
  },
  {
    ...built(
      ['esbuild-flag', 'esbuild', 'esbuild, node --enable-source-maps'],
      `${esbuild} --sourcemap=inline --outfile=dist/main.js`,
      'node --enable-source-maps dist/main.js',
    ),
    kit: null,
  },
  built(['tsc', 'typescript', 'tsc, a file for each source'], 'tsc', 'node dist/main.js', {
    'src/main.ts': mainText('ts', './order.js'),
  }),
  built(['vite-ssr', 'vite', 'Vite, ssr build'], 'vite build', 'node dist/main.js', {
    'vite.config.js': ssr,
  }),
  built(['vite-lib', 'vite', 'Vite, library build, minified'], 'vite build', 'node dist/main.js', {
    'vite.config.js': lib,
  }),
  {
    ...built(['vite-dev-ssr', 'vite', 'Vite, development server, ssrLoadModule'], '', '', {
      'vite.config.js': `export default { logLevel: 'error', appType: 'custom' };\n`,
      'server.js': `import { createServer } from 'vite';
const server = await createServer({ server: { middlewareMode: true, hmr: false, ws: false } });
await server.ssrLoadModule('/src/main.ts');
await server.close();
`,
    }),
    argv: ['node', 'server.js'],
  },
  built(
    ['rollup', 'rollup', 'Rollup, @rollup/plugin-typescript'],
    'rollup -c --silent',
    'node dist/main.js',
    { 'rollup.config.js': rollupConfig },
  ),
  built(
    ['webpack-production', 'webpack', 'webpack, ts-loader, minified'],
    'webpack',
    'node dist/main.cjs',
    { 'webpack.config.js': webpackConfig('production', 'source-map') },
  ),
  built(
    ['webpack-development', 'webpack', 'webpack, ts-loader, not minified'],
    'webpack',
    'node dist/main.cjs',
    { 'webpack.config.js': webpackConfig('development', 'inline-source-map') },
  ),
];
