/**
 * The packages that hosts are made of, which are no dependencies of the project: kits of exact versions (kits.json), each
 * installed on its own below `test/hosts/.work/` the first time a row needs it. Git ignores that folder.
 */
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../trial.ts';

const HERE = join(ROOT, 'test/hosts/table');
const WORK = join(ROOT, 'test/hosts/.work');
const INSTALL = ['install', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'];
/** Packages that consist of what their install script fetches from the registry. */
const SCRIPTED = new Set(['node']);

type Versions = Readonly<Record<string, string>>;

const kits = JSON.parse(readFileSync(join(HERE, 'kits.json'), 'utf8')) as Readonly<
  Record<string, Versions>
>;

/** @returns package names and exact versions */
export function versionsOf(kit: string): Versions {
  const versions = kits[kit];
  if (versions === undefined) throw new Error(`kits.json has no ${kit}`);
  return versions;
}

/** Installs the kit where that has not happened yet. @returns its `node_modules` */
export function installKit(kit: string): string {
  const dependencies = versionsOf(kit);
  const folder = join(WORK, kit);
  const manifest = `${JSON.stringify({ name: `kit-${kit}`, private: true, dependencies }, null, 2)}\n`;
  const modules = join(folder, 'node_modules');
  if (existsSync(modules) && readFileSync(join(folder, 'package.json'), 'utf8') === manifest)
    return modules;
  const part = `${folder}.part`;
  for (const one of [folder, part]) rmSync(one, { recursive: true, force: true });
  mkdirSync(part, { recursive: true });
  writeFileSync(join(part, 'package.json'), manifest);
  console.error(`installing ${kit} into test/hosts/.work`);
  const scripts = Object.keys(dependencies).some((name) => SCRIPTED.has(name));
  execFileSync('npm', [...INSTALL, ...(scripts ? [] : ['--ignore-scripts'])], {
    cwd: part,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  renameSync(part, folder);
  return modules;
}

/** @param major  `20` is the running one, others come from kits. @returns the executable */
export function nodeOf(major: string): string {
  if (process.versions.node.startsWith(`${major}.`)) return process.execPath;
  const bin = join(installKit(`node-${major}`), 'node/bin/node');
  if (!existsSync(bin)) throw new Error(`${bin} is missing`);
  return bin;
}

/**
 * Gives a project `node_modules` of its own, so that caches below it are the project's: copied, by hard links where the file
 * system has them.
 */
export function copyModules(kit: string, to: string): void {
  const from = installKit(kit);
  try {
    execFileSync('cp', ['-al', from, to], { stdio: 'ignore' });
  } catch {
    rmSync(to, { recursive: true, force: true });
    execFileSync('cp', ['-a', from, to], { stdio: 'inherit' });
  }
}

/** The names of all kits. */
export function kitNames(): readonly string[] {
  return Object.keys(kits);
}

export function installedKits(): readonly string[] {
  return existsSync(WORK) ? readdirSync(WORK).filter((name) => !name.endsWith('.part')) : [];
}
