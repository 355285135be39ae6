/** Sessions are found by their names: the newest is the last of them, however fast they follow each other. */
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSession, openScopeFolder, sessionId } from './session.ts';

it('sessions of one second are in the order in which they were made, and each has a folder of its own', () => {
  const root = mkdtempSync(join(tmpdir(), 'scope-sessions-'));
  const made = Array.from({ length: 20 }, () => createSession(root).id);
  expect(readdirSync(join(root, '.scope/sessions')).sort()).toEqual(made);
});

it('the name says when', () =>
  expect(sessionId(new Date('2026-11-21T15:02:01.347Z'))).toBe('20261121-150201-347'));

it('a folder that a full disk left without its .gitignore is hidden the next time', () => {
  const root = mkdtempSync(join(tmpdir(), 'scope-sessions-'));
  const ignore = join(root, '.scope/.gitignore');
  mkdirSync(join(root, '.scope'));
  writeFileSync(ignore, '');
  openScopeFolder(root);
  expect(readFileSync(ignore, 'utf8')).toBe('*\n');
});
