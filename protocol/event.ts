/**
 * What happened: the closed, versioned union of events of one merged recording. Events are what the reader of a recording
 * yields; `protocol/wire.ts` is how they lie on disk. Every event has a `seq`; every event of a probe has site and frame.
 */
import type { FrameId, ObjectRef, Seq, SiteId } from './ids.ts';

export const EVENT_VERSION = 1;

/** Why a value, or a part of one, is not there. Never lose silently. */
export type OmittedReason =
  | 'depth'
  | 'width'
  | 'length'
  | 'time'
  | 'accessor'
  | 'proxy'
  | 'redacted'
  | 'unreadable'
  | 'dropped'
  | 'hole';

export type Primitive =
  | { readonly kind: 'undefined' }
  | { readonly kind: 'null' }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'bigint'; readonly text: string }
  /** `length` is the true length in UTF-16 units; `text` may be cut. */
  | { readonly kind: 'string'; readonly text: string; readonly length: number }
  | { readonly kind: 'symbol'; readonly description: string };

export type ObjectShape =
  | 'object'
  | 'array'
  | 'function'
  | 'class'
  | 'map'
  | 'set'
  | 'date'
  | 'regexp'
  | 'error'
  | 'promise'
  | 'typed-array'
  | 'buffer'
  | 'weak'
  | 'boxed'
  | 'generator'
  | 'proxy'
  | 'other';

export interface Field {
  /** Property name, `[Symbol(x)]`, or the index of an element or Map entry; for a Map `key => ` is in `keyValue`. */
  readonly key: string;
  readonly value: Value;
}

export interface ObjectValue {
  readonly kind: 'object';
  readonly ref: ObjectRef;
  readonly shape: ObjectShape;
  /** Constructor name, function name; text of a RegExp, ISO text of a Date. */
  readonly name: string;
  /** Own enumerable keys, elements or entries there are in all; -1 where it is not known. */
  readonly size: number;
  readonly fields: readonly Field[];
  /** Present where fields are missing. */
  readonly omitted?: OmittedReason;
}

export type Value =
  | Primitive
  | ObjectValue
  /** An object whose snapshot was recorded earlier (or not at all): identity only. */
  | { readonly kind: 'seen'; readonly ref: ObjectRef }
  | { readonly kind: 'omitted'; readonly reason: OmittedReason };

/** One field of an object, by its path; null where the object had or has no such field. */
export interface StateChange {
  readonly key: string;
  readonly was: Value | null;
  readonly value: Value | null;
}

interface Base {
  readonly seq: Seq;
  /** Index into the recording's list of processes. */
  readonly process: number;
}
interface AtSite extends Base {
  readonly site: SiteId;
  readonly frame: FrameId;
}

export type ScopeEvent =
  | (AtSite & {
      readonly type: 'call-start';
      /** The frame that was active when the call began (0: none recorded). */
      readonly parent: FrameId;
      /** The activation of the lexically enclosing function (0: module level or not recorded): closures read there. */
      readonly outer: FrameId;
      /** Parallel to the site's `names`. */
      readonly values: readonly Value[];
    })
  | (AtSite & { readonly type: 'call-end'; readonly outcome: 'returned'; readonly value: Value })
  | (AtSite & { readonly type: 'call-end'; readonly outcome: 'threw' })
  /** A variable is written. `token` is the activation that owns the variable (0: not recorded). */
  | (AtSite & { readonly type: 'variable-written'; readonly token: FrameId; readonly value: Value })
  /**
   * A round of a loop begins. `token` owns the round's own variables and is the `outer` of the closures that capture them;
   * `outer` is the round or the activation around it.
   */
  | (AtSite & {
      readonly type: 'iteration-started';
      readonly token: FrameId;
      readonly outer: FrameId;
    })
  /** A property or element is written; receiver and key come from their own sites and are joined by the reader. */
  | (AtSite & {
      readonly type: 'property-written';
      readonly object: Value | null;
      readonly key: string | null;
      readonly value: Value;
    })
  /** A property or element is read. `object` is null where the receiver was not recorded. */
  | (AtSite & {
      readonly type: 'property-read';
      readonly object: Value | null;
      readonly key: string | null;
      readonly value: Value;
    })
  /** The result of a call; `object` is the receiver of a method call. */
  | (AtSite & {
      readonly type: 'call-result';
      readonly object: Value | null;
      readonly key: string | null;
      readonly value: Value;
    })
  /** The value of any other expression (argument, literal, receiver, key, value). */
  | (AtSite & { readonly type: 'value-read'; readonly value: Value })
  | (AtSite & { readonly type: 'branch-taken'; readonly value: Value })
  | (AtSite & { readonly type: 'snapshot-taken'; readonly values: readonly Value[] })
  /** A call hands something over: what it is given, right before it runs. `channel` is how the text calls it. */
  | (AtSite & {
      readonly type: 'message-sent';
      readonly channel: string;
      readonly values: readonly Value[];
    })
  /** A listener was called. `values` are parallel to the site's `names`. */
  | (AtSite & {
      readonly type: 'message-received';
      readonly channel: string;
      readonly values: readonly Value[];
    })
  /**
   * A method has ended: `value` is its object now, `was` the object when it began (null: not recorded), with the fields between the
   * two that are others.
   */
  | (AtSite & {
      readonly type: 'state-changed';
      readonly value: Value;
      readonly was: Value | null;
      readonly changed: readonly StateChange[];
    })
  | (AtSite & { readonly type: 'suspended'; readonly value: Value })
  | (AtSite & { readonly type: 'resumed'; readonly value: Value })
  | (AtSite & { readonly type: 'error-thrown'; readonly value: Value })
  | (AtSite & { readonly type: 'error-caught'; readonly value: Value })
  | (Base & {
      readonly type: 'process-started';
      readonly pid: number;
      readonly thread: number;
      readonly argv: readonly string[];
    })
  | (Base & { readonly type: 'process-ended'; readonly exitCode: number | null })
  | (Base & {
      readonly type: 'process-error';
      readonly origin: 'uncaught-exception' | 'unhandled-rejection';
      readonly frame: FrameId;
      readonly value: Value;
    })
  | (Base & { readonly type: 'clock'; readonly epochMs: number })
  | (Base & { readonly type: 'events-dropped'; readonly count: number; readonly reason: string })
  | (Base & {
      readonly type: 'probe-throttled';
      readonly site: SiteId;
      readonly state: 'full' | 'sampled' | 'counted' | 'off';
    });

export type EventType = ScopeEvent['type'];
export type SiteEvent = Extract<ScopeEvent, { readonly site: SiteId; readonly frame: FrameId }>;
