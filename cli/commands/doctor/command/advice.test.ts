import { mkdirSync, mkdtempSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ANSWER } from '../../../render/answer/sample.contract.ts';
import { withAdvice } from './advice.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'scope-advice-')));
const turbo = join(folder, 'node_modules', 'turbo');
mkdirSync(turbo, { recursive: true });
writeFileSync(
  join(turbo, 'package.json'),
  '{ "name": "turbo", "version": "2.0.0", "bin": "turbo" }',
);
writeFileSync(join(turbo, 'turbo'), '#!/usr/bin/env node\n');
writeFileSync(join(folder, 'main.js'), '1;\n');
mkdirSync(join(folder, 'node_modules', '.bin'));
symlinkSync(join(turbo, 'turbo'), join(folder, 'node_modules', '.bin', 'turbo'));
const notesFor = (command: string, events: number): readonly string[] => {
  const answer = { ...ANSWER, cost: { ...ANSWER.cost, events }, notes: ['known'] };
  return withAdvice(answer, { argv: command.split(' '), cwd: folder, env: {} }).notes;
};

it('says what lets Scope in, before anything else, where nothing was recorded', () => {
  const [first, ...rest] = notesFor('npx turbo run test', 0);
  expect(first).toMatch(/^turbo 2\.0\.0: Scope does not see .*\(add --env-mode=loose .*--force/u);
  expect(rest).toEqual(['known']);
});
it('says nothing where something was, or where all of the command is in reach', () => {
  expect(notesFor('npx turbo run test', 1)).toEqual(['known']);
  expect(notesFor('node main.js', 0)).toEqual(['known']);
});
it('says that a file is not there, and nothing of its types', () =>
  expect(notesFor('node gone.ts', 0)).toEqual(['node gone.ts: there is no file gone.ts', 'known']));
