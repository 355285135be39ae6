import { priceOf } from './price.ts';

describe('priceOf', () => {
  const million = { inputTokens: 1_000_000, outputTokens: 1_000_000 };
  const check = (provider: string, model: string, expected: number | null): void =>
    expect(priceOf({ provider, model }, million)).toBe(expected);
  it('knows a model', () => check('openai', 'gpt-4.1', 10));
  it('knows a dated model', () => check('openai', 'gpt-4.1-2025-04-14', 10));
  it('knows Gemini on both services', () => {
    check('gemini', 'gemini-2.5-pro', 11.25);
    check('vertex', 'gemini-2.5-pro', 11.25);
  });
  it('does not guess', () => {
    check('openai', 'gpt-9', null);
    check('openai', 'gemini-2.5-pro', null);
    check('openai', 'toString', null);
  });
  it('has no price for a server of one’s own', () =>
    expect(
      priceOf({ provider: 'openai', model: 'gpt-4.1', baseUrl: 'http://localhost/v1' }, million),
    ).toBeNull());
});
