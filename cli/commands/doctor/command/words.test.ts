import { splitCommands } from './words.ts';

function check(line: string, expected: readonly string[]): void {
  expect(
    splitCommands(line).map(({ env, argv }) =>
      [...Object.entries(env).map((pair) => pair.join('=')), ...argv].join('|'),
    ),
  ).toEqual(expected);
}

describe('the programs of a script', () => {
  it.each([
    ['jest --ci', ['jest|--ci']],
    ['tsc && node dist/x.js || echo no; ls', ['tsc', 'node|dist/x.js', 'echo|no', 'ls']],
    [`A=1 B="two words" node 'a b.js'`, ['A=1|B=two words|node|a b.js']],
    ['node a.js > out.log 2>&1 | grep "x|y"', ['node|a.js', 'grep|x|y']],
    ['(cd lib; node x.js) &', ['cd|lib', 'node|x.js']],
    [String.raw`node a\ b.js "say \"hi\""`, ['node|a b.js|say "hi"']],
    [`concurrently "npm:dev" 'tsc -w'`, ['concurrently|npm:dev|tsc -w']],
    ['node x2 >y', ['node|x2']],
    ['', []],
    [`node "never closed`, ['node|never closed']],
  ])('%s', (line, expected) => check(line, expected));
});
