/** Which activations a question tells from the others, over recorded programs. */
import { recordProgram } from '../../provenance/record-program.contract.ts';
import { mostSaid, wordsSaid } from './said.ts';

/** @returns the numbers of the calls of `f` that the question means, from 0 */
async function meant(program: string, question: string): Promise<readonly number[]> {
  const context = await recordProgram(program);
  const own = context.timeline.frames.filter(({ site }) => site.node.endsWith('#f'));
  const found = mostSaid(context, own, wordsSaid(question, ['f']));
  return found.map((frame) => own.indexOf(frame));
}

describe('the activations that are meant', () => {
  it.each([
    [
      'an argument',
      `function f(name) { return name; }\nf('ada'); f('bob'); f('ada');`,
      'for ada',
      [0, 2],
    ],
    [
      'what an object holds, also one that was seen before',
      `function f(user) { return user; }\nconst ada = { place: { city: { name: 'Rome' } } }; const bob = {};\nf(ada); f(bob); f(ada);`,
      'in Rome',
      [0, 2],
    ],
    [
      'no further into it than three',
      `function f(x) { return x; }\nf({ a: { b: { c: { d: 'Rome' } } } }); f({});`,
      'in Rome',
      [0, 1],
    ],
    [
      'what a caller was given',
      `function f(n) { return n; }\nfunction g(name) { return f(1); }\ng('ada'); g('bob');`,
      'for bob',
      [1],
    ],
    [
      'the rarer of two words',
      `function f(kind, name) { return name; }\nf('cat', 'tom'); f('cat', 'kit'); f('dog', 'rex');`,
      'the cat kit',
      [1],
    ],
    ['none of them', `function f(name) { return name; }\nf('ada'); f('bob');`, 'for eve', [0, 1]],
    [
      'none, by words that any question may have',
      `function f(text) { return text; }\nf('ok'); f('wrong value');`,
      'why is the value wrong',
      [0, 1],
    ],
    [
      'none, by how often it was',
      `function f(n) { return n; }\nf(1); f(3);`,
      'called 3 times',
      [0, 1],
    ],
  ])('%s', async (_what, program, question, expected) =>
    expect(await meant(program, question)).toEqual(expected),
  );

  it('are found in no more time than there are objects, not activations', async () => {
    const context = await recordProgram(`
      const list = Array.from({ length: 60 }, (_, at) => ({ name: 'name ' + at, text: 'text ' + at }));
      function f(list, at) { return at; }
      function g(list, at) { return f(list, at); }
      for (let at = 0; at < 300; at += 1) g(list, at);
    `);
    const own = context.timeline.frames.filter(({ site }) => site.node.endsWith('#f'));
    let looked = 0;
    const timeline = {
      ...context.timeline,
      object: (...at: Parameters<typeof context.timeline.object>) => {
        looked += 1;
        return context.timeline.object(...at);
      },
    };
    mostSaid({ ...context, timeline }, own, wordsSaid('for name 7', []));
    expect(own).toHaveLength(300);
    expect(looked).toBeLessThan(200);
  });
});
