/**
 * A process that runs cases, each plainly and then, where that passed, instrumented and recorded. It tells of each run as soon
 * as it has ended, so that the parent knows which program hung or brought the process down.
 */
import vm from 'node:vm';
import { WORKER_FAILED } from '../case.ts';
import type { ConformanceCase, Coverage, Report } from '../case.ts';
import { collectUnhandled, execute } from './execute.ts';
import type { Manner } from './execute.ts';
import { instrument } from './instrument.ts';
import type { Instrumented } from './instrument.ts';
import { openRecording } from './recording.ts';

const createContext = vm.createContext;
const PLAIN: Manner = { createContext: () => createContext(), textOf: (_file, text) => text };

const recording = openRecording();
process.on('exit', recording.close);
collectUnhandled();

function tell(report: Report): void {
  process.send?.(report);
}

function sumUp(texts: readonly Instrumented[]): Coverage {
  return {
    functions: texts.reduce((sum, { coverage }) => sum + coverage.functions, 0),
    uninstrumented: texts.flatMap(({ coverage }) => coverage.uninstrumented),
    sites: texts.reduce((sum, { coverage }) => sum + coverage.sites, 0),
  };
}

async function check(one: ConformanceCase, at: number): Promise<void> {
  const plain = await execute(one, PLAIN);
  tell({ at, type: 'plain', outcome: plain });
  if (!plain.passed) return;
  const texts: Instrumented[] = [];
  const textOf = (_file: string, text: string): string => {
    const made = instrument(text, 1 + texts.reduce((sum, each) => sum + each.sites.length, 0));
    texts.push(made);
    recording.observe(texts);
    return made.text;
  };
  recording.observe([]);
  const outcome = await execute(one, { createContext: recording.createContext, textOf });
  const recorded = recording.save();
  tell({ at, type: 'instrumented', outcome, coverage: sumUp(texts), recorded });
}

process.on('message', (message: { readonly cases: readonly ConformanceCase[] }) => {
  void (async () => {
    for (const [at, one] of message.cases.entries()) {
      try {
        await check(one, at);
      } catch (error) {
        console.error(one.id, error);
        process.exit(WORKER_FAILED);
      }
    }
  })();
});
process.on('disconnect', () => process.exit(0));
