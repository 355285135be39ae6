/**
 * Lays a case into a temporary folder, with its packages below that folder's own `node_modules`, so that a run can never
 * change the repository and the packages look as they do in anyone's project.
 */
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { EvalCase } from './case.ts';

const INSTALL = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'];

/** Installs evals/package.json where that has not happened yet; needs the npm registry once. */
export function installPackages(evals: string): void {
  const manifest = JSON.parse(readFileSync(join(evals, 'package.json'), 'utf8')) as {
    readonly dependencies: Readonly<Record<string, string>>;
  };
  const missing = Object.keys(manifest.dependencies).filter(
    (name) => !existsSync(join(evals, 'node_modules', name)),
  );
  if (missing.length === 0) return;
  console.error(`installing ${missing.length} packages into evals/node_modules`);
  execFileSync('npm', INSTALL, { cwd: evals, stdio: ['ignore', 'ignore', 'inherit'] });
}

function dependenciesOf(folder: string): readonly string[] {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    readonly dependencies?: Readonly<Record<string, string>>;
  };
  return Object.keys(manifest.dependencies ?? {});
}

/** Copies a package and, flat beside it, every package that it needs. */
function copyPackage(from: string, to: string, alias: string, name: string): void {
  const source = join(from, alias);
  const target = join(to, name);
  if (existsSync(target)) return;
  mkdirSync(dirname(target), { recursive: true });
  cpSync(source, target, { recursive: true });
  for (const dependency of dependenciesOf(source)) {
    if (existsSync(join(target, 'node_modules', dependency))) continue;
    copyPackage(from, to, dependency, dependency);
  }
}

/** @returns the folder that the case was laid into, without symbolic links in its path */
export function layCase(root: string, one: EvalCase): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), `scope-eval-${one.id}-`)));
  cpSync(one.folder, folder, {
    recursive: true,
    filter: (path) => !/\/(?:node_modules|\.scope|case\.json)$/u.test(path),
  });
  const manifest = join(folder, 'package.json');
  if (!existsSync(manifest)) writeFileSync(manifest, '{ "private": true, "type": "module" }\n');
  const modules = join(folder, 'node_modules');
  mkdirSync(modules, { recursive: true });
  for (const [name, alias] of Object.entries(one.packages))
    copyPackage(join(root, 'evals/node_modules'), modules, alias, name);
  if (one.command.includes('tsx'))
    symlinkSync(join(root, 'node_modules/tsx'), join(modules, 'tsx'));
  return folder;
}
