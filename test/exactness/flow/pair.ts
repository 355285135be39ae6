/**
 * Which write every read saw, by what was recorded: variables by the activation that owns them, properties by object and key.
 * A pair counts where the value that was read is the value that was written; where it is another one, a write in between was
 * not recorded, and the read says nothing about the graph.
 */
import type { Binding, SyntaxNode } from '../../../code-graph/index.ts';
import { childOf } from '../../../code-graph/index.ts';
import { writeOf } from '../../../code-graph/body/access/write.ts';
import { unwrap } from '../../../code-graph/body/flow/condition.ts';
import type { ScopeEvent, SiteEvent, Value } from '../../../protocol/event.ts';
import type { Place } from './place.ts';

export interface Written {
  readonly write: SyntaxNode;
  readonly value: Value;
  /** The activation in which it was written. */
  readonly frame: string;
}

/** @returns whether both are surely the same value: equal primitives, or one object */
export function isSameValue(left: Value, right: Value): boolean {
  if ('ref' in left) return 'ref' in right && left.ref === right.ref;
  if (left.kind !== right.kind || left.kind === 'omitted') return false;
  switch (left.kind) {
    case 'number':
      return right.kind === 'number' && Object.is(left.value, right.value);
    case 'boolean':
      return right.kind === 'boolean' && left.value === right.value;
    case 'string':
      return right.kind === 'string' && left.text === right.text && left.length === right.length;
    case 'bigint':
      return right.kind === 'bigint' && left.text === right.text;
    case 'symbol':
      return right.kind === 'symbol' && left.description === right.description;
    default:
      return true;
  }
}

interface Activation {
  readonly fn: string;
  readonly outer: string;
  /** What a name or `this` was when it was last read here: receivers that have no event of their own. */
  readonly objects: Map<SyntaxNode, Value>;
}

const keyOf = (event: SiteEvent, frame: number): string => `${event.process}:${frame}`;

/** Activations, and the newest write of every variable and property. */
export class Memory {
  private readonly activations = new Map<string, Activation>();
  private readonly variables = new Map<string, Written>();
  private readonly properties = new Map<string, Written>();

  /** Reads of another value than the newest write that was recorded. */
  unexplained = 0;

  private explained(written: Written, value: Value): Written | null {
    if (isSameValue(written.value, value)) return written;
    this.unexplained += 1;
    return null;
  }

  /** Events were lost: nothing that was known is sure any more. */
  clear(): void {
    this.variables.clear();
    this.properties.clear();
    for (const { objects } of this.activations.values()) objects.clear();
  }

  start(event: Extract<ScopeEvent, { type: 'call-start' }>, fn: string): void {
    const outer = keyOf(event, event.outer);
    this.activations.set(keyOf(event, event.frame), { fn, outer, objects: new Map() });
  }

  /** A round of a loop stands for the activation in the closures that it makes. */
  round(event: Extract<ScopeEvent, { type: 'iteration-started' }>): void {
    const outer = keyOf(event, event.frame);
    this.activations.set(keyOf(event, event.token), { fn: '', outer, objects: new Map() });
  }

  private ownerOf(event: SiteEvent, binding: Binding): string | null {
    let at = keyOf(event, event.frame);
    for (let found = this.activations.get(at); found !== undefined;) {
      if (found.fn === binding.declaredIn.id) return at;
      at = found.outer;
      found = this.activations.get(at);
    }
    return null;
  }

  writeVariable(event: SiteEvent, binding: Binding, written: Omit<Written, 'frame'>): void {
    const owner = this.ownerOf(event, binding);
    if (owner === null) return;
    const frame = keyOf(event, event.frame);
    this.variables.set(`${owner}/${binding.declaredAt}`, { ...written, frame });
  }

  /** A variable was written, and nothing said so, or not yet. */
  forget(event: SiteEvent, binding: Binding): void {
    this.variables.delete(`${this.ownerOf(event, binding)}/${binding.declaredAt}`);
  }

  /** @returns the write that a read of a variable saw, or null where that was not recorded */
  readVariable(event: SiteEvent, binding: Binding, value: Value): Written | null {
    const owner = this.ownerOf(event, binding);
    const written = this.variables.get(`${owner}/${binding.declaredAt}`);
    return written === undefined ? null : this.explained(written, value);
  }

  sawObject(event: SiteEvent, node: SyntaxNode, value: Value): void {
    this.activations.get(keyOf(event, event.frame))?.objects.set(node, value);
  }

  private locationOf(
    event: Extract<SiteEvent, { type: 'property-read' | 'property-written' }>,
    link: SyntaxNode,
  ): string | null {
    const object = childOf(link, 'object');
    const inner = object === null ? null : unwrap(object);
    const { objects } = this.activations.get(keyOf(event, event.frame)) ?? { objects: null };
    const seen = inner === null ? undefined : objects?.get(inner);
    const value = event.object ?? seen;
    if (value === undefined || !('ref' in value) || event.key === null) return null;
    return `${event.process}:${value.ref}/${event.key}`;
  }

  writeProperty(
    event: Extract<SiteEvent, { type: 'property-written' }>,
    link: SyntaxNode,
    { write, value }: Omit<Written, 'frame'>,
  ): void {
    const location = this.locationOf(event, link);
    const frame = keyOf(event, event.frame);
    if (location !== null) this.properties.set(location, { write, value, frame });
  }

  /** @returns the write of the same activation that a read of a property saw, or null */
  readProperty(
    event: Extract<SiteEvent, { type: 'property-read' }>,
    link: SyntaxNode,
  ): Written | null {
    const location = this.locationOf(event, link);
    const written = location === null ? undefined : this.properties.get(location);
    if (written === undefined || written.frame !== keyOf(event, event.frame)) return null;
    return this.explained(written, event.value);
  }
}

/** @returns the link `o.x` that an assignment, update or delete writes, or null */
export function writtenLink(write: SyntaxNode): SyntaxNode | null {
  const target = childOf(write, 'left') ?? childOf(write, 'argument');
  const link = target === null ? null : unwrap(target);
  return link !== null && /^(?:member|subscript)_expression$/u.test(link.type) ? link : null;
}

/** @returns what the data flow calls the write that a site reports */
export function writeNodeOf({ syntax }: Place): SyntaxNode {
  return syntax.type === 'identifier' ? (writeOf(syntax) ?? syntax) : syntax;
}
