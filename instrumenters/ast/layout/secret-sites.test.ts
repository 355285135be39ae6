/** A program that handles secrets under their usual names leaves none of them in the folder of its run. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { build } from 'esbuild';
import { mergeRecordings } from '../../../capture/recording.ts';
import { analyzeScopes } from '../../../code-graph/syntax/scope.ts';
import { parseSource } from '../../../code-graph/syntax/parse.ts';
import { DEFAULT_LIMITS } from '../../../protocol/plan.ts';
import { ast } from '../index.ts';

const PROGRAM = `
function login(user, password) {
  const apiKey = process.env.MY_KEY;
  user.password = password;
  const secret = password + '!';
  const token = derive(secret);
  const auth = { header: 'Authorization: Bearer ' + token };
  const copy = secret;
  let last;
  last = copy.toUpperCase && token;
  class Vault { #token = secret.trim(); open() { return this.#token; } }
  new Vault().open();
  user.ok = check(user, token);
  try { if (!token) throw token; throw new Error('no ' + auth.header); } catch (error) { last = error; }
  return user.ok;
}
function derive(from) { return 'pre-' + from; }
function check(user, token) { const tokens = 'plain text'; return token === tokens; }
console.log(login({ name: 'bob' }, process.argv[3]));
`;

let root = '';
beforeEach(() => (root = realpathSync(mkdtempSync(join(tmpdir(), 'scope-secret-')))));
afterEach(() => rmSync(root, { recursive: true, force: true }));

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

it('records names and shapes, and no secret', async () => {
  const runDir = join(root, '.scope', 'sessions', 's', 'run-1');
  mkdirSync(runDir, { recursive: true });
  writeFileSync(join(root, 'login.js'), PROGRAM);
  const kinds = ['function', 'write', 'value', 'branch'] as const;
  await ast.apply(
    {
      version: 1,
      id: 'p',
      revision: 1,
      question: 'why',
      goal: { kind: 'value' },
      probes: kinds.map((kind) => ({ id: kind, kind, node: 'login.js#*', why: 'test' })),
      limits: DEFAULT_LIMITS,
      provenance: { provider: 'mock' },
    },
    {
      root,
      runDir,
      session: 's',
      run: 1,
      readTree: () => {
        const { tree } = parseSource('login.js', PROGRAM);
        const sha1 = createHash('sha1').update(PROGRAM).digest('hex');
        return { text: PROGRAM, sha1, tree, scopes: analyzeScopes(tree) };
      },
    },
  );
  await build({
    entryPoints: ['preload', 'drain'].map((name) => `capture/runtime/${name}.ts`),
    outdir: join(root, 'target'),
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    target: 'node18',
    format: 'cjs',
  });
  const result = spawnSync(
    process.execPath,
    [join(root, 'login.js'), '--password', 'hunter2hunter2'],
    {
      encoding: 'utf8',
      env: {
        PATH: '',
        MY_KEY: 'hunter2-of-the-environment',
        NODE_OPTIONS: `--require ${join(root, 'target', 'preload.cjs')}`,
        SCOPE_RUN_DIR: runDir,
      },
    },
  );
  expect([result.stdout, result.stderr]).toEqual(['false\n', '']);

  const { events, sites } = mergeRecordings(runDir);
  const written = events.flatMap((event) =>
    event.type === 'variable-written' ? [[sites[event.site]?.binding?.name, event.value.kind]] : [],
  );
  expect(written).toContainEqual(['token', 'omitted']);
  expect(written).toContainEqual(['tokens', 'string']);
  const files = filesBelow(join(root, '.scope'));
  expect(files.length).toBeGreaterThan(5);
  const telling = files.filter((file) => /hunter2/iu.test(readFileSync(file, 'latin1')));
  expect(telling.map((file) => relative(root, file))).toEqual([]);
  const open = files.filter((file) => (statSync(file).mode & 0o077) !== 0);
  expect(open.map((file) => relative(root, file))).toEqual([]);
});
