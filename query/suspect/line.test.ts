import { walkSyntax } from '../../code-graph/index.ts';
import type { SyntaxNode } from '../../code-graph/index.ts';
import { indexSources } from '../source-index.ts';
import type { SourceFile } from '../source-index.ts';
import { decidedBy, hasOperation, linesOf, outermostCalls } from './line.ts';

const CHAIN = `names
  .map((name) => {
    return name.trim();
  })
  .sort()`;

const TEXT = `const places = players.map((player, index) => {
  if (player.points !== last) place += 1;
  last = player.points;
  return { place, index };
}, thisValue);
const kept = players.filter(
  (player) =>
    player.points > 0,
);
const least = -1;
const one = f(
  1,
);
const shop = class {
  open() {}
};
const last = ${CHAIN};
`;

function open(text: string): SourceFile {
  const source = indexSources(new Map([['a.ts', text]]), []).file('a.ts');
  if (source === null) throw new Error('no source');
  return source;
}

/** The innermost node whose text this is. */
function nodeOf(source: SourceFile, part: string): SyntaxNode {
  let found: SyntaxNode | null = null;
  const start = source.text.indexOf(part);
  walkSyntax(source.scopes.tree.root, (node) => {
    if (node.start === start && node.end === start + part.length) found = node;
    return true;
  });
  if (found === null) throw new Error(`${part} is no node`);
  return found;
}

describe('linesOf', () => {
  const source = open(TEXT);
  it.each([
    ['a callback has lines of its own', 'players', [1, 1]],
    ['so has each statement in it', 'last = player.points', [3, 3]],
    ['what comes behind a callback', 'thisValue', [5, 5]],
    ['a callback of one line', 'players.filter', [6, 9]],
    ['and its expression', 'player.points > 0', [8, 8]],
    ['a call at the end of a chain', CHAIN, [21, 21]],
    ['a call at its start', 'names\n  .map((name) => {\n    return name.trim();\n  })', [17, 18]],
    ['a statement of several lines', 'f(\n  1,\n)', [11, 13]],
    ['a class', 'class {\n  open() {}\n}', [14, 14]],
  ])('%s: %s', (_what, part, lines) => {
    const node = nodeOf(source, part);
    const { line, endLine } = linesOf(source, node, source.scopes.functionOf(node));
    expect([line, endLine]).toEqual(lines);
  });
});

describe('hasOperation', () => {
  const source = open(TEXT);
  it('a negative number is a constant', () =>
    expect(hasOperation(nodeOf(source, 'const least = -1;'))).toBe(false));
  it('a condition decides, in whatever parentheses', () => {
    const other = open('if ((ready)) go();\n');
    expect(hasOperation(nodeOf(other, 'ready'))).toBe(true);
  });
  it('a comparison is none', () =>
    expect(hasOperation(nodeOf(source, 'player.points > 0'))).toBe(true));
});

describe('decidedBy', () => {
  it.each([
    ['behind it', 'if (ready) go(1);', 'go(1);'],
    ['on a line of its own', 'if (ready)\n  go(1);', 'go(1);'],
    ['in a block', 'if ((ready)) {\n  // now\n  go(1);\n} else stop();', 'go(1);'],
    ['one of several', 'if (ready) { go(1); go(2); }', null],
    ['of a loop', 'while (ready) go(1);', null],
  ])('%s', (_what, text, decided) => {
    const source = open(text);
    const node = decidedBy(nodeOf(source, 'ready'));
    expect(node === null ? null : source.text.slice(node.start, node.end)).toBe(decided);
  });
});

it('what a statement comes to is what its outermost calls give', () => {
  const text = 'const a = f(g(1), h.i(2)).j(() => k(3)) + l(4);\n';
  const source = indexSources(new Map([['b.js', text]]), []).file('b.js');
  if (source === null) throw new Error('no source');
  const shown = [...outermostCalls(source.scopes.tree.root)].map((node) =>
    node === null ? '' : text.slice(node.start, node.end),
  );
  expect(shown).toEqual(['f(g(1), h.i(2)).j(() => k(3))', 'l(4)']);
});
