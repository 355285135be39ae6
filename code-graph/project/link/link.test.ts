/** Linking again after a change: of large calls too, and after linking failed. */
import { parseSource } from '../../syntax/parse.ts';
import { holdLinked } from '../calls.ts';
import { extractFacts } from '../facts/extract.ts';
import type { FileFacts } from '../facts/file-facts.ts';
import { CallLinker, linkCalls } from './link.ts';
import type { LinkedCalls } from './call.ts';
import type { ImportResolver } from './resolve.ts';

const factsOf = (text: string, path = 'a.js'): FileFacts =>
  extractFacts({ path, text, hash: text.slice(0, 99) }, parseSource(path, text));

const resolve: ImportResolver = (_, name) => ({ kind: 'package', name });

const edges = (linked: LinkedCalls): readonly string[] => {
  const calls = holdLinked(linked);
  return Array.from({ length: calls.length }, (_, at) => {
    const { from, to, via } = calls.edgeAt(at);
    return `${from} ${via} ${to}`;
  });
};

it('a call with more arguments than a call can spread', () => {
  const call = `function f() {} function g() {} f(${'0,'.repeat(140_000)})`;
  const linker = new CallLinker();
  linker.link([factsOf(call)], resolve);
  const after = [factsOf(`${call}; g(); function h() { g() }`)];
  expect(edges(linker.link(after, resolve))).toEqual(edges(linkCalls(after, resolve)));
  expect(edges(linker.link(after, resolve))).toContain('a.js#h call a.js#g');
});

it('begins anew after it failed', () => {
  const linker = new CallLinker();
  const program = 'import { x } from "y"; export function f() { x() }';
  linker.link([factsOf(program)], resolve);
  const after = [factsOf(`${program} export function g() { f() } import { z } from "z"; z(g)`)];
  const failing: ImportResolver = () => {
    throw new RangeError('too much');
  };
  expect(() => linker.link(after, failing)).toThrow('too much');
  expect(linker.isFresh).toBe(true);
  expect(edges(linker.link(after, resolve))).toEqual(edges(linkCalls(after, resolve)));
});
