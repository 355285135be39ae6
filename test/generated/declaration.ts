/** Functions and classes of generated programs: parameters, bodies, members. */
import fc from 'fast-check';
import type { Arbitrary } from 'fast-check';
import { printBlock, within, withNames } from './place.ts';
import type { Code, Place, Statement } from './place.ts';

type Named = (place: Place, name: string) => string;

export interface Declarations {
  readonly fn: Arbitrary<Code>;
  readonly klass: Arbitrary<Code>;
  /** With a name, as a statement. */
  readonly namedFunction: Arbitrary<Named>;
  readonly namedClass: Arbitrary<Named>;
}

interface Parameters {
  readonly text: string;
  readonly names: readonly string[];
}

type PrintParameters = (place: Place) => Parameters;

const FORMS = ['plain', 'default', 'object', 'array', 'rest', 'closure'] as const;

function printParameter(
  form: (typeof FORMS)[number],
  at: { readonly place: Place; readonly value: Code; readonly isLast: boolean },
): Parameters {
  const { place, value, isLast } = at;
  const name = place.fresh('p');
  const type = place.isTyped ? ': any' : '';
  // `await` and `yield` are not allowed here, and calls could go round without burning fuel.
  const callable = place.callable.slice(0, 2);
  const fallback = value({ ...place, callable, isAsync: false, isGenerator: false });
  switch (form) {
    case 'plain':
      return { text: `${name}${type}`, names: [name] };
    case 'default':
      return { text: `${name}${type} = ${fallback}`, names: [name] };
    case 'object':
      return { text: `{ a: ${name} = ${fallback}, b }${type} = {}`, names: [name, 'b'] };
    case 'array':
      return { text: `[${name}, , ...rest]${type} = [1, 2, 3]`, names: [name, 'rest'] };
    case 'rest':
      return isLast
        ? { text: `...${name}${place.isTyped ? ': any[]' : ''}`, names: [name] }
        : { text: `${name}${type}`, names: [name] };
    case 'closure':
      return { text: `${name}${type} = () => [typeof ${name}, ${fallback}]`, names: [name] };
  }
}

function parameters(expression: Arbitrary<Code>): Arbitrary<PrintParameters> {
  return fc
    .array(fc.tuple(fc.constantFrom(...FORMS), expression), { maxLength: 3 })
    .map((list) => (outer) => {
      let place = outer;
      const seen = new Set<string>();
      const done: Parameters[] = [];
      list.forEach(([form, value], at) => {
        const isTwice =
          (form === 'object' && seen.has('b')) || (form === 'array' && seen.has('rest'));
        const one = printParameter(isTwice ? 'plain' : form, {
          place,
          value,
          isLast: at === list.length - 1,
        });
        for (const name of one.names) seen.add(name);
        place = withNames(place, one.names);
        done.push(one);
      });
      return {
        text: done.map(({ text }) => text).join(', '),
        names: done.flatMap(({ names }) => names),
      };
    });
}

function body(place: Place, statements: readonly Statement[], isStrict: boolean): string {
  const directive = isStrict ? '"use strict"; ' : '';
  return `{ ${directive}burn();\n${printBlock({ ...place, isStrict: place.isStrict || isStrict }, statements)}\n}`;
}

export function declarations(
  expression: Arbitrary<Code>,
  statements: Arbitrary<readonly Statement[]>,
): Declarations {
  const params = parameters(expression);
  const flags = fc.record({ isAsync: fc.boolean(), isGenerator: fc.boolean() });
  const plain = fc
    .tuple(params, statements, flags, fc.boolean())
    .map(([print, block, kind, strict]) => (place: Place, name: string) => {
      const inside = within(place, { privates: place.privates, ...kind });
      const { text, names } = print({ ...inside, isAsync: false, isGenerator: false });
      const isSimple = /^[\w$, ]*$/u.test(text);
      const head = `${kind.isAsync ? 'async ' : ''}function${kind.isGenerator ? '*' : ''}`;
      return `${head} ${name}(${text}) ${body(withNames(inside, names), block, strict && isSimple && !place.isTyped)}`;
    });
  const arrow = fc
    .tuple(params, fc.oneof(expression, statements), fc.boolean())
    .map(([print, inner, isAsync]) => (place: Place) => {
      const inside: Place = {
        ...within(place, { isAsync, inFunction: place.inFunction, inMethod: place.inMethod }),
      };
      const { text, names } = print({ ...inside, isAsync: false });
      const here = withNames(inside, names);
      const head = `${isAsync ? 'async ' : ''}(${text}) =>`;
      return typeof inner === 'function'
        ? `(${head} (burn(), ${inner(here)}))`
        : `(${head} ${body(here, inner, false)})`;
    });
  const klass = classes(expression, statements, params);
  return {
    fn: fc.oneof(
      arrow,
      plain.map((print) => (place: Place) => print(place, '')),
      plain.map((print) => (place: Place) => print(place, place.fresh('named'))),
    ),
    klass: klass.map((print) => (place: Place) => print(place, '')),
    namedFunction: plain,
    namedClass: klass,
  };
}

const MEMBERS = [
  'field',
  'private',
  'static',
  'block',
  'method',
  'getter',
  'setter',
  'async',
  'generator',
  'constructor',
  'arrow',
  'secret',
] as const;

function classes(
  expression: Arbitrary<Code>,
  statements: Arbitrary<readonly Statement[]>,
  params: Arbitrary<PrintParameters>,
): Arbitrary<Named> {
  const member = fc.tuple(
    fc.constantFrom(...MEMBERS),
    expression,
    statements,
    params,
    fc.boolean(),
  );
  return fc
    .tuple(fc.array(member, { maxLength: 4 }), fc.option(expression, { freq: 4 }), fc.boolean())
    .map(([members, base, derived]) => (outer: Place, name: string) => {
      const secret = `#${outer.fresh('s')}`;
      const place: Place = {
        ...within(outer, { privates: [...outer.privates, secret], isStrict: true }),
      };
      const isDerived = base !== null || derived;
      const heritage =
        base === null
          ? derived
            ? ' extends Base'
            : ''
          : ` extends fit(${base({ ...place, privates: outer.privates, inFunction: outer.inFunction })})`;
      let hasConstructor = false;
      const lines = members.map(([kind, value, block, print, isStatic]) => {
        const inside: Place = { ...place, inMethod: true };
        const inField: Place = { ...inside, inFunction: false, mayReturn: false };
        const head = isStatic ? 'static ' : '';
        const { text, names } = print(kind === 'arrow' ? inField : inside);
        const code = (extra: Partial<Place> = {}): string =>
          body({ ...withNames(inside, names), ...extra }, block, false);
        switch (kind) {
          case 'field':
            return `${head}${isStatic ? 'a' : 'b'} = ${value(inField)}`;
          case 'private':
            return `${head}${`#${outer.fresh('q')}`} = ${value(inField)};`;
          case 'static':
            return `static c = ${value(inField)}; ["k" + ${isStatic ? 1 : 2}] = this;`;
          case 'block':
            return `static { ${printBlock({ ...inField, isAsync: false, blocks: [] }, block.slice(0, 2))} }`;
          case 'method':
            return `${head}get(${text}) ${code()}`;
          case 'getter':
            return `${head}get x() { log("get x"); return ${value(inside)}; }`;
          case 'setter':
            return `${head}set key(v${place.isTyped ? ': any' : ''}) { log("set key", v); }`;
          case 'async':
            return `${head}async b2(${text}) ${code({ isAsync: true })}`;
          case 'generator':
            return `;${head}*[Symbol.iterator](${text}) ${code({ isGenerator: true })}`;
          case 'arrow':
            return `${head}c2 = (${text}) => ${value(withNames(inField, names))};`;
          case 'secret':
            return `#m() { return ${value(inside)}; } callSecret() { return this.#m(); }`;
          case 'constructor': {
            if (hasConstructor) return ';';
            hasConstructor = true;
            const start = isDerived
              ? `super(${text === '' ? '' : value({ ...inside, names: outer.names, later: [] })}); `
              : '';
            return `constructor(${text}) { burn(); ${start}\n${printBlock({ ...withNames(inside, names) }, block)}\n}`;
          }
        }
      });
      const once = lines.filter(
        (line, at) => !line.startsWith('#m') || lines.findIndex((l) => l.startsWith('#m')) === at,
      );
      return `class ${name}${heritage} { ${secret}${place.isTyped ? ': any' : ''} = 1;\n${once.join('\n')}\n}`;
    });
}
