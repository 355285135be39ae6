/** Being named changes nothing that the program's speed stands on. */
import { setFlagsFromString } from 'node:v8';
import { createIdentity } from './identity.ts';

setFlagsFromString('--allow-natives-syntax');
const haveSameClass = new Function('a', 'b', 'return %HaveSameMap(a, b)') as (
  a: object,
  b: object,
) => boolean;
setFlagsFromString('--no-allow-natives-syntax');

/** More than are looked up before objects are stamped. */
const MANY = 50_000;

describe('identity', () => {
  it('leaves regular expressions in the hidden class that the engine has fast paths for', () => {
    const identity = createIdentity();
    for (let at = 0; at < MANY; at += 1) identity.markOf({ at });
    const named = [/a/u, /b/gu];
    const marks = named.map((one) => identity.markOf(one));
    expect(named.every((one) => haveSameClass(one, /c/u))).toBe(true);
    expect(named.map((one) => identity.markOf(one))).toEqual(marks);
    expect(new Set(marks).size).toBe(2);
    const stamped = { at: 0 };
    identity.markOf(stamped);
    expect(haveSameClass(stamped, { at: 0 })).toBe(false);
  });

  it('leaves the first objects of every kind as they are, however many others there are', () => {
    class Parser {
      at = 0;
    }
    const identity = createIdentity();
    for (let at = 0; at < MANY; at += 1) identity.markOf({ at });
    const parser = new Parser();
    const mark = identity.markOf(parser);
    expect(haveSameClass(parser, new Parser())).toBe(true);
    expect(identity.markOf(parser)).toBe(mark);
  });
});
