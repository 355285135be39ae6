/**
 * Who an object is: a number, kept beside the first objects that are seen, and stamped into a private field of the object
 * itself, through a constructor that returns it, where there are many. Private fields are no properties: frozen objects and
 * proxies take them, no trap fires, nothing in the program can see them. But they give an object another hidden class, for which
 * the program's own hot code is compiled anew, and a regular expression leaves V8's fast paths: those are never stamped, and
 * where few objects are seen, in all or of their kind, looking them up costs the program less. The shape of an object never changes, so it is
 * found once and lies in the same number.
 */
import { OBJECT_SHAPES } from '../../../protocol/wire.ts';
import type { ObjectShape } from '../../../protocol/event.ts';
import { descriptorOf, hasOwn, is, isArray, pin, prototypeOf, stringSlice } from './intrinsic.ts';
import { Math } from '../realm/builtin.ts';

const SHAPES = 32;
/** Constructor names longer than this are cut; the walk up the prototypes ends after so many steps. */
const MAX_NAME = 100;
const MAX_PROTOTYPES = 8;
/** So many objects are looked up; a weak table that grows without end costs each collection of garbage. */
const MAX_KEPT = 40_000;
/** Of every kind so many are looked up in any case, up to a number of all. */
const FEW = 512;
const MAX_FEW = 80_000;

class Returning {
  constructor(target: object) {
    return target;
  }
}

export interface Identity {
  /** @returns the object's mark; the same on every call */
  markOf(target: object): number;
  /** From now on the object is named and never looked into. */
  close(target: object): void;
  /** Constructor name from own data properties of the prototype chain; '' where there is none. */
  className(target: object): string;
}

export function refOf(mark: number): number {
  return Math.floor(mark / SHAPES);
}
export function shapeOf(mark: number): number {
  return mark % SHAPES;
}
export function shapeIndex(shape: ObjectShape): number {
  return OBJECT_SHAPES.indexOf(shape);
}

interface PrototypeNote {
  readonly name: string;
  /** The first object seen with this prototype was an ordinary object, so the others are taken for one. */
  readonly ordinary: boolean;
  /** How many objects with this prototype have a mark. */
  marked: number;
}

export function createIdentity(): Identity {
  class Stamp extends Returning {
    #mark: number;
    constructor(target: object, mark: number) {
      super(target);
      this.#mark = mark;
    }
    static read(target: object): number {
      return #mark in target ? (target as Stamp).#mark : 0;
    }
  }
  const { read } = Stamp;
  const kept = pin(new WeakMap<object, number>(), ['get', 'set']);
  const notes = pin(new WeakMap<object, PrototypeNote>(), ['get', 'set']);
  let refs = 0;
  let keptCount = 0;

  function noteOf(prototype: object, target: object): PrototypeNote {
    const known = notes.get(prototype);
    if (known !== undefined) return known;
    const note = {
      name: nameOfPrototype(prototype),
      ordinary: exoticShape(target) === 'object',
      marked: 0,
    };
    notes.set(prototype, note);
    return note;
  }

  function shape(target: object): ObjectShape {
    if (is.isProxy(target)) return 'proxy';
    if (typeof target === 'function') return functionShape(target);
    if (isArray(target)) return 'array';
    const prototype = prototypeOf(target);
    if (prototype === null) return exoticShape(target);
    return noteOf(prototype, target).ordinary ? 'object' : exoticShape(target);
  }

  function known(target: object): number {
    return kept.get(target) ?? (keptCount < MAX_KEPT ? 0 : read(target));
  }

  function isOneOfFew(target: object, as: ObjectShape): boolean {
    if (keptCount >= MAX_FEW || as === 'proxy') return false;
    const prototype = prototypeOf(target);
    if (prototype === null) return false;
    const note = noteOf(prototype, target);
    note.marked += 1;
    return note.marked <= FEW;
  }

  function makeMark(target: object, as: ObjectShape): number {
    refs += 1;
    const mark = refs * SHAPES + shapeIndex(as);
    const isFew = isOneOfFew(target, as);
    if (keptCount >= MAX_KEPT && as !== 'regexp' && !isFew) {
      try {
        new Stamp(target, mark);
        return mark;
      } catch {
        // An object that takes no field, as newer rules say of those that cannot be extended.
      }
    }
    keptCount += 1;
    kept.set(target, mark);
    return mark;
  }

  return {
    markOf(target) {
      return known(target) || makeMark(target, shape(target));
    },
    close(target) {
      if (known(target) === 0) makeMark(target, 'other');
    },
    className(target) {
      const prototype = prototypeOf(target);
      return prototype === null ? '' : noteOf(prototype, target).name;
    },
  };
}

function functionShape(target: object): ObjectShape {
  // A class's `prototype` is read-only, a function's is not; arrows and methods have none.
  const prototype = descriptorOf(target, 'prototype');
  return prototype !== undefined && prototype.writable === false && !is.isGeneratorFunction(target)
    ? 'class'
    : 'function';
}

function exoticShape(target: object): ObjectShape {
  if (is.isNativeError(target)) return 'error';
  if (is.isMap(target)) return 'map';
  if (is.isSet(target)) return 'set';
  if (is.isDate(target)) return 'date';
  if (is.isRegExp(target)) return 'regexp';
  if (is.isPromise(target)) return 'promise';
  if (is.isTypedArray(target)) return 'typed-array';
  if (is.isAnyArrayBuffer(target) || is.isDataView(target)) return 'buffer';
  if (is.isWeakMap(target) || is.isWeakSet(target)) return 'weak';
  if (is.isBoxedPrimitive(target)) return 'boxed';
  if (is.isGeneratorObject(target)) return 'generator';
  if (is.isExternal(target)) return 'other';
  return 'object';
}

function nameOfPrototype(prototype: object): string {
  let at: object | null = prototype;
  for (let step = 0; at !== null && step < MAX_PROTOTYPES; step += 1) {
    if (is.isProxy(at)) return '';
    const made = dataProperty(at, 'constructor');
    if (typeof made === 'function') return functionName(made);
    at = prototypeOf(at);
  }
  return '';
}

/** @returns the function's own `name` where it is a plain string */
export function functionName(target: object): string {
  if (is.isProxy(target)) return '';
  const name = dataProperty(target, 'name');
  return typeof name === 'string' ? stringSlice(name, 0, MAX_NAME) : '';
}

/** @returns the value of an own data property, undefined where there is none or it is an accessor; not for proxies */
export function dataProperty(target: object, key: PropertyKey): unknown {
  const descriptor = descriptorOf(target, key);
  return descriptor !== undefined && hasOwn(descriptor, 'value') ? descriptor.value : undefined;
}
