/** Imports fall: the table of design §2, held against every import of every module. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

const FLOORS: Readonly<Record<string, number>> = {
  protocol: 0,
  'code-graph': 1,
  providers: 1,
  capture: 1,
  instrumenters: 2,
  query: 2,
  orchestrator: 3,
  cinema: 4,
  evals: 4,
  plugin: 4,
  cli: 5,
  service: 5,
};
const READERS_OF_ENVIRONMENT = /^(?:cli|service|evals|bench|test)\/|^capture\/runtime\//u;

interface Import {
  readonly from: string;
  readonly to: string;
}

function modules(): readonly string[] {
  return execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.ts'], {
    encoding: 'utf8',
  })
    .split('\n')
    .filter(
      (file) =>
        file in FLOORS || (FLOORS[file.split('/')[0] ?? ''] !== undefined && existsSync(file)),
    )
    .filter((file) => !/\.(?:test|contract)\.ts$|^evals\/cases\//u.test(file));
}

function importsOf(file: string): readonly Import[] {
  const text = readFileSync(file, 'utf8');
  const pattern =
    /(?:^|\n)\s*(?:import|export)\s[^'"`;]*?from\s+'([^']+)'|import\(\s*'([^']+)'\s*\)|(?:^|\n)import\s+'([^']+)'/gu;
  return [...text.matchAll(pattern)].map((match) => ({
    from: file,
    to: match[1] ?? match[2] ?? match[3] ?? '',
  }));
}

/** What is said in comments and strings is not done. */
function withoutText(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|\/\/.*|(['"`])(?:\\.|(?!\1)[^\\])*\1|\/\^[^\n]*\/u/gu, '');
}

/** @returns why the import may not be, or null */
function objection({ from, to }: Import): string | null {
  const folder = from.split('/')[0] as string;
  if (from.startsWith('capture/runtime/') && !to.startsWith('.') && !to.startsWith('node:'))
    return `${from}: the target loads nothing but node: built-ins, not ${to}`;
  if (!to.startsWith('.')) return null;
  const target = normalize(join(dirname(from), to));
  const targetFolder = target.split('/')[0] as string;
  if (from.startsWith('capture/runtime/') && !/^(?:capture\/runtime|protocol)\//u.test(target))
    return `${from}: the target may import protocol/ only, not ${target}`;
  if (targetFolder === folder) return null;
  const own = FLOORS[folder];
  const other = FLOORS[targetFolder];
  if (own === undefined || other === undefined) return `${from}: ${target} has no floor`;
  return other < own ? null : `${from}: floor ${own} may not import ${target} (floor ${other})`;
}

describe('architecture', () => {
  const files = modules();
  it('sees the modules', () => expect(files.length).toBeGreaterThan(5));
  it('lets imports fall', () => {
    expect(
      files
        .flatMap(importsOf)
        .map(objection)
        .filter((line) => line !== null),
    ).toEqual([]);
  });
  it('objects to a neighbour, to a higher floor and to a package in the target', () => {
    expect(objection({ from: 'capture/a.ts', to: '../providers/b.ts' })).toContain('floor 1');
    expect(objection({ from: 'query/a.ts', to: '../orchestrator/b.ts' })).toContain('floor 3');
    expect(objection({ from: 'capture/runtime/a.ts', to: 'zod' })).toContain('built-ins');
    expect(objection({ from: 'capture/runtime/a.ts', to: '../recording.ts' })).toContain(
      'protocol/ only',
    );
    expect(objection({ from: 'cli/a.ts', to: '../protocol/b.ts' })).toBeNull();
  });
  it('reads the environment and the arguments only at the composition roots', () => {
    const readers = files.filter(
      (file) =>
        !READERS_OF_ENVIRONMENT.test(file) &&
        /process\.(?:env|argv)\b/u.test(withoutText(readFileSync(file, 'utf8'))),
    );
    expect(readers).toEqual([]);
  });
});
