/** The models of built-ins, by what the call says: a global object and its method, or the name of the method alone. */
import { COLLECTIONS, MADE } from './collection.ts';
import { FUNCTIONS, REFLECTED } from './function.ts';
import { GLOBALS, LATER } from './later.ts';
import type { Model } from './model.ts';
import { MIXERS, OBJECTS } from './object.ts';

export type { Model, Scene, Written } from './model.ts';

const BY_OWNER: ReadonlyMap<string, Model> = new Map(
  Object.entries({ ...REFLECTED, ...OBJECTS, ...GLOBALS, ...MADE }),
);
const BY_NAME: ReadonlyMap<string, Model> = new Map(
  Object.entries({ ...COLLECTIONS, ...FUNCTIONS, ...LATER, ...MIXERS }),
);

/** @returns the model of what is called so; null where nothing is known of it */
export function modelOf(owner: string, name: string): Model | null {
  return BY_OWNER.get(`${owner}.${name}`) ?? BY_NAME.get(name) ?? null;
}
