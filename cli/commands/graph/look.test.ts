/** What `scope graph` says of wrong input, of what it could not read, and how it prints places: for people, pipes and programs. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runCli } from '../../run.ts';

const roots: string[] = [];
afterAll(() => {
  for (const root of roots) rmSync(root, { recursive: true, force: true });
});

function lay(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'scope-look-'));
  roots.push(root);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function run(cwd: string, argv: readonly string[], isTerminal = false): Promise<Outcome> {
  let out = '';
  let err = '';
  const code = await runCli(['graph', ...argv], {
    cwd,
    env: {},
    out: { isTerminal, columns: 80, write: (text) => void (out += text) },
    err: { isTerminal: false, columns: 80, write: (text) => void (err += text) },
    onInterrupt: () => () => undefined,
  });
  // How far reading has come is said on a machine that is busy for a second.
  return { code, out, err: err.replaceAll(/^scope: reading.*\n/gmu, '') };
}

const LONG =
  'src/a-folder-with-a-long-name/another-folder-with-a-long-name/a-file-with-a-long-name.js';
const SHOP = {
  'package.json': '{}',
  'src/cart.js':
    'class Cart {\n  get total() { return parseInt(this.sum) }\n  set total(to) { this.sum = to }\n}\nmodule.exports = Cart\n',
  [LONG]: `function first(a, b) { return a && b || a > b }\nfunction second() { return first(${'1, '.repeat(60)}) }\n`,
};
const BROKEN = { 'bad.js': 'function f( {', 'worse.js': '\u0000\u0001' };

describe('files that could not be read', () => {
  it.each([
    ['query', 'functions'],
    ['check'],
    ['measure'],
    ['cycles'],
    ['draw', 'first', '--format', 'json'],
  ])('%s says so in one line, and in its document', async (...argv) => {
    const root = lay({ ...SHOP, ...BROKEN });
    const text = await run(root, argv);
    expect(text.code).toBe(0);
    const lines = text.err.split('\n').filter((line) => line !== '');
    expect(lines).toEqual([
      expect.stringMatching(/^scope: 2 problems while reading.*bad\.js:1: .*worse\.js: left out/u),
    ]);
    const { out } = await run(root, argv.includes('--format') ? argv : [...argv, '--json']);
    const { problems } = JSON.parse(out) as { problems: readonly { where: string }[] };
    expect(problems.map(({ where }) => where)).toEqual(['bad.js:1', 'worse.js']);
  });

  it('is silent where all were read', async () => {
    expect((await run(lay(SHOP), ['query', 'functions'])).err).toBe('');
  });
  it('says in one line that the cache was of no use', async () => {
    const root = lay({ ...SHOP, '.scope/cache/facts.json': 'not a cache' });
    expect((await run(root, ['query', 'functions'])).err).toBe(
      'scope: the cache of the code graph is damaged and is made anew\n',
    );
  });
  it('takes the path of a module for its code', async () => {
    const { out } = await run(lay(SHOP), ['query', `callees of ${LONG}`]);
    expect(out).toContain(`${LONG}:1`);
  });
});

describe('columns', () => {
  const QUERY = ['query', 'functions | sort by cognitive'];
  it('cut nothing in a pipe, nor with --full', async () => {
    const root = lay(SHOP);
    for (const { out } of [await run(root, QUERY), await run(root, [...QUERY, '--full'], true)]) {
      expect(out).toMatch(/^where +complexity +cognitive +function\n/u);
      expect(out).toMatch(new RegExp(`^${LONG}:1 +3 +2 +first\\(a, b\\)$`, 'mu'));
      expect(out).not.toContain('…');
    }
    const code = (await run(root, ['query', "match 'first($...)'"])).out;
    expect(code).toContain(`first(${'1, '.repeat(60)})`);
    expect((await run(root, ['measure'])).out).toContain(`${LONG}#second`);
  });
  it('fit a terminal', async () => {
    const { out } = await run(lay(SHOP), QUERY, true);
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(out).toContain('…');
  });
  it('tell the accessors of one name apart', async () => {
    const root = lay(SHOP);
    const { out } = await run(root, ['query', 'functions | in src/cart.js']);
    expect(out).toMatch(/ get Cart\.total\(\)\n.* set Cart\.total\(to\)\n/u);
    expect((await run(root, ['query', 'writers of sum'])).out).toMatch(/:3 .*set Cart\.total /u);
    expect((await run(root, ['measure'])).out).toMatch(/#Cart\.total~2 \(set\)/u);
    expect((await run(root, ['draw', 'total'])).err).toMatch(/#Cart\.total \(get\)/u);
  });
});

describe('a part of a project', () => {
  it('is read with the whole, from wherever one stands', async () => {
    const root = lay(SHOP);
    const said = 'src/cart.js:2  parse-int-radix';
    expect((await run(root, ['check', 'src'])).out).toContain(said);
    expect((await run(root, ['check', join(root, 'src/cart.js')])).out).toContain(said);
    const inside = await run(join(root, 'src'), ['check', '.']);
    expect(inside.out).toContain(said);
    expect(inside.err).toMatch(/paths are relative to /u);
    expect(existsSync(join(root, 'src/.scope'))).toBe(false);
  });
  it('is one without package.json as well', async () => {
    const { 'package.json': _, ...plain } = SHOP;
    const root = lay(plain);
    expect((await run(root, ['check', 'src'])).out).toContain('src/cart.js:2  parse-int-radix');
    expect([existsSync(join(root, 'src/.scope')), existsSync(join(root, '.scope'))]).toEqual([
      false,
      true,
    ]);
  });
  it('is a project of its own where it says so', async () => {
    const { out } = await run(
      lay({ 'x.js': '', 'inner/package.json': '{}', 'inner/y.js': 'f()' }),
      ['check', 'inner'],
    );
    expect(out).toBe('0 hits in 1 file\n');
  });
});

describe('wrong input', () => {
  it.each<[string, readonly string[], RegExp]>([
    ['a folder that is not there', ['check', 'nope'], /there is no folder nope/u],
    ['another', ['build', 'nope'], /there is no folder nope/u],
    ['a name that nothing has', ['query', 'functions where writes totl'], /called totl[^]*total/u],
    ['one that is read', ['query', 'functions where reads totl'], /called totl[^]*total/u],
    ['one that is called', ['query', 'functions where calls frist'], /name frist[^]*first/u],
    ['one that calls', ['query', 'functions where called by frist'], /no function frist[^]*first/u],
    ['callers of no function', ['query', 'callers of frist'], /no function frist[^]*first/u],
    ['writers of nothing', ['query', 'writers of totl'], /called totl[^]*total/u],
    ['two formats', ['query', 'functions', '--json', '--format', 'dot'], /exclude each other/u],
    [
      'a file that is none of ours',
      ['draw', 'first', '--out', 'a.PNG'],
      /PNG is not written, svg/u,
    ],
    ['two kinds of flow', ['draw', 'first', '--data', '--both'], /exclude each other/u],
    ['an option of another', ['measure', '--format', 'dot'], /scope graph query, draw, dot/u],
    ['a rule for no check', ['query', 'functions', '--rule', 'x'], /scope graph check/u],
  ])('%s', async (_, argv, said) => {
    const { code, err } = await run(lay(SHOP), argv);
    expect([code, said.test(err) ? said.source : err]).toEqual([2, said.source]);
  });
  it.each<[string, RegExp]>([
    ['functions where writes package', /it is only read/u],
    ['functions where named frist*', /no function is named frist\*; near: first/u],
    ['functions where in sources', /no file of the project fits sources/u],
    ['functions | in sources', /no file of the project fits sources/u],
  ])('says why nothing is found: %s', async (query, said) => {
    const root = lay({ ...SHOP, 'b.js': 'module.exports = (x) => x.package\n' });
    const { code, out, err } = await run(root, ['query', query]);
    expect([code, out]).toEqual([0, 'nothing was found\n']);
    expect(err).toMatch(said);
    const { notes } = JSON.parse((await run(root, ['query', query, '--json'])).out) as {
      notes: readonly string[];
    };
    expect(notes.join()).toMatch(said);
  });
  it.each([['build'], ['stats'], ['query', 'functions'], ['check'], ['measure'], ['draw', 'f']])(
    'nothing to read: %s',
    async (...argv) => {
      const { code, err } = await run(lay({ 'README.md': '' }), argv);
      expect([code, err]).toEqual([
        2,
        expect.stringMatching(/nothing to read was found in .*\.ts/u),
      ]);
    },
  );
  describe('a function that no picture can show', () => {
    const ifs = Array.from({ length: 1600 }, (_, at) => `  if (x > ${at}) n += ${at};`);
    const root = (): string => lay({ 'a.js': `function f(x, n) {\n${ifs.join('\n')}\n}\n` });
    it.each([
      [[], /^scope: 4801 arrows are more/u],
      [['--both'], /^scope: 4801 arrows are more/u],
      [['--data'], /^scope: 3203 statements are more/u],
    ])(
      'is refused by what it counts, before any data flow is worked out: %s',
      async (how, said) => {
        const { code, err } = await run(root(), ['draw', 'f', ...how]);
        expect([code, said.test(err) ? said.source : err]).toEqual([2, said.source]);
      },
    );
  });
  describe('a name that is no function', () => {
    const OTHERS = {
      'a.js':
        'class Box { constructor() { this.lid = [1].map((x) => x) } }\nclass Bag {}\nfunction make() { return () => 1 }\nconst made = make();\nfunction pack() { new Box(); return made(new Bag()) }\n',
    };
    it.each([
      ['made', /no function made: it is a variable \(a\.js:4\)/u],
      ['Bag', /no function Bag: it is a class without a constructor \(a\.js:2\)/u],
      ['lid', /no function lid: it is only a property/u],
    ])('says what it is: %s', async (name, said) => {
      const { code, err } = await run(lay(OTHERS), ['query', `callers of ${name}`]);
      expect([code, said.test(err) ? said.source : err]).toEqual([2, said.source]);
    });
    it.each([
      ['callers of Box', ['Box.constructor', 'pack']],
      ['callees of pack', ['pack', 'Box.constructor', 'make/arrow[0]']],
      ['callers of make/arrow[0]', ['make/arrow[0]', 'pack']],
    ])('a class is its constructor, and an id needs no file: %s', async (query, expected) => {
      const { out } = await run(lay(OTHERS), ['query', query, '--json']);
      const { hits } = JSON.parse(out) as { readonly hits: readonly { readonly id: string }[] };
      expect(hits.map(({ id }) => id.replace('a.js#', ''))).toEqual(expected);
    });
  });
  it('takes a folder for all that is in it', async () => {
    const { out } = await run(lay(SHOP), ['query', 'functions where in src | not in src/a-*/']);
    expect(out.split('\n').filter((line) => /^src/u.test(line))).toHaveLength(2);
  });
});
