/**
 * The real runtime, recording in this process: probe functions, ring and file of `capture/runtime`, and the realms' hooks of
 * its host. A recording is given up and the next one begun when it holds enough, because nobody reads them.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import vm from 'node:vm';
import { globalOf, patchRealms } from '../../../capture/runtime/host/realms.ts';
import { functionTexts } from '../../../capture/runtime/realm/function-text.ts';
import { restoreText } from '../../../capture/runtime/realm/original-text.ts';
import { startRuntime } from '../../../capture/runtime/runtime.ts';
import type { Runtime } from '../../../capture/runtime/runtime.ts';
import type { Rewritten } from '../../../instrumenters/ast/index.ts';
import { DEEPEST } from './instrument.ts';

const MAX_SITES = 100_000;
const BYTES_PER_FILE = 32 * 1024 * 1024;
const RING_BYTES = 1024 * 1024;

export interface Recording {
  /** Makes a context in which rewritten text finds the sink. */
  createContext(): vm.Context;
  /** Tells which rewritten texts run from now on; their functions tell the original text. */
  observe(texts: readonly Rewritten[]): void;
  /** Saves what was reported. @returns the bytes since the last time. @throws what went wrong inside the runtime */
  save(): number;
  readonly folder: string;
  close(): void;
}

function fill(value: number): string {
  return Buffer.alloc(MAX_SITES, value).toString('base64');
}

export function openRecording(): Recording {
  const plainContext = vm.createContext;
  const folder = mkdtempSync(join(tmpdir(), 'scope-conformance-'));
  let texts: readonly Rewritten[] = [];
  let failure: string | null = null;
  let saved = 0;
  const start = (): Runtime =>
    startRuntime({
      config: {
        version: 1,
        session: 'conformance',
        run: 1,
        siteCount: MAX_SITES,
        armed: fill(1),
        depth: fill(DEEPEST.depth),
        sample: {},
        limits: DEEPEST,
        overflow: 'block',
        ringBytes: RING_BYTES,
        redactNames: ['password'],
        redactPatterns: [],
      },
      runDir: folder,
      thread: 0,
      process: null,
      onFailure: (message) => {
        failure ??= message;
      },
    });
  let runtime = start();
  const original = (text: string): string | null => {
    for (const one of texts) {
      const found = restoreText(text, one.prefix, one);
      if (found !== null) return found;
    }
    return null;
  };
  const patchTexts = functionTexts(original);
  patchRealms(
    () => runtime.sink,
    (context) => {
      patchTexts(context);
      if (context !== null) runtime.close(globalOf(context));
    },
  );
  const observedContext = vm.createContext;
  Object.assign(vm, { createContext: plainContext });

  return {
    folder,
    createContext: () => observedContext(),
    observe(next) {
      texts = next.filter((one) => one.sites.length > 0);
      if (texts.some((one) => one.sites.some((site) => site.id >= MAX_SITES)))
        throw new Error('a program has too many sites');
    },
    save() {
      runtime.flushSync();
      if (failure !== null) throw new Error(`the runtime failed: ${failure}`);
      const path = runtime.path();
      const size = path === '' ? 0 : statSync(path).size;
      const added = size - saved;
      saved = size;
      if (size > BYTES_PER_FILE) {
        runtime.end(0);
        rmSync(runtime.path());
        runtime = start();
        saved = 0;
      }
      return added;
    },
    close() {
      runtime.end(0);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
