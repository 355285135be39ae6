/** Fields of classes are initialised in the scope of the class, and run for whoever called `new`. */
import { checkSlice, recordProgram } from '../record-program.contract.ts';

const PROGRAM = `
const read = (text) => text.length;
class Base {
  size = read('base');
  ['made' + 1] = read('key');
}
class Shop extends Base {
  items = read('shop');
  make = () => read('made');
  constructor(name) {
    super();
    this.name = read(name);
    this.make();
  }
}
class Plain { list = ['x', 'yz'].map((text) => read(text)); constructor() { this.n = read('ab'); } }
function open(name) { return new Shop(name); }
function later() { const plain = new Plain(); return read('abc') + plain.n; }
const shop = open('corner');
const n = later();
`;

it('what a constructor calls was called by it, and it by who wrote new', async () => {
  const { timeline, sources } = await recordProgram(PROGRAM);
  const nameOf = (site: number): string =>
    sources.functionOf(timeline.sites[site] as NonNullable<(typeof timeline.sites)[number]>)
      ?.name ?? '';
  const calls = timeline.frames.map((frame) => {
    const text = frame.start.values.findLast((value) => value.kind === 'string');
    const by = frame.parent === null ? '' : nameOf(frame.parent.start.site);
    return `${by} > ${nameOf(frame.start.site)} ${text?.kind === 'string' ? text.text : ''}`;
  });
  expect(calls.map((call) => call.trim()).slice(1)).toEqual([
    '<module> > open corner',
    'open > Shop.constructor corner',
    '<module> > read base',
    '<module> > read key',
    '<module> > read shop',
    'Shop.constructor > read corner',
    'Shop.constructor > Shop.make',
    'Shop.make > read made',
    '<module> > later',
    '<module> > <arrow in program.js> x',
    '<arrow in program.js> > read x',
    '<module> > <arrow in program.js> yz',
    '<arrow in program.js> > read yz',
    'later > Plain.constructor',
    'Plain.constructor > read ab',
    'later > read abc',
  ]);
});

it('a field leads to what its initialiser called', () =>
  checkSlice(
    `
const rate = 2 + 1;
const priced = (n) => n * rate;
class Basket {
  total = priced(4);
  items = [1, 2].map((n) => n + rate);
  constructor(name) { this.name = name; }
}
const basket = new Basket('a');
const shown = basket.total + basket.items[1];
`,
    'shown',
    {
      via: [
        ['const shown', '17'],
        ['total = priced(4)', '12'],
        ['const priced'],
        ['const rate', '3'],
        ['items = [1, 2]'],
      ],
    },
  ));
