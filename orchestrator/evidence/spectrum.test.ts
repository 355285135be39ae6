import { recordProgram } from '../../query/provenance/record-program.contract.ts';
import type { Spectrum } from '../../query/suspect/rank.ts';
import { buildSpectrum } from './spectrum.ts';

const FILE = 'program.js';

function program(...tests: readonly string[]): string {
  return [
    'function it(name, run) { try { run(); } catch (error) { log(error.message); } }',
    'function same(a, b) { if (a !== b) throw new Error("no"); }',
    'function price(count) {',
    '  if (count > 5) {',
    '    return count * 2;',
    '  }',
    '  const whole = count * 3;',
    '  return whole;',
    '}',
    ...tests,
  ].join('\n');
}

const SMALL = 'it("small", () => { same(price(1), 3); });';
const OTHER = 'it("other", () => { same(price(2), 6); });';
const LARGE = 'it("large", () => { same(price(9), 27); });';

async function spectrumOf(...tests: readonly string[]): Promise<Spectrum> {
  return buildSpectrum(await recordProgram(program(...tests)));
}

describe('buildSpectrum', () => {
  it('a line that only the failing test ran is the most telling', async () => {
    const spectrum = await spectrumOf(SMALL, OTHER, LARGE);
    expect(spectrum(FILE, 5)).toEqual({ ran: 1, did: 1 });
    expect(spectrum(FILE, 7)).toEqual({ ran: 0, did: 0 });
  });
  it('a condition that all ran tells by the way it went', async () => {
    const spectrum = await spectrumOf(SMALL, OTHER, LARGE);
    expect(spectrum(FILE, 4)?.ran).toBeCloseTo(1 / Math.sqrt(3));
    expect(spectrum(FILE, 4)?.did).toBe(1);
  });
  it('a line that nothing ran tells nothing', async () => {
    const spectrum = await spectrumOf(SMALL, LARGE);
    expect(spectrum(FILE, 99)).toEqual({ ran: 0, did: 0 });
    expect(spectrum('other.js', 5)).toEqual({ ran: 0, did: 0 });
  });
  it('needs a failing test and a passing one', async () => {
    expect((await spectrumOf(SMALL, OTHER))(FILE, 5)).toBeNull();
    expect((await spectrumOf(LARGE))(FILE, 5)).toBeNull();
  });
  it('a test that only noted its failure counts as one', async () => {
    const context = await recordProgram(
      [
        "const t = ['tape', { equal() {} }][1];",
        'function test(name, run) { run(); }',
        'function price(count) {',
        '  if (count > 5) return count * 2;',
        '  return count * 3;',
        '}',
        "test('small', () => { t.equal(price(1), 3); });",
        "test('large', () => { t.equal(price(9), 27); });",
      ].join('\n'),
    );
    const spectrum = buildSpectrum({ ...context, hasFailed: true });
    expect(spectrum(FILE, 4)?.ran).toBeCloseTo(1 / Math.sqrt(2));
    expect(spectrum(FILE, 4)?.did).toBe(1);
  });
});
