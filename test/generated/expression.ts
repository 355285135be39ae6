/** Expressions of generated programs. All are printed in parentheses where precedence could matter. */
import fc from 'fast-check';
import type { Arbitrary } from 'fast-check';
import { pick } from './place.ts';
import type { Code, Place } from './place.ts';

const ATOMS = [
  '0',
  '1',
  '2',
  '-1',
  '"a"',
  '"key"',
  'undefined',
  'null',
  'true',
  'NaN',
  '-0',
  '3n',
  '{ a: 1, b: { c: 2 } }',
  '[1, 2]',
  '[]',
];
const KEYS = ['a', 'b', 'c', 'key', 'length', 'get', 'x'];
const BINARY = ['+', '-', '*', '%', '**', '&', '<<', '==', '!==', '<', '>=', '&&', '||', '??', ','];
const ASSIGN = ['=', '+=', '-=', '**=', '??=', '||=', '&&='];

/** A name that can be read here, or rarely one that cannot be read yet. */
export function nameAt(place: Place, at: number): string {
  if (at % 11 === 10 && place.later.length > 0) return pick(place.later, at)!;
  return pick(place.names, at)!;
}

const index = fc.nat({ max: 1000 });

const atom: Arbitrary<Code> = fc.oneof(
  { weight: 4, arbitrary: index.map((at) => (place: Place) => nameAt(place, at)) },
  { weight: 3, arbitrary: fc.constantFrom(...ATOMS).map((text) => () => `(${text})`) },
  { weight: 1, arbitrary: fc.constantFrom('this', 'globalThis.undeclared').map((t) => () => t) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('new.target', 'arguments', 'arguments[0]', 'arguments.length')
      .map((text) => (place: Place) => (place.inFunction ? text : '"outside"')),
  },
);

function member(object: string, key: string, optional: boolean): string {
  return optional ? `${object}?.${key}` : `${object}.${key}`;
}

function isTarget(place: Place, at: number): string {
  return pick(place.writable, at) ?? 'seed';
}

/** @param parts  functions, classes and statements, which contain expressions themselves */
export function expressions(
  self: Arbitrary<Code>,
  parts: { readonly fn: Arbitrary<Code>; readonly klass: Arbitrary<Code> },
): Arbitrary<Code> {
  const key = fc.constantFrom(...KEYS);
  const args = fc
    .array(fc.tuple(self, fc.boolean()), { maxLength: 3 })
    .map(
      (list) => (place: Place) =>
        list
          .map(([value, spread], n) => (spread && n > 0 ? `...[${value(place)}]` : value(place)))
          .join(', '),
    );
  const link = fc.tuple(self, key, fc.boolean(), fc.option(self)).map(
    ([object, name, optional, computed]) =>
      (place: Place) =>
        computed === null
          ? member(object(place), name, optional)
          : `${object(place)}${optional ? '?.' : ''}[k(${computed(place)})]`,
  );
  const call = fc
    .tuple(index, args, fc.option(fc.tuple(self, key, fc.boolean(), fc.boolean())))
    .map(([at, list, method]) => (place: Place) => {
      if (method === null) return `${pick(place.callable, at)!}(${list(place)})`;
      const [object, name, first, second] = method;
      return `${member(object(place), name, first)}${second ? '?.' : ''}(${list(place)})`;
    });
  const operation = fc.oneof(
    fc.tuple(fc.constantFrom(...BINARY), self, self).map(([operator, a, b]) => (place: Place) => {
      const left = operator === '**' ? `(${a(place)})` : a(place);
      return `(${left} ${operator} ${b(place)})`;
    }),
    fc.tuple(fc.constantFrom('-', '+', '!', '~', 'typeof ', 'void '), self).map(
      ([operator, a]) =>
        (place: Place) =>
          `(${operator}(${a(place)}))`,
    ),
    fc.tuple(self, self, self).map(
      ([a, b, c]) =>
        (place: Place) =>
          `(${a(place)} ? ${b(place)} : ${c(place)})`,
    ),
    fc.tuple(self, self).map(
      ([a, b]) =>
        (place: Place) =>
          `(String(${a(place)}) in Object(${b(place)}))`,
    ),
    link.map(
      (code) => (place: Place) =>
        place.isStrict ? `(typeof ${code(place)})` : `(delete ${code(place)})`,
    ),
    fc.constant(() => 'typeof undeclared'),
  );
  const write = fc.oneof(
    fc.tuple(index, fc.constantFrom(...ASSIGN), fc.oneof(self, parts.fn)).map(
      ([at, operator, value]) =>
        (place: Place) =>
          `(${isTarget(place, at)} ${operator} ${value(place)})`,
    ),
    fc
      .tuple(self, key, fc.constantFrom(...ASSIGN), self, fc.boolean())
      .map(([object, name, operator, value, computed]) => (place: Place) => {
        const left = computed
          ? `(${object(place)})[t(9, "${name}")]`
          : `(${object(place)}).${name}`;
        return `(${left} ${operator} ${value(place)})`;
      }),
    fc
      .tuple(index, fc.constantFrom('++', '--'), fc.boolean(), fc.option(self))
      .map(([at, operator, prefix, object]) => (place: Place) => {
        const target = object === null ? isTarget(place, at) : `(${object(place)}).a`;
        return prefix ? `(${operator}${target})` : `(${target}${operator})`;
      }),
    fc.tuple(index, index, self, self).map(([a, b, value, fallback]) => (place: Place) => {
      const [left, right] = [isTarget(place, a), isTarget(place, b)];
      return `([${left}, ${right} = ${fallback(place)}] = ${value(place)})`;
    }),
    fc.tuple(index, self, self).map(
      ([at, value, fallback]) =>
        (place: Place) =>
          `({ a: ${isTarget(place, at)} = ${fallback(place)}, ...seed.rest } = ${value(place)})`,
    ),
  );
  const literal = fc.oneof(
    fc
      .array(fc.tuple(self, fc.constantFrom('', '...', ',')), { maxLength: 3 })
      .map(
        (list) => (place: Place) =>
          `[${list
            .map(([value, how]) =>
              how === ',' ? '' : how === '...' ? `...[${value(place)}]` : value(place),
            )
            .join(', ')}]`,
      ),
    fc
      .tuple(key, self, self, parts.fn, fc.nat({ max: 5 }))
      .map(([name, a, b, fn, form]) => (place: Place) => {
        const forms = [
          `${name}: ${a(place)}, ...${b(place)}`,
          `get ${name}() { log("get ${name}"); return seed; }, b: ${a(place)}`,
          `set ${name}(v) { log("set ${name}", v); }, a: ${a(place)}`,
          `[t(1, "${name}")]: ${a(place)}, ${name}: ${fn(place)}`,
          `__proto__: { ${name}() { return super.toString === undefined; } }, x: ${b(place)}`,
          `${name}(v = seed) { return [this === undefined, v]; }, "b": ${fn(place)}`,
        ];
        return `({ ${forms[form]!} })`;
      }),
    fc.tuple(self, self).map(
      ([a, b]) =>
        (place: Place) =>
          `\`x\${String(${a(place)})}y\${typeof ${b(place)}}\``,
    ),
    fc.tuple(self, self).map(
      ([a, b]) =>
        (place: Place) =>
          `tag\`p\${${a(place)}}q\${${b(place)}}\``,
    ),
    self.map((value) => (place: Place) => `px(${value(place)})`),
  );
  const special = fc.oneof(
    self.map(
      (value) => (place: Place) =>
        place.isAsync
          ? `(await ${value(place)})`
          : place.isGenerator
            ? `(yield ${value(place)})`
            : value(place),
    ),
    self.map(
      (value) => (place: Place) =>
        place.isGenerator ? `(yield* [${value(place)}])` : `same(${value(place)})`,
    ),
    fc.tuple(index, self).map(([at, value]) => (place: Place) => {
      const name = pick(place.privates, at);
      return name === undefined ? value(place) : `(${name} in Object(${value(place)}))`;
    }),
    index.map((at) => (place: Place) => {
      const name = pick(place.privates, at);
      return name === undefined ? 'seed' : `(this.${name} += 1)`;
    }),
    key.map((name) => (place: Place) => (place.inMethod ? `super.${name}` : `"${name}"`)),
    fc.tuple(self, args).map(
      ([callee, list]) =>
        (place: Place) =>
          `(new (${callee(place)})(${list(place)}))`,
    ),
    self.map((value) => (place: Place) => typedForm(place, value(place))),
  );
  return fc.oneof(
    { depthSize: 'small', maxDepth: 5, withCrossShrink: true },
    { weight: 5, arbitrary: atom },
    { weight: 3, arbitrary: link },
    { weight: 4, arbitrary: call },
    { weight: 4, arbitrary: operation },
    { weight: 4, arbitrary: write },
    { weight: 3, arbitrary: literal },
    { weight: 3, arbitrary: special },
    {
      weight: 2,
      arbitrary: fc.oneof(parts.fn, parts.klass).map((code) => (p: Place) => `(${code(p)})`),
    },
    {
      weight: 3,
      arbitrary: fc.tuple(fc.nat({ max: 8 }), self).map(
        ([n, value]) =>
          (place: Place) =>
            `t(${n}, ${value(place)})`,
      ),
    },
  );
}

/** A form that only TypeScript has, where it may be. */
function typedForm(place: Place, value: string): string {
  if (!place.isTyped) return `(${value})`;
  const forms = [
    `(${value} as any)`,
    `(${value})!`,
    `same<any>(${value})`,
    `!same<boolean>(${value})`,
    `(seed + same<any>(${value}))`,
    `(${value} satisfies unknown)`,
    `[${value}, 1] as const`,
  ];
  return `(${pick(forms, value.length)!})`;
}
