/**
 * Texts to feed the programs with: the same ones on every machine, made from a seed, of about the asked size. They use the
 * whole range of what the program reads, in proportions like those of hand-written files.
 */

/** @returns a source of numbers from 0 (included) to `below` (excluded); the same seed gives the same numbers */
export function seeded(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const NOUNS = 'order cart price total user line item rate region query index parser token'.split(
  ' ',
);
const VERBS = 'read apply merge build find check take format resolve collect'.split(' ');

type Pick = (below: number) => number;
const one = (pick: Pick, words: readonly string[]): string => words[pick(words.length)] as string;
const name = (pick: Pick): string => `${one(pick, NOUNS)}${pick(90)}`;

function expression(pick: Pick, depth: number): string {
  const inner = (): string => expression(pick, depth - 1);
  if (depth === 0) return pick(2) === 0 ? name(pick) : String(pick(1000));
  const forms: readonly (() => string)[] = [
    () => `(${inner()}) ${one(pick, ['+', '-', '*', '<', '===', '&&', '??', '%'])} ${name(pick)}`,
    () => `${one(pick, VERBS)}(${inner()}, ${inner()})`,
    () => `${name(pick)}.${one(pick, NOUNS)}.${one(pick, VERBS)}(${inner()})`,
    () => `{ ${name(pick)}: ${inner()}, ${one(pick, NOUNS)}: [${inner()}, ${inner()}], ...rest }`,
    () => `${name(pick)} ? ${inner()} : ${inner()}`,
    () => `\`${one(pick, NOUNS)} \${${inner()}} of \${${name(pick)}}\``,
    () => `(${name(pick)}, ${one(pick, NOUNS)}) => (${inner()})`,
    () => `"${one(pick, NOUNS)} ${one(pick, VERBS)}"`,
    () => `${name(pick)}?.[${inner()}]`,
    () => `/${one(pick, NOUNS)}-(\\d+)[a-z]*$/u.exec(${name(pick)})`,
  ];
  return (forms[pick(forms.length)] as () => string)();
}

function statement(pick: Pick, depth: number): string {
  const value = (): string => `(${expression(pick, 2)})`;
  const block = (): string =>
    `{ ${Array.from({ length: 1 + pick(3) }, () => statement(pick, depth - 1)).join(' ')} }`;
  const flat: readonly (() => string)[] = [
    () => `const ${one(pick, VERBS)}${pick(1e6)} = ${expression(pick, 3)};`,
    () => `${name(pick)}.${one(pick, NOUNS)} = ${expression(pick, 2)};`,
    () => `${name(pick)}.${one(pick, VERBS)}(${expression(pick, 2)});`,
    () => `// ${one(pick, VERBS)} the ${one(pick, NOUNS)} before the next ${one(pick, NOUNS)}\n`,
  ];
  const nested: readonly (() => string)[] = [
    () => `if ${value()} ${block()} else ${block()}`,
    () => `for (const ${name(pick)} of ${one(pick, NOUNS)}s) ${block()}`,
    () => `try ${block()} catch (error) ${block()}`,
    () => `while ${value()} ${block()}`,
    () => `switch ${value()} { case ${pick(9)}: ${statement(pick, 0)} break; default: }`,
  ];
  const forms = depth > 0 && pick(3) === 0 ? nested : flat;
  return (forms[pick(forms.length)] as () => string)();
}

function declaration(pick: Pick, at: number): string {
  const body = (): string => Array.from({ length: 6 }, () => statement(pick, 2)).join('\n  ');
  if (at % 4 === 3)
    return `export class ${one(pick, VERBS)}Class${at} { count = ${pick(9)};\n  get size() { return this.count }\n  ${one(pick, VERBS)}(order, rest) {\n  ${body()}\n  return this.count }\n}\n`;
  return `export ${at % 5 === 0 ? 'async ' : ''}function ${one(pick, VERBS)}${at}(order, { cart, ...rest } = {}) {\n  ${body()}\n  return ${expression(pick, 2)};\n}\n`;
}

function paragraph(pick: Pick, at: number): string {
  const words = (count: number): string =>
    Array.from({ length: count }, () => {
      const word = one(pick, pick(2) === 0 ? NOUNS : VERBS);
      const marks = ['*', '**', '`', '~~'];
      return pick(9) === 0 ? `${marks[at % 4]}${word}${marks[at % 4]}` : word;
    }).join(' ');
  const forms: readonly (() => string)[] = [
    () => `${'#'.repeat(1 + pick(4))} ${words(5)}`,
    () => `${words(40)}, see [${words(2)}](https://example.org/${words(1)} "${words(2)}").`,
    () => `- ${words(8)}\n- ${words(6)}\n  1. ${words(5)}\n  2. ${words(7)} <br>\n- ${words(9)}`,
    () => `> ${words(20)}\n> ${words(10)}`,
    () => `\`\`\`js\nconst ${name(pick)} = ${expression(pick, 3)};\n\`\`\``,
    () => `| ${words(2)} | ${words(1)} |\n|---|:--|\n| ${words(3)} | ${words(2)} |`,
    () => `${words(30)} https://example.org/${name(pick)} &amp; "${words(3)}" -- ${words(12)}`,
  ];
  return (forms[pick(forms.length)] as () => string)();
}

function fill(bytes: number, part: (at: number) => string): string {
  const parts: string[] = [];
  for (let length = 0; length < bytes; length += (parts.at(-1) as string).length + 1)
    parts.push(part(parts.length));
  return `${parts.join('\n')}\n`;
}

/** @returns an ES module of at least `bytes` characters that parses; nothing in it is meant to run */
export function makeSource(bytes: number): string {
  const pick = seeded(7);
  return fill(bytes, (at) => declaration(pick, at));
}

/** @returns a Markdown document of at least `bytes` characters */
export function makeDocument(bytes: number): string {
  const pick = seeded(11);
  return fill(bytes, (at) => `${paragraph(pick, at)}\n`);
}
