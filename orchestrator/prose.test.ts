import type { Hop } from '../protocol/answer.ts';
import { checkProse } from './prose.ts';

const hop: Hop = {
  role: 'change',
  node: 'src/a.ts#f/assign[0]',
  file: 'src/a.ts',
  line: 4,
  endLine: 5,
  function: 'f',
  code: 'x = 1',
  seq: 1,
  why: 'asked',
};

describe('checkProse', () => {
  const check = (paragraph: string | null, isShown: boolean): void => {
    const { text, objections } = checkProse(paragraph, [hop]);
    expect(text === paragraph).toBe(isShown);
    expect(objections.length === 0).toBe(isShown);
  };
  it('shows what the chain proves', () => check('x became 1 at src/a.ts:4 (#1).', true));
  it('shows a place inside of a hop', () => check('x became 1 at a.ts:5 (#1).', true));
  it('takes out a hop that there is not', () => check('x became 1 (#2).', false));
  it('takes out hop zero', () => check('x became 1 (#0).', false));
  it('takes out a place that the chain does not name', () =>
    check('The cause is src/b.ts:9 (#1).', false));
  it('says that there is none', () => check(null, false));
});
