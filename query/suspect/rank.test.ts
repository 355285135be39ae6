import { scoreOf as scoreBy } from './score.ts';
import type { Doubt } from '../provenance/implicit/doubtful.ts';
import type { Features } from './rank.ts';
import { WEIGHT } from './weights.ts';

const scoreOf = (features: Features, weights = WEIGHT): number => scoreBy(features, weights);

const PLAIN: Features = {
  distance: 2,
  functionRank: 2,
  hasOperation: false,
  isBorn: false,
  isPassing: false,
  isNothing: false,
  named: 0,
  predicate: null,
  lacksArgument: false,
  lacksProperty: false,
  isLost: false,
  isSymptom: false,
  isPieceBorn: false,
  isForwarding: false,
  isOnlyNear: false,
  isFunctionNamed: false,
  isData: true,
  isTest: false,
  isDriver: false,
  hasPattern: false,
  returns: false,
  calls: 0,
  callers: 1,
  likeFunction: 0,
  likeLine: 0,
  isElsewhere: false,
  loses: false,
  doubts: new Set<Doubt>(),
  isUnawaited: false,
  changedAfter: null,
};

describe('scoreOf', () => {
  const less = (lower: Partial<Features>, higher: Partial<Features>): void =>
    expect(scoreOf({ ...PLAIN, ...lower })).toBeLessThan(scoreOf({ ...PLAIN, ...higher }));
  it('falls with distance, everywhere', () => {
    for (let distance = 0; distance < 12; distance += 0.5)
      less({ distance: distance + 0.5 }, { distance });
  });
  it('falls with the rank of the function', () => {
    for (let rank = 0; rank < 9; rank += 1)
      less({ functionRank: rank + 1 }, { functionRank: rank });
  });
  it('rises with the share of names', () => less({ named: 0.2 }, { named: 0.4 }));
  it('rises with what only failing tests did', () => less({ predicate: 0.2 }, { predicate: 1 }));
  it('takes no tests to compare as nothing told', () =>
    expect(scoreOf(PLAIN)).toBe(scoreOf({ ...PLAIN, predicate: 0 })));
  it('rises where something is computed', () => less({}, { hasOperation: true }));
  it('rises where what was not given was there to be given', () =>
    less({ lacksArgument: true }, { lacksArgument: true, isLost: true }));
  it('falls where the symptom itself is shown', () => less({ isSymptom: true }, {}));
  it('falls where no dependence leads', () => less({ isOnlyNear: true }, {}));
  it('prefers an operation to a call that only passes on', () =>
    less({ isForwarding: true }, { hasOperation: true }));
  it('rises where a parameter was not given', () => less({}, { lacksArgument: true }));
  it('rises in a function that the question points at', () => less({}, { isFunctionNamed: true }));
  it('rises where what was expected goes in and does not come out', () =>
    less({}, { loses: true }));
  it('rises where equal values are compared by their order', () =>
    less({}, { doubts: new Set(['bound']) }));
  it('rises where an operator met values of two kinds', () =>
    less({}, { doubts: new Set(['pitfall']) }));
  it('rises where nothing was told from zero', () => less({}, { doubts: new Set(['empty']) }));
  it('falls where the test is about another file', () => less({ isElsewhere: true }, {}));
  it('rises with the words of the question on the line', () =>
    less({ likeLine: 0.2 }, { likeLine: 0.6 }));
  it('falls with the number of functions that call', () => less({ callers: 4 }, { callers: 1 }));
  it('rises with what was changed lately', () =>
    less({ changedAfter: 0.6 }, { changedAfter: 0.1 }));
  it('takes changes that are not known as none', () =>
    expect(scoreOf({ ...PLAIN, changedAfter: null })).toBeLessThan(
      scoreOf({ ...PLAIN, changedAfter: 1 }),
    ));
  it('falls where only control leads', () => less({ isData: false }, {}));
  it('falls in a test', () => less({ isTest: true }, {}));
  it('falls in the script that drives the program', () => less({ isDriver: true }, {}));
  it('falls where an ordinary value is passed on', () => less({ isPassing: true }, {}));
  it('rises where a promise is used like what it comes to', () => less({}, { isUnawaited: true }));
  it('prefers the line on which a NaN is born to those that pass it on', () =>
    less({ isPassing: true, isNothing: true }, { isBorn: true, isNothing: true }));
  it('weighs with what it is given', () => {
    const weight = {
      nearness: 0,
      reach: 1,
      functionRank: 0,
      operation: 5,
      forwarding: 0,
      onlyFailing: 0,
      pieceBorn: 0,
      symptom: 0,
      onlyNear: 0,
      lacksProperty: 0,
      lost: 0,
      birth: 0,
      passing: 0,
      birthOfNothing: 0,
      passingNothing: 0,
      named: 0,
      predicate: 0,
      lacksArgument: 0,
      functionNamed: 0,
      controlOnly: 0,
      test: 0,
      driver: 0,
      pattern: 0,
      returns: 0,
      calls: 0,
      fewCallers: 0,
      likeFunction: 0,
      likeLine: 0,
      elsewhere: 0,
      loses: 0,
      atBound: 0,
      pitfall: 0,
      empty: 0,
      unawaited: 0,
      reset: 0,
      changed: 0,
    };
    expect(scoreOf({ ...PLAIN, hasOperation: true }, weight)).toBe(5);
  });
});
