/** Text in columns: wrapping, cutting and aligning by width; no colours in here. */
import { inOneLine } from '../../protocol/answer.ts';

/** Breaks at spaces; a word that is too long stands alone. */
export function wrap(text: string, columns: number, indent = ''): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of inOneLine(text).split(' ')) {
    if (line !== '' && indent.length + line.length + 1 + word.length > columns) {
      lines.push(indent + line.trimEnd());
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  if (line !== '') lines.push(indent + line);
  return lines;
}

/** One line of at most so many characters; an ellipsis stands for the rest. */
export function cut(text: string, columns: number): string {
  const line = inOneLine(text);
  return line.length <= columns ? line : `${line.slice(0, Math.max(0, columns - 1))}…`;
}

/** `1,204` */
export function count(value: number): string {
  return value.toLocaleString('en-US');
}

/** `3 runs`, `1 run` */
export function plural(value: number, word: string): string {
  return `${count(value)} ${word}${value === 1 ? '' : 's'}`;
}

/** `412 ms`, `2.2 s`, `3 min 5 s` */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}

/** `█████░░░░░ 50 %` */
export function bar(share: number, columns: number): string {
  const full = Math.round(Math.min(1, Math.max(0, share)) * columns);
  return `${'█'.repeat(full)}${'░'.repeat(columns - full)} ${Math.floor(share * 100)} %`;
}

/** `12 KB` */
export function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const units = ['KB', 'MB', 'GB'];
  let value = bytes / 1024;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[unit] ?? ''}`;
}
