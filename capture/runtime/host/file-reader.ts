/**
 * The three functions through which loaders read source text, replaced by ones that give rewritten text to loaders. Every
 * read is still made, with the caller's own arguments, so that errors, timing and access checks stay the system's; only the
 * bytes that come back may differ. Anything unexpected gives the original bytes.
 */
import fs from 'node:fs';
import { isMainThread } from 'node:worker_threads';
import type { OnDemand } from '../demand.ts';
import { ISTANBUL_REPORT, originalIstanbul } from '../residue/istanbul-coverage.ts';
import { COVERAGE_REPORT, originalCoverage } from '../residue/v8-coverage.ts';
import { callerFrames, COMMONJS_LOADER, judge, MODULE_LOADER, type Verdict } from './gate.ts';
import type { Notes } from './notes.ts';
import { replaceMethod } from './replace.ts';
import { plainPath, type ServedFiles } from './served-files.ts';
import type { DeniedReason, ServedFile } from '../../../protocol/session.ts';
import { NODE_OPTIONS_VARIABLE } from '../node-options.ts';
import { Reflect } from '../realm/builtin.ts';

const KEEPS_LINKS =
  process.env['NODE_PRESERVE_SYMLINKS'] === '1' ||
  [process.env[NODE_OPTIONS_VARIABLE], ...process.execArgv].some((option) =>
    option?.includes('--preserve-symlinks'),
  );
/** A compiler may be driven from far below; a file that no plan names deserves only a short look. */
const PLANNED_FRAMES = 200;
const OTHER_FRAMES = 16;

export interface Reading {
  readonly served: ServedFiles;
  readonly demand: OnDemand;
  readonly notes: Notes;
  readonly pid: number;
  /** Whether a synchronous read of the path is most likely made to load it. */
  readonly isLoading: (path: string) => boolean;
  /** A loader is about to get the text of this source file; it is given where it is rewritten. */
  readonly onLoad: (path: string, served: Buffer | null) => void;
}

/** What to do with the bytes of a read that a loader makes of a planned file. */
interface Order {
  /** null: perhaps a generated file, which is rewritten when it is read. */
  readonly file: ServedFile | null;
  /** Its real path. */
  readonly real: string;
  readonly encoding: BufferEncoding | null;
  readonly reader: string;
  /** It is a report of what ran, not a source. */
  readonly isCoverage?: boolean;
  /** That a loader reads is not seen from the stack: not enough for another text than the file's. */
  readonly isGuess?: boolean;
  /** The path of such a file where it is told of when its text is there: a program that reads it may import it later. */
  readonly untold?: string;
}

export function patchFileReaders(reading: Reading): void {
  replaceMethod(
    fs,
    'readFileSync',
    (original) =>
      function readFileSync(path, options) {
        const order = orderFor(reading, path, options, {
          below: readFileSync,
          guess: guessRequired(reading),
        });
        if (order === null) return Reflect.apply(original, this, arguments);
        if (isLikelyPlain(order)) {
          const text = Reflect.apply(original, this, arguments) as string;
          if (!reading.demand.looksGenerated(order.real, text)) return text;
          if (order.isGuess === true && glance(readFileSync) === null) return text;
        }
        const bytes = Reflect.apply(original, this, [path, withoutEncoding(options)]);
        return fulfil(reading, order, bytes as Buffer);
      },
  );
  replaceMethod(
    fs,
    'readFile',
    (original) =>
      function readFile(path, options, callback) {
        const done = callback ?? options;
        const order =
          typeof done === 'function'
            ? orderFor(reading, path, done === options ? undefined : options, { below: readFile })
            : null;
        if (order === null) return Reflect.apply(original, this, arguments);
        const plain = done === options ? undefined : withoutEncoding(options);
        const finish = (error: unknown, bytes: unknown): void => {
          if (error) (done as (error: unknown) => void)(error);
          else
            (done as (error: null, data: unknown) => void)(
              null,
              fulfil(reading, order, bytes as Buffer),
            );
        };
        return Reflect.apply(original, this, [path, plain, finish]);
      },
  );
  replaceMethod(
    fs.promises,
    'readFile',
    (original) =>
      function readFile(path, options) {
        const order = orderFor(reading, path, options, {
          below: readFile,
          guess: () => (isOfImport(path, options) ? MODULE_LOADER : null),
        });
        if (order === null) return Reflect.apply(original, this, arguments);
        const read = Reflect.apply(original, this, [path, withoutEncoding(options)]);
        return (read as Promise<Buffer>).then(function serve(bytes): unknown {
          if (order.untold === undefined) return fulfil(reading, order, bytes);
          const isGenerated = reading.demand.looksGenerated(order.real, bytes);
          if (isGenerated && glance(serve) === null) return bytes;
          tell(reading, order.untold, order.real);
          return isGenerated ? fulfil(reading, order, bytes) : bytes;
        });
      },
  );
}

interface Reader {
  /** The patched function, whose caller reads. */
  readonly below: unknown;
  /** The loader that most likely reads, where that can be seen without the stack. */
  readonly guess?: (path: string, encoding: BufferEncoding | null) => Loader | null;
}

type Loader = typeof COMMONJS_LOADER | typeof MODULE_LOADER;

function guessRequired({ isLoading }: Reading): Required<Reader>['guess'] {
  return (path, encoding) => (encoding !== null && isLoading(path) ? COMMONJS_LOADER : null);
}

/** Node reads the text of an ES module by its URL and says nothing of how; programs mostly want the words of a file. */
function isOfImport(path: unknown, options: unknown): boolean {
  return isMainThread && options === undefined && path instanceof URL;
}

function orderFor(
  reading: Reading,
  path: unknown,
  options: unknown,
  { below, guess }: Reader,
): Order | null {
  try {
    const text = plainPath(path);
    if (text === null) return null;
    const { served, notes } = reading;
    if (isReport(text)) return coverageOrder(text, options);
    const planned = served.find(text);
    if (planned === undefined && !(isSource(text) && notes.wantsLoaded(text))) return null;
    const encoding = encodingOf(options);
    if (encoding === undefined) return null;
    if (planned === undefined) {
      const guessed = guess?.(text, encoding) ?? null;
      const isGuess = guessed !== null;
      const reader = guessed ?? glance(below);
      if (reader === null) return null;
      const order = otherFile(reading, text, { encoding, reader, isGuess });
      return isGuess && order?.file && glance(below) === null ? null : order;
    }
    const verdict = judge(callerFrames(below, PLANNED_FRAMES));
    if (verdict.loads)
      return { file: planned, real: planned.path, encoding, reader: verdict.reader };
    deny(reading, planned, 'not-a-loader', verdict.reader);
    return null;
  } catch (error) {
    const { notes, pid } = reading;
    notes.add({ type: 'failed', pid, message: `a read could not be judged: ${textOf(error)}` });
    return null;
  }
}

/** Most files that a loader reads are neither planned nor generated, and Node decodes while it reads. */
function isLikelyPlain({ file, encoding, isCoverage }: Order): boolean {
  return file === null && encoding !== null && isCoverage !== true;
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : 'no error';
}

function coverageOrder(path: string, options: unknown): Order | null {
  const encoding = encodingOf(options);
  return encoding === undefined
    ? null
    : { file: null, real: path, encoding, reader: '', isCoverage: true };
}

function coverageOf({ served }: Reading, bytes: Buffer, path: string): Buffer {
  try {
    const text = bytes.toString();
    return Buffer.from(
      ISTANBUL_REPORT.test(path)
        ? originalIstanbul(text, (file) => served.rewritten(file))
        : originalCoverage(text, (url) => served.insertions(url)),
    );
  } catch {
    return bytes;
  }
}

const SOURCE = /\.[cm]?[jt]sx?(?:\?.*)?$/u;

/** A regular expression costs more than all of this, and leaves traces that the program can see. */
function isSource(path: string): boolean {
  let at = path.length - 1;
  if (path[at] === 'x') at -= 1;
  if (path[at] === 's' && (path[at - 1] === 'j' || path[at - 1] === 't')) {
    at -= 2;
    if (path[at] === '.' || (path[at - 1] === '.' && (path[at] === 'c' || path[at] === 'm')))
      return true;
  }
  return path.includes('?') && SOURCE.test(path);
}

function isReport(path: string): boolean {
  if (!path.endsWith('.json')) return false;
  return COVERAGE_REPORT.test(path) || ISTANBUL_REPORT.test(path);
}

/** Nearly always it is Node's own loader that calls us, so one frame tells. @returns who loads, null for other readers */
function glance(below: unknown): string | null {
  const near = callerFrames(below, 1)[0]?.file;
  if (near?.startsWith('node:internal/modules/') === true) return near;
  const verdict: Verdict = judge(callerFrames(below, OTHER_FRAMES));
  return verdict.loads ? verdict.reader : null;
}

/** A source file whose name no plan knows: a link to a planned one, perhaps a generated one, or only news for the tool. */
function otherFile(
  reading: Reading,
  path: string,
  { encoding, reader, isGuess }: Required<Pick<Order, 'encoding' | 'reader' | 'isGuess'>>,
): Order | null {
  const { served, demand } = reading;
  // Hooks may lead an import elsewhere, but then it is no guess: the thread that runs them reads.
  const isReal = (reader === COMMONJS_LOADER || isGuess) && !KEEPS_LINKS;
  const { file, real } = served.findReal(path, isReal);
  if (file !== undefined) return { file, real, encoding, reader };
  const mayAsk = demand.mayAsk(real);
  const isLater = mayAsk && isGuess && reader === MODULE_LOADER;
  if (!isLater) tell(reading, path, real);
  if (!mayAsk) return null;
  return { file: null, real, encoding, reader, isGuess, ...(isLater ? { untold: path } : {}) };
}

function tell({ notes, onLoad }: Reading, path: string, real: string): void {
  notes.loaded(path, real);
  onLoad(real, null);
}

function fulfil(reading: Reading, order: Order, bytes: Buffer): unknown {
  const { encoding, reader, real } = order;
  const { served, demand } = reading;
  let given = order.isCoverage === true ? coverageOf(reading, bytes, real) : bytes;
  if (order.isCoverage === true) return encoding === null ? given : given.toString(encoding);
  // What was generated before may have been generated anew.
  const isAsked = order.file === null || served.isLater(order.file);
  const file = isAsked ? demand.ask(real, bytes) : order.file;
  const substitute = file === null ? null : served.substitute(file, bytes);
  if (file === null || substitute === null)
    return encoding === null ? bytes : bytes.toString(encoding);
  if ('text' in substitute) {
    given = substitute.text;
    reading.notes.add({ type: 'served', pid: reading.pid, path: file.path, loader: reader });
    reading.onLoad(file.path, given);
  } else deny(reading, file, substitute.denied, reader);
  return encoding === null ? given : given.toString(encoding);
}

function deny(
  { notes, pid }: Reading,
  file: ServedFile,
  reason: DeniedReason,
  reader: string,
): void {
  notes.add({ type: 'denied', pid, path: file.path, reason, reader });
}

/** @returns undefined for reads that are never served: other encodings, flags that write */
function encodingOf(options: unknown): BufferEncoding | null | undefined {
  if (options === undefined || options === null) return null;
  if (options === 'utf8') return 'utf8';
  if (typeof options === 'string') return /^utf-?8$/iu.test(options) ? 'utf8' : undefined;
  if (typeof options !== 'object') return undefined;
  const { encoding, flag } = options as { encoding?: unknown; flag?: unknown };
  if (flag !== undefined && flag !== 'r') return undefined;
  return encodingOf(encoding === undefined || encoding === null ? undefined : String(encoding));
}

function withoutEncoding(options: unknown): unknown {
  return typeof options === 'object' && options !== null
    ? { ...options, encoding: null }
    : undefined;
}
