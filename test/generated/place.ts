/**
 * Where a piece of a generated program stands: which names it may use, and which words are allowed there. Code is a function of
 * its place, so that the same piece is right wherever fast-check puts it, and shrinks without leaving a valid program.
 */
export interface Place {
  /** Readable names, the innermost last. */
  readonly names: readonly string[];
  /** Names of the block that are declared further down: reading them throws. */
  readonly later: readonly string[];
  readonly writable: readonly string[];
  /** Names that are called as functions. */
  readonly callable: readonly string[];
  readonly privates: readonly string[];
  readonly isAsync: boolean;
  readonly isGenerator: boolean;
  /** `arguments` and `new.target` */
  readonly inFunction: boolean;
  readonly mayReturn: boolean;
  /** `super.x` */
  readonly inMethod: boolean;
  readonly inLoop: boolean;
  readonly inSwitch: boolean;
  /** Labels of loops around. */
  readonly loops: readonly string[];
  /** Labels of other statements around. */
  readonly blocks: readonly string[];
  readonly isStrict: boolean;
  /** TypeScript is allowed. */
  readonly isTyped: boolean;
  /** A name that was not used before. */
  readonly fresh: (prefix: string) => string;
}

/** Text of an expression, safe as an operand of anything. */
export type Code = (place: Place) => string;

export interface Statement {
  /** How many names it declares in its block, and how they may be used. */
  readonly declares: readonly ('let' | 'const' | 'function' | 'class')[];
  readonly print: (place: Place, own: readonly string[]) => string;
}

export function outermost(options: { isStrict: boolean; isTyped: boolean }): Place {
  let count = 0;
  return {
    names: ['seed'],
    later: [],
    writable: ['seed'],
    callable: ['t', 'same'],
    privates: [],
    isAsync: false,
    isGenerator: false,
    inFunction: false,
    mayReturn: false,
    inMethod: false,
    inLoop: false,
    inSwitch: false,
    loops: [],
    blocks: [],
    ...options,
    fresh: (prefix) => `${prefix}${(count += 1)}`,
  };
}

export function pick<T>(list: readonly T[], at: number): T | undefined {
  return list.length === 0 ? undefined : list[at % list.length];
}

/** The inside of a function: what is around stays readable, what controls the outer function does not reach in. */
export function within(place: Place, change: Partial<Place>): Place {
  return {
    ...place,
    isAsync: false,
    isGenerator: false,
    inFunction: true,
    mayReturn: true,
    inMethod: false,
    inLoop: false,
    inSwitch: false,
    loops: [],
    blocks: [],
    ...change,
  };
}

export function withNames(place: Place, names: readonly string[], writable = names): Place {
  return {
    ...place,
    names: [...place.names, ...names],
    writable: [...place.writable, ...writable],
  };
}

/** Statements of one block. Each may use what is declared before it; now and then what is declared behind it. */
export function printBlock(place: Place, statements: readonly Statement[]): string {
  const own = statements.map(({ declares }) =>
    declares.map((kind) => place.fresh(kind === 'class' ? 'K' : kind === 'function' ? 'f' : 'v')),
  );
  const hoisted = statements.flatMap(({ declares }, at) =>
    own[at]!.filter((_name, n) => declares[n] === 'function'),
  );
  let here: Place = {
    ...place,
    names: [...place.names, ...hoisted],
    callable: [...place.callable, ...hoisted],
    later: own.flat().filter((name) => !hoisted.includes(name)),
  };
  const lines = statements.map((statement, at) => {
    const names = own[at]!;
    const text = statement.print(here, names);
    const fresh = names.filter((name) => !hoisted.includes(name));
    here = {
      ...here,
      names: [...here.names, ...fresh],
      writable: [...here.writable, ...names.filter((_n, n) => statement.declares[n] === 'let')],
      later: here.later.filter((name) => !names.includes(name)),
    };
    return text;
  });
  return lines.join('\n');
}
