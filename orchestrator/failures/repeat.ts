/** Whether a run is repeated for the test that failed alone, and whether that showed the same failure. */
import { join, relative } from 'node:path';
import type { Goal } from '../../protocol/plan.ts';
import { isBelow } from '../../query/provenance/point.ts';
import type { Context } from '../../query/provenance/point.ts';
import type { Failure } from '../../query/target/failure.ts';
import { messageOf } from '../../query/value-text.ts';
import type { Evidence } from '../evidence/explain.ts';
import type { Found } from '../evidence/target/find.ts';
import { createTextReader, filesInCommand } from '../project.ts';
import { droppedIn } from '../run.ts';
import type { RunResult, RunSettings } from '../run.ts';
import { commandAlone } from './alone.ts';
import type { Scripts } from './alone.ts';
import { titlesOf } from './name.ts';

/** From here on the other tests of a run are worth leaving out of the next. */
const MANY_EVENTS = 150_000;
const LONG_MS = 20_000;

export interface Repeated {
  readonly settings: RunSettings;
  readonly run: Pick<RunResult, 'recording' | 'launch'>;
  readonly context: Context;
  readonly evidence: Pick<Evidence, 'found' | 'failures'>;
  /** Its subject is something that the code has. */
  readonly goal: Goal;
  /** The run was made to find the failing test, and showed nothing else. */
  readonly isSurvey?: boolean;
}

/** @returns the words to start for the next run; null where the whole command runs again */
export function repeatAlone(repeated: Repeated): readonly string[] | null {
  const { settings, run, context, evidence, goal, isSurvey = false } = repeated;
  const { found, failures } = evidence;
  const isLong =
    run.recording.events.length + droppedIn(run.recording) > MANY_EVENTS ||
    run.launch.wallMs > LONG_MS;
  // Several failures are told about together, from one recording of all of them.
  if (found.failure === null) return null;
  if (!isSurvey && (!isLong || (failures?.total ?? 0) > 1)) return null;
  if (!isAbout(found, found.failure, goal)) return null;
  const { root, cwd, argv } = settings;
  const { file } = found.failure.root.site;
  return commandAlone(
    argv,
    {
      titles: titlesOf(context, found.failure),
      file: relative(cwd, join(root, file)),
      isFileNamed: filesInCommand(root, cwd, argv).includes(file),
    },
    scriptsIn(cwd),
  );
}

/** The question is about the failing test: what it names has its values there. Who writes something is asked of all of the run. */
function isAbout({ events }: Found, { root }: Failure, { kind, subject }: Goal): boolean {
  if (/^(?:writers|anomaly)$/u.test(kind)) return false;
  if (subject === undefined) return true;
  return events.length > 0 && events.every(({ frame }) => isBelow(frame, root));
}

/**
 * @returns true where the same test failed with the same message, or, where none is known, in the same place: where an error came
 *   from is known the better the closer was watched
 */
export function failsAlike(before: Pick<Evidence, 'found'>, now: Pick<Evidence, 'found'>): boolean {
  const [was, is] = [before.found.failure, now.found.failure];
  return (
    was !== null &&
    is !== null &&
    was.root.site.node === is.root.site.node &&
    was.kind === is.kind &&
    messageOf(was.error) === messageOf(is.error) &&
    (messageOf(is.error) !== null ||
      (was.source.path === is.source.path && was.statement?.start === is.statement?.start))
  );
}

function scriptsIn(cwd: string): Scripts {
  const text = createTextReader(cwd)('package.json');
  if (text === null) return {};
  try {
    const manifest = JSON.parse(text) as { readonly scripts?: unknown } | null;
    const scripts = manifest?.scripts;
    return typeof scripts === 'object' && scripts !== null
      ? Object.fromEntries(Object.entries(scripts).filter(([, one]) => typeof one === 'string'))
      : {};
  } catch {
    return {};
  }
}
