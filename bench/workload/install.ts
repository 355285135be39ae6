/** Installs the programs of bench/package.json where that has not happened yet; needs the npm registry once. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const INSTALL = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'];

/** @throws where npm does */
export function installPackages(folder: string): void {
  const read = (path: string): Readonly<Record<string, unknown>> =>
    JSON.parse(readFileSync(path, 'utf8')) as Readonly<Record<string, unknown>>;
  const wanted = read(join(folder, 'package.json')).dependencies as Readonly<
    Record<string, string>
  >;
  const isThere = ([name, version]: readonly [string, string]): boolean => {
    const manifest = join(folder, 'node_modules', name, 'package.json');
    return existsSync(manifest) && read(manifest).version === version;
  };
  if (Object.entries(wanted).every(isThere)) return;
  console.error('installing the programs of bench/package.json');
  execFileSync('npm', INSTALL, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
}
