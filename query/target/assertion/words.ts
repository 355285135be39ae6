/**
 * What the words of assertion libraries mean: how the value that was looked at and the one that was hoped for should relate. One
 * vocabulary for node:assert, expect of jest and vitest, chai, should, ava, tap, tape, uvu, sinon and power-assert, since the same
 * word means nearly the same everywhere; where it does not, `deep` covers `same` for objects that are alike.
 */

/** How actual and expected should relate. */
export type Relation =
  | 'same'
  | 'deep'
  /** The expected one names only a part. */
  | 'partial'
  /** The actual one is true, or truthy. */
  | 'holds'
  | 'constant'
  | 'includes'
  | 'matches'
  | 'has'
  | 'length'
  | 'throws'
  | 'called'
  | 'called-with'
  | 'snapshot'
  /** So many assertions should be reached. */
  | 'planned'
  /** The place should not be reached. */
  | 'unreachable'
  | 'other';

export interface Meaning {
  readonly relation: Relation;
  readonly isNegated: boolean;
  /** Of `constant`: `null`, `undefined`, `NaN`, `true`, `false`. */
  readonly constant?: string;
}

const WORDS: Readonly<Record<Exclude<Relation, 'constant'>, string>> = {
  same: 'equal equals strictEqual strictEquals toBe is eq exactly looseEqual isEqual strictly equalTo be',
  deep: 'deepEqual deepStrictEqual toEqual toStrictEqual eql eqls same strictSame deepEquals deepLooseEqual strictDeepEqual isEquivalent equivalent isDeepStrictEqual isDeepEqual',
  partial:
    'toMatchObject partialDeepStrictEqual like hasStrict containSubset matchObject hasProps containDeep',
  holds: 'ok toBeTruthy truthy isOk assert isTruthy',
  includes: 'include includes contain contains toContain toContainEqual oneOf members toHaveMember',
  matches: 'match toMatch matches regex matchPattern',
  has: 'property toHaveProperty hasProperty ownProperty haveOwnProperty key keys hasKey hasKeys hasProp hasOwnProps',
  length: 'toHaveLength lengthOf length size',
  throws:
    'throws throw toThrow toThrowError Throw rejects throwsAsync rejected rejectedWith throwError toThrowErrorMatchingSnapshot',
  called:
    'toHaveBeenCalled toBeCalled called calledOnce calledTwice calledThrice toHaveBeenCalledOnce toHaveBeenCalledTimes toBeCalledTimes callCount',
  'called-with':
    'toHaveBeenCalledWith toBeCalledWith calledWith calledWithExactly calledOnceWith calledOnceWithExactly calledWithMatch toHaveBeenLastCalledWith lastCalledWith toHaveBeenNthCalledWith nthCalledWith toHaveBeenCalledExactlyOnceWith alwaysCalledWith',
  snapshot:
    'toMatchSnapshot toMatchInlineSnapshot matchSnapshot snapshot inlineSnapshot fixture toMatchFileSnapshot',
  planned: 'plan assertions expect',
  unreachable: 'fail unreachable notReached',
  other:
    'toBeGreaterThan toBeLessThan toBeGreaterThanOrEqual toBeLessThanOrEqual toBeCloseTo above below least most greaterThan lessThan isAbove isBelow within closeTo approximately instanceOf instanceof instance toBeInstanceOf type typeOf isA toSatisfy satisfy empty exist exists isArray isObject isString isNumber isFunction finite isFinite pass',
};

const CONSTANTS: Readonly<Record<string, readonly [constant: string, isNegated?: boolean]>> = {
  true: ['true'],
  isTrue: ['true'],
  toBeTrue: ['true'],
  false: ['false'],
  isFalse: ['false'],
  toBeFalse: ['false'],
  null: ['null'],
  isNull: ['null'],
  toBeNull: ['null'],
  undefined: ['undefined'],
  isUndefined: ['undefined'],
  toBeUndefined: ['undefined'],
  toBeDefined: ['undefined', true],
  isDefined: ['undefined', true],
  NaN: ['NaN'],
  isNaN: ['NaN'],
  toBeNaN: ['NaN'],
  isNotNull: ['null', true],
  ifError: ['null'],
  error: ['null'],
};

/** Words that say the opposite of `holds`. */
const REFUSES: ReadonlySet<string> = new Set(
  'notOk notok falsy toBeFalsy isNotOk isFalsy nok refute'.split(' '),
);

const MEANINGS: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ...Object.entries(WORDS).flatMap(([relation, words]) =>
    words
      .split(' ')
      .map((word) => [word, { relation: relation as Relation, isNegated: false }] as const),
  ),
  ...Object.entries(CONSTANTS).map(
    ([word, [constant, isNegated = false]]) =>
      [word, { relation: 'constant', isNegated, constant }] as const,
  ),
  ...[...REFUSES].map((word) => [word, { relation: 'holds', isNegated: true }] as const),
]);

const NEGATING = /^(?:not|isNot|doesNot|never)(?=[A-Z])/u;

/** @returns what the word means as an assertion, or null */
export function meaningOf(word: string): Meaning | null {
  const known = MEANINGS.get(word);
  if (known !== undefined) return known;
  const bare = word.replace(NEGATING, '');
  if (bare === word) return null;
  const lower = bare.slice(0, 1).toLowerCase() + bare.slice(1);
  const base = MEANINGS.get(lower) ?? MEANINGS.get(`${lower}s`) ?? MEANINGS.get(`is${bare}`);
  return base === undefined ? null : { ...base, isNegated: !base.isNegated };
}
