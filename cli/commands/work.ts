/** What every command that runs something needs: the project, the configuration, a session, a provider and a voice. */
import { basename } from 'node:path';
import type { RunSettings } from '../../orchestrator/run.ts';
import type { Limits } from '../../protocol/plan.ts';
import { createProvider } from '../../providers/index.ts';
import type { Provider } from '../../providers/provider.ts';
import { loadConfig } from '../config/load.ts';
import type { Config } from '../config/load.ts';
import type { Io } from '../io.ts';
import { coloursFor } from '../render/colour.ts';
import { createProgress } from '../render/progress.ts';
import type { Progress } from '../render/progress.ts';
import { createSession, dropEmptySession, findPreload, openProject } from '../session.ts';
import type { Session } from '../session.ts';
import type { PlanningOptions, PrintingOptions } from './planning.ts';

/**
 * Whoever asks waits for one answer, and would rather wait longer than get a poorer one: unless it is configured, observing
 * may cost that many times the run time there. A program that serves gets the default of the plan.
 */
const OVERHEAD_OF_AN_ANSWER = 2;

type WorkOptions = PlanningOptions & Partial<Pick<PrintingOptions, 'format'>>;

export interface Work {
  readonly root: string;
  readonly config: Config;
  /** Limits of a command that answers a question. */
  readonly limits: Limits;
  readonly provider: Provider;
  readonly progress: Progress;
  /** For the orchestrator; between a step that needs no terminal and the next one a spinner may turn. */
  readonly announce: (line: string) => void;
  /** Makes the session's folder; call once for each question. */
  settings(argv: readonly string[]): RunSettings;
  /** After a failure: a session that holds no recording is removed. */
  discard(): void;
  close(): void;
}

/** Opens what `use` works with and closes it however that ends. @throws ScopeError as {@link openWork}, and what `use` throws */
export async function withWork(
  io: Io,
  options: WorkOptions,
  use: (work: Work) => Promise<number>,
): Promise<number> {
  const work = await openWork(io, options);
  try {
    return await use(work);
  } catch (error) {
    work.discard();
    throw error;
  } finally {
    work.close();
  }
}

function limitsOfAnAnswer({ entries, limits }: Config): Limits {
  const entry = entries.find(({ name }) => name === 'limits.overhead');
  return entry?.source === 'default' ? { ...limits, overhead: OVERHEAD_OF_AN_ANSWER } : limits;
}

/** @throws ScopeError `config-invalid`, `project-unreadable`, `usage` */
async function openWork(io: Io, options: WorkOptions): Promise<Work> {
  const root = openProject(io.cwd);
  const config = await loadConfig({ root, env: io.env, flags: options.flags });
  const provider = await createProvider(config.provider);
  const progress = createProgress(io, coloursFor(io.err, io.env, options.color));
  progress.line(config.choice);
  const off = io.onInterrupt(() =>
    progress.line('stopping the command to answer from what was recorded; Ctrl-C again quits'),
  );
  const sessions: Session[] = [];
  return {
    root,
    config,
    limits: limitsOfAnAnswer(config),
    provider,
    progress,
    announce(line) {
      progress.line(line);
      if (line.startsWith('read ')) progress.busy('planning what to watch');
    },
    settings(argv) {
      const session = createSession(root);
      sessions.push(session);
      if (options.verbose) progress.line(`session ${basename(session.dir)} in ${session.dir}`);
      return {
        root,
        cwd: io.cwd,
        argv,
        env: io.env,
        sessionDir: session.dir,
        session: session.id,
        preloadPath: findPreload(),
        // Stdout is for the document.
        stdio: options.json || options.format === 'markdown' ? 'to-stderr' : 'inherit',
        timeoutMs: config.limits.runTimeMs,
      };
    },
    discard() {
      for (const session of sessions) dropEmptySession(session);
    },
    close() {
      progress.stop();
      off();
    },
  };
}
