/**
 * How values that can be called flow through one file, as rows of integers: what the call graph is linked from. A *vertex* is
 * a variable, a parameter, a returned value or an expression; a *token* is something that can be called or holds what can be
 * (functions, classes, their prototypes and instances, object literals, arrays). Rows say which token a vertex holds, which vertex flows
 * into which, which property is read or written, what is called. Names are indexes into `FileFacts.names`.
 * @see Feldthaus et al., Efficient Construction of Approximate Call Graphs for JavaScript IDE Services (2013)
 */

/**
 * Under this name what stands for a type holds the instances of what extends or implements it; types themselves are exported under
 * names that begin with a space as well, which no value has.
 */
export const SUBTYPE = ' subtype';

/** Under this name a map holds its keys; its elements are its values, and pairs. */
export const MAP_KEYS = ' keys';

/** Kinds of rows in {@link FlowFacts.rows}; what `a` to `d` mean. */
export const OP = {
  /** Vertex a holds token b. */
  token: 0,
  /** What vertex b holds, vertex a holds. */
  copy: 1,
  /** a = b.c, at site d; `c` -1 is any element or a property of unknown name. */
  load: 2,
  /** a.b = c, at site d; `b` -1 as above. */
  store: 3,
  /** Class a extends what vertex b holds. */
  extend: 4,
  /** a = the export named c of module b; `c` -1 is the module as a whole. */
  import: 5,
  /** Everything that module a exports is exported. */
  exportAll: 6,
  /** What vertex b holds gives its properties to what a holds: spread, `Object.assign`. */
  mix: 7,
  /** a = the prototype of what vertex b holds, which is a class: `super`. */
  prototype: 8,
  /** a = an instance of what vertex b holds, which is a class: a type says so. */
  instance: 9,
  /** Getter (or, where d has bit {@link ACCESSOR_FLAG.setter}, setter) c of what vertex a holds is the function that b holds. */
  accessor: 10,
  /** Token a, a class or its prototype, has a method b of its own. */
  declare: 11,
  /** By its type vertex a may hold what vertex b holds: where nothing else is known of it. */
  typed: 12,
  /** The language calls something of what vertex b holds, by kind c (`IMPLICIT`), at site d; a, where it is none of -1, gets what iterates. */
  implicit: 13,
} as const;
export const FLOW_ROW = 5;
/** `own`: an object literal has it, and not a prototype. */
export const ACCESSOR_FLAG = { setter: 1, own: 2 } as const;

/** site, callee, this, name, owner, result, first argument, number of arguments, flags */
export const CALL_ROW = 9;
/** `lent`: what is called is not looked up on `this` (`super.f()`, `f()`), it is called on it all the same. */
export const CALL_FLAG = { new: 1, spread: 2, passed: 4, lent: 8 } as const;
/** Above the flags: which argument is the first that is spread. */
export const SPREAD_AT = 8;

/** Elements of arrays are told apart up to this index: `0` to `9` are names of their own. */
export const INDEXES = 10;

/** fn, kind, ordinal, line */
export const SITE_ROW = 4;

/** returned value, this, first parameter, number of parameters, index of the rest parameter, its array, array of `arguments` */
export const SIGNATURE_ROW = 7;

/** Tokens of a callable: itself, its prototype, its instances. Functions come first, then classes, then other objects. */
export const CALLABLE_TOKENS = 3;

/** Vertices that every file has: its exports object, and what `module.exports` holds. */
export const EXPORTS_VERTEX = 0;
export const MODULE_EXPORTS_VERTEX = 1;

export const OBJECT_KIND = { object: 0, array: 1 } as const;

export interface FlowFacts {
  readonly vertices: number;
  readonly rows: Int32Array;
  readonly calls: Int32Array;
  /** By call: vertex of each argument; -1 holds nothing that matters; below, `-2 - name` is a literal string. */
  readonly args: Int32Array;
  readonly sites: Int32Array;
  /** By function. */
  readonly signatures: Int32Array;
  /** Kinds of the object tokens; the first is the exports object. */
  readonly objects: Uint8Array;
  /** By class: index of the function that is its constructor, or -1. */
  readonly constructors: Int32Array;
  /** Specifiers of the modules that are imported. */
  readonly modules: readonly string[];
  /** The file is an ES module. */
  readonly isModule: boolean;
}
