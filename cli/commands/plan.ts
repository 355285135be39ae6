/** `scope plan`: drafts a plan, prints and saves it, runs nothing. The file can be read, edited and given to `scope run --plan`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { draftPlan } from '../../orchestrator/plan/draft.ts';
import type { InstrumentationPlan } from '../../protocol/plan.ts';
import { EXIT_CODE } from '../../protocol/problem.ts';
import type { Io } from '../io.ts';
import { renderOptions } from '../render/options.ts';
import { renderPlan } from '../render/plan.ts';
import { openScopeFolder } from '../session.ts';
import { requireCommand } from './ask.ts';
import { readPlanning } from './planning.ts';
import type { CommandInput } from './planning.ts';
import { withWork } from './work.ts';

/** @throws ScopeError as `draftPlan` of the orchestrator, `usage`, `config-invalid` */
export async function planCommand(io: Io, input: CommandInput): Promise<number> {
  const options = readPlanning(input.options);
  const argv = requireCommand(input, 'plan "why does order.total change"');
  return withWork(io, options, async (work) => {
    work.progress.busy('reading the project');
    const { plan } = await draftPlan({
      question: input.words.join(' '),
      root: work.root,
      cwd: io.cwd,
      argv,
      limits: work.limits,
      provider: work.provider,
      announce: work.announce,
    });
    work.progress.stop();
    const file = savePlan(work.root, plan);
    const shown = relative(io.cwd, file);
    if (options.json) io.out.write(`${JSON.stringify(plan, null, 2)}\n`);
    else
      io.out.write(
        renderPlan(plan, renderOptions(io, { ...options, full: options.full || options.verbose })),
      );
    work.progress.line(`saved as ${shown}; apply it with:`);
    work.progress.line(`  scope run --plan ${shown} -- ${argv.join(' ')}`);
    return EXIT_CODE.settled;
  });
}

/** A later revision does not take the place of the plan that it was made from. @returns the path of the file */
export function savePlan(root: string, plan: InstrumentationPlan): string {
  const folder = join(openScopeFolder(root), 'plans');
  mkdirSync(folder, { recursive: true });
  const revision = plan.revision > 1 ? `-r${plan.revision}` : '';
  const file = join(folder, `${plan.id}${revision}.json`);
  writeFileSync(file, `${JSON.stringify(plan, null, 2)}\n`);
  return file;
}
