/**
 * A transformer of jest reads the text that it is given, and may know less than the language: a text with probes may be more
 * than it can read. Where it throws on rewritten text, the file's own text is transformed instead, as without Scope, and the
 * file is reported as not observed. What it throws then is what it throws without Scope. Jest 27 and later make transformers by
 * a function, those before by a class that they export.
 */
import { type AnyFunction, replaceMethod } from '../host/replace.ts';
import { Object, Reflect } from '../realm/builtin.ts';
import { whenExported } from './exported.ts';

const TRANSFORM = /[\\/]@jest[\\/]transform[\\/]build[\\/]index\.js$/u;

export interface TransformView {
  /** @returns the text of a served file as it is on disk, null for all others */
  originalText(path: string): string | null;
  /** A file that was served runs as it is on disk: its rewritten text could not be read. */
  onUnread(path: string, reader: string): void;
}

type Create = (...args: readonly unknown[]) => Promise<object>;

/** To be called when a loader reads a file: if it is jest's, transformers that it makes can fall back. */
export function relieveTransformers(path: string, view: TransformView): void {
  if (!path.endsWith('index.js') || !TRANSFORM.test(path)) return;
  const patched = new WeakSet<object>();
  whenExported(path, (exported) => {
    const owner = classOf(exported)?.prototype;
    if (owner !== undefined) patch(owner, patched, view);
    return isTransform(exported)
      ? new Proxy(exported, {
          get(target, key) {
            const member: unknown = Reflect.get(target, key);
            return key === 'createScriptTransformer'
              ? createWith(member as Create, patched, view)
              : member;
          },
        })
      : exported;
  });
}

function classOf(exported: unknown): { readonly prototype: object } | null {
  if (typeof exported !== 'object' || exported === null) return null;
  const { ScriptTransformer: made } = exported as { ScriptTransformer?: unknown };
  return typeof made === 'function' ? (made as unknown as { readonly prototype: object }) : null;
}

function isTransform(exported: unknown): exported is { createScriptTransformer: Create } {
  return (
    typeof exported === 'object' &&
    exported !== null &&
    typeof (exported as { createScriptTransformer?: unknown }).createScriptTransformer ===
      'function'
  );
}

function createWith(create: Create, patched: WeakSet<object>, view: TransformView): Create {
  return async function createScriptTransformer(...args) {
    const made = await create(...args);
    const owner = Object.getPrototypeOf(made) as object | null;
    if (owner !== null) patch(owner, patched, view);
    return made;
  };
}

function patch(owner: object, patched: WeakSet<object>, view: TransformView): void {
  if (patched.has(owner)) return;
  patched.add(owner);
  for (const name of ['transformSource', 'transformSourceAsync'])
    if (typeof (owner as Record<string, unknown>)[name] === 'function')
      replaceMethod(owner, name, (original) => fallingBack(original, view));
}

/** `transformSource(path, text, options)`, and the same with a promise. */
function fallingBack(original: AnyFunction, view: TransformView): AnyFunction {
  return function (...args) {
    const again = (error: unknown): unknown => {
      const [path, text] = args;
      const own = typeof path === 'string' ? originalOf(path, view) : null;
      if (own === null || own === text) throw error;
      const transformed: unknown = Reflect.apply(original, this, [path, own, ...args.slice(2)]);
      const say = (read: unknown): unknown => {
        view.onUnread(path as string, '@jest/transform');
        return read;
      };
      return transformed instanceof Promise ? transformed.then(say) : say(transformed);
    };
    try {
      const transformed: unknown = Reflect.apply(original, this, args);
      return transformed instanceof Promise ? transformed.catch(again) : transformed;
    } catch (error) {
      return again(error);
    }
  };
}

function originalOf(path: string, view: TransformView): string | null {
  try {
    return view.originalText(path);
  } catch {
    return null;
  }
}
