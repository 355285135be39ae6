/**
 * The probe functions: what rewritten text calls, and what `capture/runtime` implements. All have fixed arity, never throw,
 * never run user code, and those that take a value return that same value. `s` is a site id, `f` the frame of the running
 * activation (0 where there is none). A dormant site costs one array read, which for a function's start is done by the text itself.
 *
 * A rewritten file starts (after its directives, on the line of its first statement) by taking the sink from
 * `globalThis[Symbol.for('scope.sink')]`; where there is none it takes inert functions, so that the text also runs alone.
 * Names are chosen per file from what its scopes lack.
 */
export interface Sink {
  /** By site: 0 where it is dormant. Rewritten text asks before it calls; a copy that runs alone finds nothing here. */
  readonly g: Uint8Array;
  /** Call starts: `o` is the activation of the enclosing function (0 at module level). Returns the new frame, 0 if dormant. */
  e0(s: number, o: number): number;
  e1(s: number, o: number, a: unknown): number;
  e2(s: number, o: number, a: unknown, b: unknown): number;
  e3(s: number, o: number, a: unknown, b: unknown, c: unknown): number;
  e4(s: number, o: number, a: unknown, b: unknown, c: unknown, d: unknown): number;
  /** More than four values; the array is made by the call. */
  en(s: number, o: number, values: readonly unknown[]): number;
  /** `return r(s, f, expression)`, where {@link x} does not say what was returned. */
  r<T>(s: number, f: number, value: T): T;
  /** Around a function without a name that is returned: V8 calls it after the variable that keeps it, were there no call. */
  k<T>(value: T): T;
  /**
   * In the `finally` of the body: the activation is over. `s` is the site of the function, `y` the site of the return that
   * was reached last with its value, negative where it returns nothing, undefined where none was.
   */
  x(s: number, f: number, y?: number, value?: unknown): void;
  /** A variable of activation `token` took a value. */
  w<T>(s: number, f: number, token: number, value: T): T;
  /** A property was written; receiver and key were reported by `v` on their own sites, inside the wrapped assignment. */
  p<T>(s: number, f: number, value: T): T;
  /** The running activation, for {@link i} to give back to. */
  a(): number;
  /**
   * A class field is about to be initialised; receiver inline. Its value is evaluated in the scope of `f`, which seldom is who called
   * `new`: that activation, `c`, is the running one again. Nothing is reported where `s` is 0.
   */
  i<T>(s: number, c: number, f: number, self: unknown, value: T): T;
  /** Any expression value: read, receiver, key, call result, argument, literal, await, yield. */
  v<T>(s: number, f: number, value: T): T;
  /**
   * What `o[k]` holds, found without running anything of the program, where the next thing the program does is to read it: a
   * read on `s`, a receiver on `r` (0 for none). Returns what it found, for the next link; where only running the program can
   * tell, a value that no further link reports.
   */
  l(s: number, r: number, f: number, o: unknown, k: unknown): unknown;
  /** A condition, the left side of a short circuit, a discriminant. Also says that a switch case was entered (value undefined). */
  b<T>(s: number, f: number, value: T): T;
  /** The operand of a throw statement. */
  t<T>(s: number, f: number, value: T): T;
  /** The value of a catch clause; also makes `f` the running activation again. */
  c<T>(s: number, f: number, value: T): T;
  /**
   * An iteration of a loop begins whose variables closures capture. `o` is the iteration or the activation around it. Returns the
   * iteration's number, which stands for the activation `f` where variables are owned and closures begin; `o` where it is dormant.
   */
  d(s: number, f: number, o: number): number;
  /** The operand of await or yield, before the activation is suspended. */
  z<T>(s: number, f: number, value: T): T;
  /** Named locals at a statement. */
  n(s: number, f: number, values: readonly unknown[]): void;
}
