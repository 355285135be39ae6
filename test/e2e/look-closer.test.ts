/** What one does with an answer: look at its hops, at histories and states, and hand it on as Markdown or in few tokens. */
import { readdirSync } from 'node:fs';
import { runCli } from '../../cli/run.ts';
import { answerSchema, briefAnswerSchema } from '../../protocol/answer.ts';
import type { Answer } from '../../protocol/answer.ts';
import { answerOf, layProject } from './project.ts';
import type { Outcome } from './project.ts';

const NODE = process.execPath;
const files = {
  'package.json': '{ "name": "shop", "type": "module" }\n',
  'cart.js': `export class Cart {
  constructor() {
    this.total = 0;
  }
  add(price, count) {
    const sum = price * count;
    this.total += sum;
  }
}
`,
  'main.js': `import { Cart } from './cart.js';
const cart = new Cart();
cart.add(100, 2);
cart.add(Number('9,5'), 1);
console.log('total', cart.total);
`,
};
const ASK = ['ask', 'why is cart.total NaN'];
const COMMAND = ['--', NODE, 'main.js'];

describe('after an answer', () => {
  const project = layProject(files);
  let answer: Answer;
  beforeAll(async () => {
    answer = answerOf(await project.scope([...ASK, '--json', ...COMMAND]));
  });
  /** In this process: nothing of it needs a command of its own. */
  const look = async (...words: readonly string[]): Promise<Outcome> => {
    let [out, err] = ['', ''];
    const code = await runCli(words, {
      ...{ cwd: project.root, env: {}, onInterrupt: () => () => undefined },
      out: { isTerminal: false, columns: 80, write: (text) => void (out += text) },
      err: { isTerminal: false, columns: 80, write: (text) => void (err += text) },
    });
    return { code, out, err };
  };
  const fails = async (words: readonly string[], said: RegExp): Promise<void> => {
    const text = await look(...words);
    expect([text.code, text.out]).toEqual([2, '']);
    expect(text.err).toMatch(said);
    const json = await look(...words, '--json');
    expect(json.code).toBe(2);
    expect(JSON.parse(json.out)).toMatchObject({ error: { message: expect.stringMatching(said) } });
  };

  it('another run of the same code gives its hops the same ids', async () => {
    const again = answerOf(await project.scope([...ASK, '--json', ...COMMAND]));
    expect(again.chain.length).toBeGreaterThan(2);
    expect(again.chain.map(({ id }) => id)).toEqual(answer.chain.map(({ id }) => id));
    expect(again.recordings).not.toEqual(answer.recordings);
  });

  it('the same recording gives the same ids', async () => {
    const [session = ''] = readdirSync(`${project.root}/.scope/sessions`);
    const again = answerOf(await project.scope([...ASK, '--json', '--recording', session]));
    expect(again.chain.map(({ id }) => id)).toEqual(answer.chain.map(({ id }) => id));
  });

  it('shows each hop, by its id and by its number, with its neighbours', async () => {
    for (const [at, hop] of answer.chain.entries()) {
      const { out, code } = await look('show', hop.id, '--json');
      expect(code).toBe(0);
      const shown = JSON.parse(out) as Record<string, unknown>;
      expect(shown).toMatchObject({ version: 1, hop: { id: hop.id, line: hop.line } });
      expect(shown['answer']).toMatchObject({
        ...{ number: at + 1, of: answer.chain.length },
        before: at === 0 ? null : { id: answer.chain[at - 1]?.id },
      });
      const text = await look('show', String(at + 1));
      expect(text.out).toContain(hop.id);
      expect(text.out).toMatch(new RegExp(`▸ +${hop.line} │`, 'u'));
    }
  });

  it('goes on from hop to hop to where it began', async () => {
    let id = answer.chain[0]?.id;
    const places: string[] = [];
    for (let step = 0; step < 12 && id !== undefined; step += 1) {
      const { out } = await look('show', id, '--json');
      const { hop, causes } = JSON.parse(out) as Pick<Answer, never> & {
        readonly hop: Answer['chain'][0];
        readonly causes: Answer['chain'];
      };
      places.push(`${hop.file}:${hop.line}`);
      const said = [...places];
      id = causes.find(
        ({ value, file, line }) => value === 'NaN' && !said.includes(`${file}:${line}`),
      )?.id;
    }
    expect(places.slice(0, 2)).toEqual(['cart.js:7', 'cart.js:6']);
    expect(places.at(-1)).toBe('main.js:4');
  });

  it('tells the history of a property, and of a variable', async () => {
    const { out } = await look('history', 'cart.total', '--json');
    const { things } = JSON.parse(out) as {
      things: { entries: { how: string; value: string; line: number; owner: number }[] }[];
    };
    const [total] = things;
    const written = total?.entries.filter(({ how }) => how === 'written') ?? [];
    expect(written.map(({ value, line }) => [value, line])).toEqual([
      ['0', 3],
      ['200', 7],
      ['NaN', 7],
    ]);
    expect(new Set(written.map(({ owner }) => owner)).size).toBe(1);
    expect((await look('history', 'sum')).out).toMatch(
      /variable sum in Cart\.add[\s\S]*cart\.js:6 +200[\s\S]*cart\.js:6 +NaN/u,
    );
  });

  it('tells the state at an event', async () => {
    const { seq } = answer.chain[0] ?? {};
    const { out } = await look('state', '--at', String(seq), '--json');
    expect(JSON.parse(out)).toMatchObject({
      event: { seq, type: 'property-written' },
      frames: [
        {
          function: 'Cart.add',
          variables: expect.arrayContaining([
            expect.objectContaining({ name: 'sum', value: 'NaN', unknown: null }),
          ]),
        },
        { file: 'main.js', line: 4 },
      ],
    });
    expect((await look('state', '--at', `@${seq ?? 0}`)).out).toMatch(
      /in Cart\.add[\s\S]*sum +NaN/u,
    );
  });

  it('says what is wrong with what it was asked', async () => {
    await fails(['show', 'hzzzzzz'], /no answer of this project has a hop hzzzzzz/u);
    await fails(['show', '99'], /there is no hop 99: the newest answer has hops 1 to \d+/u);
    await fails(['show', '@99999'], /there is no event 99999: .* has events 1 to \d+/u);
    await fails(['state', '--at', '0'], /there is no event 0/u);
    await fails(['state', '--at', 'soon'], /--at takes the number of an event/u);
    await fails(['state'], /say at which event/u);
    await fails(['history'], /name one variable, property or function/u);
    await fails(['history', 'cart.totl'], /no value of cart\.totl .*near: total/u);
    await fails(['history', 'sum', '--recording', 'none'], /no session or recording none/u);
    await fails(['show', 'answer', '--max-tokens', '3'], /at least 60, not 3/u);
    const format = await look('show', 'answer', '--format', 'markdwon');
    expect([format.code, format.err]).toEqual([2, expect.stringMatching(/did you mean markdown/u)]);
  });

  it('is Markdown whose links lead to the project', async () => {
    const { out, code } = await look('show', 'answer', '--format', 'markdown');
    expect(code).toBe(0);
    expect(out).toMatch(/^### Likely|^### Settled/u);
    expect(out).toContain('[cart.js:7](cart.js#L7)');
    const hosted = await project.scope(['show', 'answer', '--format', 'markdown'], {
      GITHUB_SERVER_URL: 'https://github.example',
      GITHUB_REPOSITORY: 'me/shop',
      GITHUB_SHA: 'abc',
    });
    expect(hosted.out).toContain('(https://github.example/me/shop/blob/abc/cart.js#L7)');
  });

  it('fits into so many tokens', async () => {
    for (const words of [['answer'], ['1']]) {
      for (const extra of [[], ['--json']]) {
        const { out } = await look('show', ...words, '--max-tokens', '150', ...extra);
        expect(Buffer.byteLength(out)).toBeLessThanOrEqual(450);
        expect(out).toMatch(/left out|"omitted"/u);
      }
    }
    const brief = await look('show', 'answer', '--json', '--max-tokens', '150');
    expect(briefAnswerSchema.parse(JSON.parse(brief.out)).verdict).toBe(answer.verdict);
    expect(
      answerSchema.parse(JSON.parse((await look('show', 'answer', '--json')).out)).verdict,
    ).toBe(answer.verdict);
  });
});

it('a project without answers and recordings says so', async () => {
  const project = layProject(files);
  for (const [words, said] of [
    [['show', '1'], /no answer was given in this project yet/u],
    [['show', 'answer'], /no answer was given in this project yet/u],
    [['history', 'x'], /there is no recording/u],
    [['state', '--at', '1'], /there is no recording/u],
  ] as const) {
    const { code, err } = await project.scope(words);
    expect([code, err]).toEqual([2, expect.stringMatching(said)]);
  }
});
