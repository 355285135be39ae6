/**
 * A site is one inserted probe point: the link between a number in the event stream and a place in the source. The table
 * of sites is written by the instrumenter, travels with the recording, and is all that the reader needs to name an event.
 * Offsets are UTF-16 half-open positions in the original text.
 */
import type { NodeId, SiteId } from './ids.ts';

/** What a site reports; decides which event type its records become. */
export type SiteKind =
  | 'function' // call-start and call-end of a function; `names` are the captured parameters
  | 'return' // a returned expression
  | 'write' // a variable takes a value (declaration, assignment, loop head, destructuring target, catch binding)
  | 'update' // `x++`, `x--`, `++x`, `--x` on a variable or property
  | 'property' // a property or element is written
  | 'field' // a class field initialiser
  | 'delete' // `delete o.x`: a property write that leaves undefined; receiver and key on their own sites
  | 'iteration' // a loop whose iterations have variables of their own that closures capture
  | 'read' // a property or element is read; the value
  | 'receiver' // the object of the read, write or call at `target`
  | 'key' // the computed key of the read, write or call at `target`
  | 'call' // a call or `new` expression; its result
  | 'argument' // an argument of a call that is itself an operation; its value
  | 'literal' // an object or array literal, a template or a regular expression; the created value
  | 'await' // the value of an await expression, after it resumed
  | 'yield' // the value of a yield expression, after it resumed
  | 'suspend' // the operand of await or yield, before the frame is suspended
  | 'value' // any other expression that a `value` probe names
  | 'branch' // a condition, the left operand of && || ??, a switch discriminant
  | 'case' // a switch case was entered
  | 'throw' // the operand of a throw statement
  | 'catch' // the value bound by a catch clause
  | 'state' // the object of a method, at its start and at its end; `names` is `this`
  | 'sent' // an argument of a call that hands something over; `key` is how the text calls that
  | 'received' // a listener was called; `names` are its parameters, `key` what it listens to
  | 'snapshot'; // named locals at a statement; `names` are the captured variables

export interface OriginalNames {
  /** `function`: node id in the source. */
  readonly node?: NodeId;
  /** Name of the `binding`. */
  readonly name?: string;
  /** As `names`. */
  readonly names?: readonly string[];
}

export interface Site {
  readonly id: SiteId;
  readonly kind: SiteKind;
  /** The node it reports about. */
  readonly node: NodeId;
  /** Node id of the function that contains it (of the function itself for kind `function`). */
  readonly fn: NodeId;
  readonly file: string;
  /** Range of the node in the original source. */
  readonly start: number;
  readonly end: number;
  /** The probe of the plan that asked for it. */
  readonly probe: string;
  /** `write`/`update` of a variable: its name and the function that declares it (the owner of the scope token). */
  readonly binding?: {
    readonly name: string;
    readonly declaredIn: NodeId | null;
    readonly declaredAt: number;
  };
  /** `property`/`field`/`read`: the key where it is static. */
  readonly key?: string;
  /** `receiver`/`key`: the site whose object or key this is. */
  readonly target?: SiteId;
  /** `call`: the receiver is `this`, which reports nothing of its own. */
  readonly isOnThis?: true;
  /** `function`: names of the values in call-start, `this` first where it is captured; `snapshot`: names of the values. */
  readonly names?: readonly string[];
  /** Condition under which the site's events are recorded, those of the whole activation for kind `function`. */
  readonly when?: string;
  /** `sent`: which argument of how many; `isLast` of those that are reported. The others' `target` is the first. */
  readonly part?: { readonly index: number; readonly of: number; readonly isLast: boolean };
  /** `state`: which end of the activation. */
  readonly phase?: 'before' | 'after';
  /** In generated text: what the source that it was made from calls it, where that is known and differs. */
  readonly original?: OriginalNames;
  /** `update`: `++x` reports the new value, `x++` the old one. */
  readonly update?: 'prefix++' | 'prefix--' | 'postfix++' | 'postfix--';
}
