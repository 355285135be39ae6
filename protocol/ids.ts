/**
 * Identifiers that cross a process or a file boundary. All are branded, so that a frame number can never be taken
 * for a site number. A `NodeId` is readable and stable under edits elsewhere in its file; everything else is a number
 * that has a meaning inside one recording only.
 */

declare const brand: unique symbol;
type Branded<T, B extends string> = T & { readonly [brand]: B };

/** `src/pricing.ts#applyDiscount/assign[2]`: path, qualified function, kind, ordinal of that kind in the function. */
export type NodeId = Branded<string, 'NodeId'>;
/** Index of one inserted probe point in a plan's site table; 1-based, dense. */
export type SiteId = Branded<number, 'SiteId'>;
/** One activation of a function in one process; 1-based; 0 means "not recorded". */
export type FrameId = Branded<number, 'FrameId'>;
/** Identity of one object in one process; 1-based. */
export type ObjectRef = Branded<number, 'ObjectRef'>;
/** Position of an event in a merged recording; 1-based: the time axis. */
export type Seq = Branded<number, 'Seq'>;

export interface NodeIdParts {
  /** Path relative to the project root, with `/`. */
  readonly file: string;
  /** Qualified function (`Cart.add`), empty for the module itself. */
  readonly functionPath: string;
  /** Kind of the node inside the function, absent when the id names the function. */
  readonly kind?: string;
  readonly ordinal?: number;
}

/** @returns the readable id; the inverse of {@link parseNodeId} */
export function formatNodeId(parts: NodeIdParts): NodeId {
  const base = `${parts.file}#${parts.functionPath}`;
  return (
    parts.kind === undefined ? base : `${base}/${parts.kind}[${parts.ordinal ?? 0}]`
  ) as NodeId;
}

/** @returns the parts, or null where the text is not a node id */
export function parseNodeId(id: string): NodeIdParts | null {
  const match = /^([^#]+)#(.*?)(?:\/([a-z-]+)\[(\d+)\])?$/u.exec(id);
  if (match === null) return null;
  const [, file, functionPath, kind, ordinal] = match;
  if (file === undefined || functionPath === undefined) return null;
  return kind === undefined
    ? { file, functionPath }
    : { file, functionPath, kind, ordinal: Number(ordinal) };
}

/** @returns the path in an id, empty where the text is none */
export function fileOf(id: string): string {
  return id.slice(0, Math.max(0, id.indexOf('#')));
}

/** @returns what an id says behind the path: a function, or a node in one; all of the text where it is no id */
export function withinFile(id: string): string {
  return id.slice(id.indexOf('#') + 1);
}

/** @returns the last name of a function: `add` of `src/a.ts#Cart.add`, empty for one that has none */
export function simpleName(functionId: string): string {
  const path = withinFile(functionId);
  return path.endsWith(']') ? '' : (path.split(/[./]/u).at(-1) ?? '').replace(/~\d+$/u, '');
}

/** @returns what stands for everything in a file where a plan names nodes */
export function wholeFile(file: string): string {
  return `${file}#*`;
}
