/**
 * What there is to see of an object of each shape: a name, a size, the keys, and for collections the values. Fields of ordinary
 * objects are left to the caller, who reads one descriptor after the other and may stop. Adding a shape is adding a line.
 */
import type { ObjectShape, OmittedReason } from '../../../protocol/event.ts';
import * as own from './intrinsic.ts';
import { functionName } from './identity.ts';
import type { Identity } from './identity.ts';
import { Math } from '../realm/builtin.ts';

/** An object with more keys than this is listed once, and later only named: listing it is what costs. */
const HUGE = 5000;
const MAX_HUGE = 256;
const ERROR_FIELDS = ['message', 'name', 'code', 'actual', 'expected', 'errors', 'cause'] as const;

export interface Description {
  readonly name: string;
  readonly size: number;
  /** Property names, indices, or the keys of a Map. */
  readonly keys: readonly unknown[];
  /** Parallel to `keys`; null where the caller reads descriptors. */
  readonly values: readonly unknown[] | null;
  readonly omitted: OmittedReason | null;
}

type Describe = (target: object, width: number, name: string) => Description;

const huge = own.pin(new WeakSet<object>(), ['has', 'add']);
let hugeCount = 0;

const DESCRIBE: Readonly<Record<ObjectShape, Describe>> = {
  object: fieldsOf,
  array: describeArray,
  function: (target, width) => fieldsOf(target, width, functionName(target)),
  class: (target, width) => fieldsOf(target, width, functionName(target)),
  map: describeMap,
  set: describeSet,
  date: (target, width, name) => fieldsOf(target, width, dateText(target) || name),
  regexp: (target, width) => fieldsOf(target, width, regexpText(target)),
  error: describeError,
  promise: fieldsOf,
  'typed-array': describeTypedArray,
  buffer: describeBuffer,
  weak: nameOnly,
  boxed: describeBoxed,
  generator: nameOnly,
  proxy: () => ({ name: '', size: -1, keys: [], values: null, omitted: 'proxy' }),
  other: nameOnly,
};

/** @throws where a host object refuses to be looked at; never runs code of the program */
export function describe(
  target: object,
  shape: ObjectShape,
  width: number,
  identity: Identity,
): Description {
  return DESCRIBE[shape](target, width, shape === 'proxy' ? '' : identity.className(target));
}

function nameOnly(_target: object, _width: number, name: string): Description {
  return { name, size: -1, keys: [], values: null, omitted: null };
}

function fieldsOf(target: object, width: number, name: string): Description {
  if (hugeCount > 0 && huge.has(target))
    return { name, size: -1, keys: [], values: null, omitted: 'width' };
  const keys = own.keysOf(target);
  const size = keys.length;
  if (size <= width) return { name, size, keys, values: null, omitted: null };
  if (size > HUGE && hugeCount < MAX_HUGE) {
    huge.add(target);
    hugeCount += 1;
  }
  keys.length = width;
  return { name, size, keys, values: null, omitted: 'width' };
}

function describeArray(target: object, width: number, name: string): Description {
  const size = (target as readonly unknown[]).length;
  return {
    name,
    size,
    keys: indices(Math.min(size, width)),
    values: null,
    omitted: size > width ? 'width' : null,
  };
}

function indices(count: number): readonly number[] {
  const keys: number[] = [];
  for (let at = 0; at < count; at += 1) keys[at] = at;
  return keys;
}

function describeMap(target: object, width: number, name: string): Description {
  const size = own.mapSize(target);
  const keys: unknown[] = [];
  const values: unknown[] = [];
  const iterator = own.mapEntries(target);
  for (let at = 0; at < width; at += 1) {
    const step = own.mapNext(iterator);
    if (step.done === true) break;
    keys[at] = step.value[0];
    values[at] = step.value[1];
  }
  return { name, size, keys, values, omitted: size > width ? 'width' : null };
}

function describeSet(target: object, width: number, name: string): Description {
  const size = own.setSize(target);
  const values: unknown[] = [];
  const iterator = own.setValues(target);
  for (let at = 0; at < width; at += 1) {
    const step = own.setNext(iterator);
    if (step.done === true) break;
    values[at] = step.value;
  }
  return {
    name,
    size,
    keys: indices(values.length),
    values,
    omitted: size > width ? 'width' : null,
  };
}

function dateText(target: object): string {
  return own.dateTime(target) === own.dateTime(target) ? own.dateIso(target) : 'Invalid Date';
}

function regexpText(target: object): string {
  let flags = '';
  for (let at = 0; at < own.regexpFlags.length; at += 1) {
    const [flag, isSet] = own.regexpFlags[at] as (typeof own.regexpFlags)[number];
    if (isSet(target)) flags += flag;
  }
  return `/${own.regexpSource(target)}/${flags}`;
}

/** `stack` is never read: asking for it runs `Error.prepareStackTrace`. */
function describeError(target: object, width: number, name: string): Description {
  const keys: string[] = [];
  let size = 0;
  for (let at = 0; at < ERROR_FIELDS.length; at += 1) {
    const key = ERROR_FIELDS[at] as string;
    if (own.hasOwn(target, key)) keys[size++] = key;
  }
  const enumerable = own.keysOf(target);
  for (let at = 0; at < enumerable.length; at += 1) {
    const key = enumerable[at] as string;
    if (key === 'stack' || isErrorField(key)) continue;
    if (keys.length < width) keys[keys.length] = key;
    size += 1;
  }
  return { name, size, keys, values: null, omitted: size > keys.length ? 'width' : null };
}

function isErrorField(key: string): boolean {
  for (let at = 0; at < ERROR_FIELDS.length; at += 1) if (ERROR_FIELDS[at] === key) return true;
  return false;
}

function describeTypedArray(target: object, width: number, name: string): Description {
  const size = own.typedArrayLength(target);
  const values: unknown[] = [];
  const shown = Math.min(size, width);
  // Elements of a typed array are never accessors.
  for (let at = 0; at < shown; at += 1) values[at] = (target as ArrayLike<unknown>)[at];
  return { name, size, keys: indices(shown), values, omitted: size > shown ? 'width' : null };
}

function describeBuffer(target: object, width: number, name: string): Description {
  if (own.is.isDataView(target))
    return { name, size: own.dataViewLength(target), keys: [], values: null, omitted: 'width' };
  const size = own.is.isSharedArrayBuffer(target)
    ? own.sharedBufferLength(target)
    : own.bufferLength(target);
  const shown = Math.min(size, width);
  const bytes = new own.Bytes(target as ArrayBuffer, 0, shown);
  const values: unknown[] = [];
  for (let at = 0; at < shown; at += 1) values[at] = bytes[at];
  return { name, size, keys: indices(shown), values, omitted: size > shown ? 'width' : null };
}

function describeBoxed(target: object, _width: number, name: string): Description {
  const { is } = own;
  const value = is.isNumberObject(target)
    ? own.numberValue(target)
    : is.isStringObject(target)
      ? own.stringValue(target)
      : is.isBooleanObject(target)
        ? own.booleanValue(target)
        : is.isBigIntObject(target)
          ? own.bigintValue(target)
          : own.symbolValue(target);
  return { name, size: 1, keys: ['value'], values: [value], omitted: null };
}
