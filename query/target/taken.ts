/** How a function is called that nobody names where it is called: the calls that take it, and the name under which it is kept. */
import { childOf } from '../../code-graph/index.ts';
import type { FunctionInfo, SyntaxNode } from '../../code-graph/index.ts';
import { simpleName } from '../../protocol/ids.ts';
import { callTaking } from '../provenance/callback/schedule.ts';
import { wholeOf } from '../provenance/point.ts';
import type { SourceFile } from '../source-index.ts';

const MOST_CALLS = 4;

/** @returns `emitter.once('end', f)` of a function that is an argument there, or that has a name which is one */
export function callsTaking(source: SourceFile, fn: SyntaxNode): readonly SyntaxNode[] {
  const at = wholeOf(fn);
  const inline = callTaking(at);
  if (inline !== null) return [inline];
  const name = childOf(fn.type.endsWith('_declaration') ? fn : (at.parent ?? fn), 'name');
  const binding = name === null ? null : source.scopes.resolve(name);
  if (binding === null) return [];
  return source.scopes
    .references(binding)
    .flatMap((use) => callTaking(use) ?? [])
    .slice(0, MOST_CALLS);
}

/** @returns the name of a function, or that of the property that it is given to; null where it has none */
export function calledAs(source: SourceFile, fn: FunctionInfo): string | null {
  const name = simpleName(fn.id);
  if (name !== '') return name;
  return keptAs(source, wholeOf(fn.node));
}

/** `this.done = resolve`, `{ resolve }`: what it is called by from then on. */
export function keptAs({ text }: SourceFile, use: SyntaxNode): string | null {
  if (use.type === 'shorthand_property_identifier') return text.slice(use.start, use.end);
  const up = use.parent;
  const kept =
    up?.type === 'assignment_expression'
      ? childOf(up, 'left')
      : up?.type === 'pair'
        ? childOf(up, 'key')
        : null;
  const name = kept?.type === 'member_expression' ? childOf(kept, 'property') : kept;
  return name === null || name === use ? null : text.slice(name.start, name.end);
}
