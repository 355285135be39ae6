/** Questions about state that outlives a call: listeners, kept promises, events that came too early, work that was not done again. */
import type { Answer } from '../../protocol/answer.ts';
import { answerOf, layProject } from './project.ts';

async function ask(question: string, text: string): Promise<Answer> {
  const project = layProject({ 'main.cjs': text });
  const argv = ['ask', '--json', question, '--', process.execPath, 'main.cjs'];
  return answerOf(await project.scope(argv));
}

const MOUNTED = `
const { EventEmitter } = require('node:events');
const bus = new EventEmitter();
const cart = { total: 0 };
function onAdd(price) {
  cart.total += price;
}
function mount() {
  bus.on('add', onAdd);
}
function refresh() {
  mount();
}
mount();
refresh();
bus.emit('add', 5);
console.log(cart.total);
`;

const EARLY = `
const { EventEmitter } = require('node:events');
class Loader extends EventEmitter {
  constructor(items) {
    super();
    this.emit('ready', items.length);
  }
}
let size = 0;
const loader = new Loader(['a', 'b']);
loader.on('ready', (count) => {
  size = count;
});
console.log(size);
`;

const DEBOUNCED = `
function debounce(fn, ms) {
  let timer = null;
  return (...args) => {
    if (timer !== null) return;
    timer = setTimeout(() => {
      timer = null;
      fn(...args);
    }, ms);
  };
}
const saved = { text: '' };
const save = debounce((text) => {
  saved.text = text;
}, 5);
save('h');
save('he');
setTimeout(() => console.log(saved.text), 40);
`;

const KEPT = `
let tries = 0;
async function connect() {
  tries += 1;
  if (tries === 1) throw new Error('refused');
  return { id: tries };
}
let connection = null;
function connected() {
  connection ??= connect();
  return connection;
}
async function query(text) {
  try {
    const { id } = await connected();
    return id + ':' + text;
  } catch (error) {
    return 'failed: ' + error.message;
  }
}
async function main() {
  const first = await query('a');
  const second = await query('b');
  console.log(first, second);
}
main();
`;

describe('state that outlives a call', () => {
  it.each<[string, string, string, number]>([
    ['a listener that was added again', 'why is cart.total 10 instead of 5', MOUNTED, 9],
    ['the same, asked by the listener', 'why is the onAdd listener called twice', MOUNTED, 9],
    ['an event that nobody heard', 'why is size 0 instead of 2', EARLY, 6],
    ['a call that was dropped', "why is saved.text 'h' instead of 'he'", DEBOUNCED, 5],
    ['a promise that was kept', "why is second 'failed: refused'", KEPT, 10],
  ])('%s', async (_what, question, text, line) => {
    const { chain, suspects } = await ask(question, text);
    expect(suspects.slice(0, 3).map((one) => one.line)).toContain(line);
    expect(chain.map((one) => one.line)).toContain(line);
  });
});
