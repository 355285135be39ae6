/**
 * `whole.ts <plan> -- <command>`: applies a plan as `scope run --plan` does, by the same steps, and reads nothing of what was
 * recorded. Suites record more than fits into the memory of a reader; here every event of theirs is captured to its end.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { launch } from '../../capture/launch/launch.ts';
import { createSession, findPreload, openProject } from '../../cli/session.ts';
import { ast } from '../../instrumenters/ast/index.ts';
import { createTreeReader } from '../../orchestrator/run.ts';
import { planSchema } from '../../protocol/plan.ts';

const [file = '', , ...argv] = process.argv.slice(2);
const root = openProject(process.cwd());
const session = createSession(root);
const runDir = join(session.dir, 'run-1');
mkdirSync(join(runDir, 'recordings'), { recursive: true });
const plan = planSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
await ast.apply(plan, {
  root,
  runDir,
  session: session.id,
  run: 1,
  readTree: createTreeReader(root, new Map()),
});
const result = await launch({
  argv,
  cwd: root,
  runDir,
  env: process.env,
  preloadPath: findPreload(),
  timeoutMs: 0,
  stdio: 'inherit',
});
process.exitCode = result.exitCode ?? 1;
