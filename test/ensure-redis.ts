/**
 * Run before jest by `npm test`: makes sure that a `redis-server` is there for the suites that start one. As root on Debian it
 * installs the package (its service is not started); elsewhere it says in one line how to and exits 1, because a test that was
 * skipped proves nothing. SCOPE_SKIP_REDIS=1 accepts that, except in CI (CI=true).
 */
import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const POLICY = '/usr/sbin/policy-rc.d';
const HOW =
  'install Redis (Debian: sudo apt-get install redis-server; macOS: brew install redis), or set SCOPE_SKIP_REDIS=1 to leave its suites out';

function isOnPath(command: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, command), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

function apt(...args: readonly string[]): void {
  execFileSync('apt-get', ['-y', '-q', ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
}

function install(): void {
  const args = ['install', '--no-install-recommends', 'redis-server'];
  try {
    apt(...args);
  } catch {
    apt('update');
    apt(...args);
  }
}

/** Debian starts a service that it installs, unless this file says no (exit code 101). */
function withoutStartingServices(work: () => void): void {
  if (existsSync(POLICY)) return work();
  writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    work();
  } finally {
    rmSync(POLICY, { force: true });
  }
}

/** @returns what is in the way, or null where redis-server is there now */
function ensureRedis(): string | null {
  if (isOnPath('redis-server')) return null;
  if (process.getuid?.() !== 0 || !isOnPath('apt-get')) return 'redis-server is missing';
  console.log('redis-server is missing: installing the Debian package');
  try {
    withoutStartingServices(install);
  } catch (error) {
    return `redis-server could not be installed (${(error as Error).message.trim().split('\n').at(-1)})`;
  }
  return isOnPath('redis-server') ? null : 'redis-server is missing after its installation';
}

const obstacle = ensureRedis();
if (obstacle !== null && process.env['SCOPE_SKIP_REDIS'] === '1' && process.env['CI'] !== 'true') {
  console.log(`${obstacle}: the Redis suites are left out (SCOPE_SKIP_REDIS=1)`);
} else if (obstacle !== null) {
  console.error(`${obstacle}: ${HOW}`);
  process.exitCode = 1;
}
