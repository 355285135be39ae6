/** Pieces in the style of real code, written for the test of the rules: what must be reported ends in `// hit`. */

export const EXCERPTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'floating-promise': {
    'src/store.ts': `export async function save(order: { id: string }): Promise<void> {
  const response = await fetch('/orders/' + order.id, { method: 'PUT' });
  if (!response.ok) throw new Error('not saved');
}
export async function ping(): Promise<void> {
  try {
    await fetch('/ping');
  } catch (error) {
    console.warn(error);
  }
}
`,
    'src/checkout.ts': `import { ping, save } from './store.ts';
export class Checkout {
  private readonly orders = new Map<string, { id: string }>();
  async submit(id: string): Promise<void> {
    const order = this.orders.get(id);
    if (order === undefined) return;
    save(order); // hit
    ping();
    await save(order);
    save(order).then(() => this.orders.delete(id)); // hit
    save(order).then(() => this.orders.delete(id)).catch(console.error);
    void save(order);
  }
  close(): Promise<unknown> {
    const all = [...this.orders.values()].map((order) => save(order));
    Promise.all(all).finally(() => this.orders.clear()); // hit
    return Promise.allSettled(all);
  }
}
`,
  },
  'missing-await': {
    'src/session.ts': `async function loadUser(token: string) {
  const answer = await fetch('/me', { headers: { token } });
  return answer.ok ? answer.json() : null;
}
export async function requireUser(token: string) {
  if (!loadUser(token)) throw new Error('not signed in'); // hit
  const name = loadUser(token).name; // hit
  const user = await loadUser(token);
  return { user, name, label: \`signed in as \${loadUser(token)}\` }; // hit
}
export async function optionalUser(token: string) {
  try {
    return loadUser(token); // hit
  } catch {
    return null;
  }
}
export const users = (tokens: string[]) => Promise.all(tokens.map((token) => loadUser(token)));
`,
  },
  'async-for-each': {
    'src/import.ts': `export async function importAll(rows: string[][], db: { insert(row: string[]): Promise<void> }) {
  const failed: string[][] = [];
  rows.forEach(async (row) => { // hit
    try {
      await db.insert(row);
    } catch {
      failed.push(row);
    }
  });
  await Promise.all(rows.map(async (row) => db.insert(row)));
  rows.forEach((row) => row.reverse());
  for (const row of rows) await db.insert(row);
  return failed;
}
`,
  },
  'swallowed-error': {
    'src/config.ts': `import { readFileSync, writeFileSync, unlinkSync } from 'node:fs';
export function loadConfig(path: string) {
  let config = {};
  try {
    const text = readFileSync(path, 'utf8');
    config = JSON.parse(text);
    migrate(config);
  } catch {}; // hit
  try {
    unlinkSync(path + '.lock');
  } catch {}
  try {
    writeFileSync(path, JSON.stringify(config));
    notify();
  } catch {
    // A read-only home folder is fine: the defaults hold.
  }
  refresh(path).catch(() => {}); // hit
  return config;
}
function migrate(config: object) { Object.assign(config, { version: 2 }); }
function notify() {}
async function refresh(path: string) { return path; }
`,
  },
  'listener-leak': {
    'src/worker.ts': `import { EventEmitter } from 'node:events';
const bus = new EventEmitter();
export class Job {
  private isOver = false;
  constructor(readonly name: string) {
    process.on('SIGTERM', () => this.stop()); // hit
    bus.on('tick', this.tick);
    bus.once('start', () => this.tick());
  }
  tick = () => { if (!this.isOver) console.log(this.name); };
  stop() {
    this.isOver = true;
    bus.off('tick', this.tick);
  }
}
export function watch(onChange: () => void) {
  bus.on('change', onChange); // hit
}
export function start() { watch(() => new Job('a')); }
export function restart() { watch(() => new Job('b')); }
`,
  },
  'shared-state': {
    'src/locale.ts': `let locale = 'en'; // hit
let formatter: Intl.NumberFormat | undefined;
let isWarned = false;
const formats = new Map<string, string>();
export function setLocale(next: string) {
  locale = next;
  formats.clear();
}
export function formatPrice(value: number) {
  if (!isWarned && value < 0) {
    isWarned = true;
    console.warn('negative price');
  }
  formatter ??= new Intl.NumberFormat(locale);
  return formatter.format(value);
}
`,
  },
  'argument-mutation': {
    'src/request.ts': `interface Options { headers?: Record<string, string>; retries?: number; url: string }
export function send(options: Options) {
  options.retries = options.retries ?? 3; // hit
  const { headers = {} } = options;
  return transmit({ ...options, headers });
}
export function withDefaults(options: Options) {
  options.retries ??= 3;
  return options;
}
export function takeFirst(items: string[]) {
  const first = items.shift(); // hit
  return first ?? null;
}
export function sum(values: number[]) {
  return values.reduce((total, value) => total + value, 0);
}
function transmit(message: object) { return JSON.stringify(message); }
`,
  },
  'loose-equality': {
    'src/form.js': `export function readAge(form) {
  const value = form.elements.age.value;
  if (form.mode == '1') return null;                           // hit
  if (value == '') return null;
  if (value == null) return null;
  if (form.errors.length == 0 && typeof value == 'string') return Number(value);
  return form.strict != false ? NaN : parseFloat(value);       // hit
}
`,
  },
  'sort-comparator': {
    'src/stats.ts': `export function median(samples: number[]) {
  const lengths = ['aa', 'b', 'cccccccccc'].map((word) => word.length);
  lengths.sort(); // hit
  const names = ['b', 'a'].sort();
  const sorted = [...samples].sort(); // hit
  const ranked = samples.slice().sort((a, b) => a - b);
  return [sorted[sorted.length >> 1], ranked[0], names[0], lengths[0]];
}
`,
  },
  'parse-int-radix': {
    'src/args.ts': `export function readPort(text: string) {
  const port = parseInt(text); // hit
  const match = /^(\\d+):(\\d+)$/.exec(text);
  const first = match === null ? 0 : parseInt(match[1] ?? '');
  const half = parseInt(String(port / 2), 10);
  return [port, first, half, ...text.split(',').map(parseInt)]; // hit
}
`,
  },
};
