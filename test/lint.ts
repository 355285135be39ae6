/** Rules that no type system holds: file sizes, folder sizes, forbidden constructs. Prints every finding; exits 1 on any. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';

const MAX_LINES = 400;
const MAX_FILES = 10;
const files = execFileSync('git', ['ls-files', '*.ts', '*.mjs'], { encoding: 'utf8' })
  .split('\n')
  .filter((file) => file !== '' && existsSync(file) && !/^(examples|evals\/cases)\//u.test(file));
const findings: string[] = [];
const perFolder = new Map<string, number>();
for (const file of files) {
  const text = readFileSync(file, 'utf8');
  const lines = text.split('\n').length - 1;
  if (lines > MAX_LINES) findings.push(`${file}: ${lines} lines, at most ${MAX_LINES}`);
  if (/^export default /mu.test(text) && !file.endsWith('.mjs'))
    findings.push(`${file}: default export`);
  if (/\b(?:it|test|describe)\.(?:only|skip)\(/u.test(text))
    findings.push(`${file}: focused or skipped test`);
  if (
    /(?::|as|<)\s*any\b/u.test(
      text.replace(/\/\*[\s\S]*?\*\/|\/\/.*|(['"`])(?:\\.|(?!\1)[^\\])*\1/gu, ''),
    )
  )
    findings.push(`${file}: any`);
  if (/(?:^|\/)(?:utils|helpers|common|shared|core|manager)(?:\/|\.ts$)/u.test(file))
    findings.push(`${file}: name says nothing`);
  if (!/\.(?:test|contract)\.ts$/u.test(file))
    perFolder.set(dirname(file), (perFolder.get(dirname(file)) ?? 0) + 1);
}
for (const [folder, count] of perFolder) {
  if (count > MAX_FILES && folder !== '.')
    findings.push(`${folder}: ${count} files, at most ${MAX_FILES}`);
}
for (const finding of findings) console.error(finding);
console.log(`lint: ${files.length} files, ${findings.length} findings`);
if (findings.length > 0) process.exitCode = 1;
