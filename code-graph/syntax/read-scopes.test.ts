/** One text, one tree: told apart by path and by text. */
import { readScopes } from './read-scopes.ts';

describe('readScopes', () => {
  it('gives the same scopes for the same text, others for another text or path', () => {
    const first = readScopes('a.js', 'const a = 1;');
    expect(readScopes('a.js', ['const', 'a = 1;'].join(' '))).toBe(first);
    const changed = readScopes('a.js', 'const b = 1;');
    expect(changed).not.toBe(first);
    expect(changed.tree.text).toBe('const b = 1;');
    const other = readScopes('b.js', 'const b = 1;');
    expect(other).not.toBe(changed);
    expect(other.functions[0]?.id).toBe('b.js#');
    expect(readScopes('a.js', 'const a = 1;').functions[0]?.id).toBe('a.js#');
  });
});
