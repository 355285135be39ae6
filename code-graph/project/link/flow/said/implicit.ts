/**
 * What the language calls of one token at one row of a file: what is stored there under the names of the row's kind, on that token. What
 * an iterator of the project gives goes on to who iterates. Said per token, so that it is taken back as it was said.
 */
import { CALLED_BY, IMPLICIT } from '../../../facts/flow/implicit/kind.ts';
import { OBJECT_KIND } from '../../../facts/flow/flow-fact.ts';
import { HEARD } from '../heap.ts';
import { partOfRow } from '../place/part.ts';
import type { FilePlace } from '../place/place.ts';
import type { FileScene, SceneParts } from '../scene.ts';
import { SPECIAL } from '../space.ts';
import type { Space } from '../space.ts';

/** Things that the first stage makes at most: the second makes others. */
const SECOND = 8;

const known = new WeakMap<Space, ReadonlyMap<number, readonly number[]>>();

/** @returns by a name that something may be stored under: the kinds of rows where the language may call that */
export function kindsByName(space: Space): ReadonlyMap<number, readonly number[]> {
  const kinds = new Map<number, number[]>([[SPECIAL.getters, [IMPLICIT.copy]]]);
  for (const [kind, names] of Object.entries(CALLED_BY))
    for (const name of names) {
      const number = space.intern(name);
      kinds.set(number, [...(kinds.get(number) ?? []), Number(kind)]);
    }
  return kinds;
}

/** @returns by kind: the names, as the project numbers them */
function namesOf(space: Space): ReadonlyMap<number, readonly number[]> {
  let names = known.get(space);
  if (names === undefined) {
    names = new Map(
      Object.entries(CALLED_BY).map(([kind, all]) => [
        Number(kind),
        all.map((name) => space.intern(name)),
      ]),
    );
    known.set(space, names);
  }
  return names;
}

/** @returns vertices of what may be called of the token: where its class has one of the names, those that come later are not asked for */
function calledOf({ heap, space }: SceneParts, kind: number, token: number): readonly number[] {
  const names = namesOf(space).get(kind) ?? [];
  const first = names.findIndex((name) => heap.classDeclares(token, name));
  const asked = first === -1 ? names : names.slice(0, first + 1);
  return asked.map((name) => heap.find(token, name));
}

interface Told {
  readonly place: FilePlace;
  readonly at: number;
  /** By which the row hears. */
  readonly number: number;
  readonly stage: number;
  readonly token: number;
}

/** @returns indexes of the calls */
export function sayImplicit(
  parts: SceneParts,
  scene: FileScene,
  { place, at, number, stage, token }: Told,
): readonly number[] {
  const { flow, heap, space } = parts;
  // Arrays have what the language gives them.
  if (space.isArray(token) || token === space.outside || token === space.unknown) return [];
  const { rows } = place.facts.flow;
  const kind = rows[at + 3] as number;
  scene.enter(place, partOfRow(place, at), stage * SECOND);
  scene.made = [];
  const call = (vertices: readonly number[], result: number): void => {
    const callee = scene.vertex();
    for (const vertex of vertices) {
      flow.edge(vertex, callee);
      flow.listen(vertex, HEARD.self, token, 0);
    }
    const site = rows[at + 4] as number;
    const none = { receiver: -1, args: [], flags: 0, origin: -1 };
    scene.call({ ...none, site, callee, result, via: 'implicit' });
  };
  if (stage === 1) {
    const target = place.vertex(rows[at + 1] as number);
    const [result, value] = [scene.vertex(), scene.vertex()];
    call([heap.find(token, space.intern('next'))], result);
    flow.listen(result, HEARD.load, value, SPECIAL.value);
    const elements = scene.token(OBJECT_KIND.array);
    flow.edge(value, heap.own(elements, SPECIAL.dynamic));
    flow.add(target, elements);
  } else if (kind === IMPLICIT.iterate || kind === IMPLICIT.iterateAsync) {
    const iterator = scene.vertex();
    call(calledOf(parts, kind, token), iterator);
    flow.edge(iterator, place.vertex(rows[at + 1] as number));
    flow.listen(iterator, HEARD.implicit, number, 1);
  } else if (kind === IMPLICIT.copy) call([heap.own(token, SPECIAL.getters)], -1);
  else call(calledOf(parts, kind, token), -1);
  return scene.made;
}
