/**
 * The linked calls of a whole project in one file beside the facts. They depend on the facts of all files and on where every
 * import leads, and on nothing else: a digest of both is the key. What imports mean is asked again at every start (a package
 * may have been installed meanwhile), which is cheap beside linking.
 */
import { createHash, randomUUID } from 'node:crypto';
import {
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deserialize, serialize } from 'node:v8';
import { crc32 } from 'node:zlib';
import type { Problem } from '../../../protocol/problem.ts';
import type { StoredCalls } from '../calls.ts';
import { FACTS_VERSION } from '../facts/file-facts.ts';
import type { FileFacts } from '../facts/file-facts.ts';
import type { ImportResolver, ImportTarget } from '../link/resolve.ts';

interface Stored {
  readonly key: string;
  /** What was asked besides the imports of the files, and answered. */
  readonly asked: readonly (readonly [from: string, specifier: string, target: string])[];
  readonly calls: StoredCalls;
}

export interface LinkCache {
  /** The calls of exactly these files, or null; what is damaged is told. */
  read(onProblem: (problem: Problem) => void): StoredCalls | null;
  write(calls: StoredCalls): void;
  /** The resolver to link with: what it is asked is part of what the result depends on. */
  readonly resolve: ImportResolver;
}

const nameOf = (target: ImportTarget): string =>
  `${target.kind} ${target.kind === 'file' ? target.path : target.kind === 'unknown' ? '' : target.name}`;

/** The linker itself: another program links otherwise, and its version need not say so while it is worked on. */
function stampOfLinker(): string {
  const folder = fileURLToPath(new URL('../link/', import.meta.url));
  const modules = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  return modules
    .map((name) => {
      const { size, mtimeMs } = statSync(join(folder, name));
      return `${name} ${size} ${mtimeMs}`;
    })
    .join('\n');
}

function keyOf(files: readonly FileFacts[], resolve: ImportResolver): string {
  const digest = createHash('sha1').update(`${FACTS_VERSION}\n${stampOfLinker()}\n`);
  for (const { path, hash, imports } of files) {
    const targets = imports.map(({ specifier }) => nameOf(resolve(path, specifier)));
    digest.update(`${path}\0${hash}\0${targets.join('\0')}\n`);
  }
  return digest.digest('hex');
}

function load(file: string, key: string): Stored | 'damaged' | null {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch {
    return null;
  }
  try {
    const body = bytes.subarray(4);
    if (crc32(body) !== bytes.readUInt32LE(0)) return 'damaged';
    const stored = deserialize(body) as Stored;
    return stored.key === key ? stored : null;
  } catch {
    return 'damaged';
  }
}

/** Not being able to keep it is no problem of its own: the facts beside it say so. */
function save(file: string, stored: Stored): void {
  const part = join(dirname(file), `facts-${randomUUID().slice(0, 13)}.links.part`);
  try {
    const body = serialize(stored);
    const head = Buffer.alloc(4);
    head.writeUInt32LE(crc32(body));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(part, Buffer.concat([head, body]));
    renameSync(part, file);
  } catch {
    try {
      rmSync(part, { force: true });
    } catch {
      // Where the folder is none, there is no part either.
    }
  }
}

/**
 * @param file     where the links lie, or null to keep none
 * @param files    the facts that are linked
 * @param resolve  where imports lead
 */
export function openLinks(
  file: string | null,
  files: readonly FileFacts[],
  resolve: ImportResolver,
): LinkCache {
  let digest: string | null = null;
  const key = (): string => (digest ??= keyOf(files, resolve));
  let own: ReadonlyMap<string, ReadonlySet<string>> | null = null;
  const isOwn = (from: string, specifier: string): boolean => {
    own ??= new Map(
      files.map(({ path, imports }) => [path, new Set(imports.map((one) => one.specifier))]),
    );
    return own.get(from)?.has(specifier) === true;
  };
  const asked = new Map<string, readonly [string, string, string]>();
  return {
    read(onProblem) {
      const stored = file === null ? null : load(file, key());
      if (stored === 'damaged') {
        onProblem({
          message: 'the linked calls in the cache are damaged and are made anew',
          where: file ?? '',
          severity: 'warning',
        });
        return null;
      }
      const holds = stored?.asked.every(
        ([from, specifier, target]) => nameOf(resolve(from, specifier)) === target,
      );
      return stored !== null && holds === true ? stored.calls : null;
    },
    write(calls) {
      if (file === null) return;
      const more = [...asked.values()].filter(([from, specifier]) => !isOwn(from, specifier));
      save(file, { key: key(), asked: more, calls });
    },
    resolve(from, specifier) {
      const target = resolve(from, specifier);
      const question = `${from}\0${specifier}`;
      if (!asked.has(question)) asked.set(question, [from, specifier, nameOf(target)]);
      return target;
    },
  };
}
