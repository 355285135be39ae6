/** A pattern held against all files of a project, with what must or must not be around or beside a match. */
import { ScopeError } from '../../protocol/problem.ts';
import { compilePattern } from '../pattern/compile.ts';
import type { Pattern } from '../pattern/compile.ts';
import { findMatches, isInsideMatch } from '../pattern/match.ts';
import type { Match } from '../pattern/match.ts';
import { textOf, unitOf } from '../statement/unit.ts';
import { Selection } from './hit.ts';
import type { Hit } from './hit.ts';
import { shownName } from './row.ts';
import type { OpenFile, Sources } from './sources.ts';

export interface MatchOptions {
  /** The statement of the match must not hold this. */
  readonly without?: string;
  /** The statement of the match must hold this. */
  readonly with?: string;
  /** Something around the match must look like this. */
  readonly inside?: string;
  readonly outside?: string;
}

function compile(source: string): Pattern {
  const compiled = compilePattern(source);
  if (compiled.ok) return compiled.pattern;
  const [first, ...rest] = compiled.problems;
  throw new ScopeError('usage', first?.message ?? 'the pattern cannot be read', { problems: rest });
}

type Test = (file: OpenFile, match: Match) => boolean;

function testsOf(options: MatchOptions): readonly Test[] {
  const tests: Test[] = [];
  const beside = (source: string | undefined, wanted: boolean): void => {
    if (source === undefined) return;
    const pattern = compile(source);
    tests.push((file, { node }) => {
      const unit = unitOf(node, file.scopes.functionOf(node).node);
      const root = unit.start <= node.start && unit.end >= node.end ? unit : node;
      return findMatches(pattern, file, root).length > 0 === wanted;
    });
  };
  const around = (source: string | undefined, wanted: boolean): void => {
    if (source === undefined) return;
    const pattern = compile(source);
    tests.push((file, { node }) => isInsideMatch(pattern, file, node) === wanted);
  };
  beside(options.with, true);
  beside(options.without, false);
  around(options.inside, true);
  around(options.outside, false);
  return tests;
}

function rowOf(file: OpenFile, { node, last, holes }: Match): Hit {
  const { scopes, text } = file;
  return {
    id: scopes.nodeId(node),
    kind: 'match',
    file: file.path,
    line: file.lineAt(node.start),
    endLine: file.lineAt(Math.max(node.start, last.end - 1)),
    name: shownName(scopes.functionOf(node)),
    text: textOf(node, text, { start: node.start, end: last.end }),
    facts: Object.fromEntries([...holes].map(([name, value]) => [`$${name}`, value])),
  };
}

/** @returns the matches by file and line; @throws ScopeError `usage` where a pattern is no code */
export function matchProject(
  sources: Sources,
  source: string,
  options: MatchOptions = {},
): Selection {
  const pattern = compile(source);
  const tests = testsOf(options);
  const hits: Hit[] = [];
  const notes: string[] = [];
  for (const path of sources.graph.paths()) {
    const file = sources.open(path);
    if (file === null) notes.push(`${path} cannot be read any more`);
    else if (file.text.includes(pattern.word))
      for (const match of findMatches(pattern, file, file.scopes.tree.root))
        if (tests.every((test) => test(file, match))) hits.push(rowOf(file, match));
  }
  return new Selection(hits, [], notes);
}
