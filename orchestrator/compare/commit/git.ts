/**
 * Questions to git, all read-only: no refreshed index, no hook, no lock, nothing written to the repository. What belongs to
 * a git that called us (a hook's GIT_DIR) is taken out of the environment.
 */
import { execFileSync } from 'node:child_process';
import { ScopeError } from '../../../protocol/problem.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Git {
  /** The folder of the work tree. */
  readonly folder: string;
  /** @throws GitFailure */
  run(args: readonly string[], more?: Environment): string;
}

export class GitFailure extends Error {
  readonly isMissing: boolean;
  constructor(message: string, isMissing: boolean) {
    super(message);
    this.isMissing = isMissing;
  }
}

const QUIET = ['-c', 'core.fsmonitor=false', '-c', 'core.quotePath=false'] as const;
const READ_ONLY = {
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
  GIT_DIR: undefined,
  GIT_WORK_TREE: undefined,
  GIT_INDEX_FILE: undefined,
  GIT_PREFIX: undefined,
  LC_ALL: 'C',
} as const;
const MOST_BYTES = 256 * 1024 * 1024;

export function openGit(folder: string, env: Environment): Git {
  return {
    folder,
    run(args, more = {}) {
      try {
        return execFileSync('git', [...QUIET, ...args], {
          cwd: folder,
          env: { ...env, ...READ_ONLY, ...more } as NodeJS.ProcessEnv,
          encoding: 'utf8',
          maxBuffer: MOST_BYTES,
          stdio: ['ignore', 'pipe', 'pipe'],
        });
      } catch (error) {
        const { stderr, code, message } = error as Error & { stderr?: string; code?: string };
        const told = (stderr ?? '').trim().split('\n').at(-1) ?? '';
        throw new GitFailure(told === '' ? message : told, code === 'ENOENT');
      }
    },
  };
}

/** @returns git in the work tree that holds the folder @throws ScopeError `usage` where there is none */
export function openRepository(folder: string, env: Environment): Git {
  try {
    const top = openGit(folder, env).run(['rev-parse', '--show-toplevel']).trim();
    if (top !== '') return openGit(top, env);
  } catch (error) {
    if (error instanceof GitFailure && error.isMissing)
      throw new ScopeError('usage', '--against needs git, and there is no such command here');
  }
  throw new ScopeError(
    'usage',
    `--against compares with another commit, and ${folder} is in no work tree of git`,
  );
}

export interface Commit {
  readonly sha: string;
  /** `v1.2 (1a2b3c4)`. */
  readonly label: string;
}

const MOST_NEAR = 5;
/** At the start of a name that was mistyped, that many are taken to be right. */
const LETTERS = 3;

/** @throws ScopeError `usage` where the repository has no such commit */
export function resolveCommit(git: Git, ref: string): Commit {
  try {
    const sha = git
      .run(['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`])
      .trim();
    const short = sha.slice(0, 7);
    return { sha, label: sha.startsWith(ref) ? short : `${ref} (${short})` };
  } catch {
    const near = refsLike(git, ref);
    const isShallow = git.run(['rev-parse', '--is-shallow-repository']).trim() === 'true';
    throw new ScopeError(
      'usage',
      `git knows no commit ${ref}${near.length === 0 ? '' : `; near: ${near.join(', ')}`}${
        isShallow ? '; the clone is shallow: git fetch --unshallow brings the rest' : ''
      }`,
    );
  }
}

function refsLike(git: Git, ref: string): readonly string[] {
  const wanted = ref.toLowerCase().slice(0, LETTERS);
  const all = git.run(['for-each-ref', '--format=%(refname:short)']).split('\n');
  return all
    .filter((name) => name !== '' && wanted !== '' && name.toLowerCase().includes(wanted))
    .slice(0, MOST_NEAR);
}
