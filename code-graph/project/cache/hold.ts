/**
 * Facts as a process holds them: a hundred thousand files' lie in memory at once. What was read back from bytes keeps those bytes alive (columns
 * are views of them), has every name as often as it was written, and its properties apart from its objects. Here columns lie in one piece, names
 * that are the same are one, and objects are as short as they can be.
 */
import type {
  ClassFact,
  ExportFact,
  FileFacts,
  FunctionFact,
  ImportFact,
  Reference,
  VariableFact,
} from '../facts/file-facts.ts';
import type { FlowFacts } from '../facts/flow/flow-fact.ts';

/** The same facts; equal to what it is given, with nothing in common but problems and hash. */
export type HoldFacts = (facts: FileFacts) => FileFacts;

const NONE: readonly never[] = [];
const INT = Int32Array.BYTES_PER_ELEMENT;

type Share = (text: string) => string;

function referenceOf(reference: Reference, share: Share): Reference {
  const { kind } = reference;
  if (kind === 'variable') return { kind, name: share(reference.name) };
  // One shape each, with the word of this module instead of one that was read.
  if (kind === 'function') return { kind: 'function', index: reference.index };
  if (kind === 'class') return { kind: 'class', index: reference.index };
  return { kind: 'import', index: reference.index };
}

function functionOf(fact: FunctionFact, share: Share): FunctionFact {
  return {
    id: fact.id,
    name: share(fact.name),
    kind: share(fact.kind) as FunctionFact['kind'],
    parent: fact.parent,
    class: fact.class,
    params: fact.params.length === 0 ? NONE : fact.params.map(share),
    isAsync: fact.isAsync,
    isGenerator: fact.isGenerator,
    start: fact.start,
    end: fact.end,
    line: fact.line,
    endLine: fact.endLine,
    complexity: fact.complexity,
    loopDepth: fact.loopDepth,
  };
}

function classOf({ name, fn, start, line, endLine, base }: ClassFact, share: Share): ClassFact {
  const above = base === null ? null : referenceOf(base, share);
  return { name: share(name), fn, start, line, endLine, base: above };
}

function variableOf({ name, kind, fn, start, line }: VariableFact, share: Share): VariableFact {
  return { name: share(name), kind: share(kind) as VariableFact['kind'], fn, start, line };
}

function importOf({ specifier, imported, local, line }: ImportFact, share: Share): ImportFact {
  return {
    specifier: share(specifier),
    imported: imported === null ? null : share(imported),
    local: local === null ? null : share(local),
    line,
  };
}

function exportOf({ exported, target }: ExportFact, share: Share): ExportFact {
  return { exported: share(exported), target: referenceOf(target, share) };
}

const mapped = <T>(list: readonly T[], of: (one: T, share: Share) => T, share: Share) =>
  list.length === 0 ? NONE : list.map((one) => of(one, share));

/** Columns of a file one behind the other in one piece of memory. */
function layColumns({ flow, accesses }: FileFacts, share: Share) {
  const { rows, calls, args, sites, signatures, constructors, objects } = flow;
  const columns = [rows, calls, args, sites, signatures, constructors, accesses];
  const numbers = columns.reduce((sum, column) => sum + column.length, 0);
  const memory = new ArrayBuffer(numbers * INT + objects.length);
  let at = 0;
  const lay = (column: Int32Array): Int32Array => {
    const laid = new Int32Array(memory, at, column.length);
    laid.set(column);
    at += column.length * INT;
    return laid;
  };
  const laid: FlowFacts = {
    vertices: flow.vertices,
    rows: lay(rows),
    calls: lay(calls),
    args: lay(args),
    sites: lay(sites),
    signatures: lay(signatures),
    objects: new Uint8Array(memory, numbers * INT, objects.length),
    constructors: lay(constructors),
    modules: mapped(flow.modules, (module) => share(module), share),
    isModule: flow.isModule,
  };
  (laid.objects as Uint8Array).set(objects);
  return { flow: laid, accesses: lay(accesses) };
}

/** @returns what holds facts of one project; what it has seen is shared as long as somebody has it */
export function createHolder(): HoldFacts {
  const seen = new Map<string, string>();
  const share: Share = (text) => {
    const known = seen.get(text);
    if (known !== undefined) return known;
    seen.set(text, text);
    return text;
  };
  return (facts) => {
    const { flow, accesses } = layColumns(facts, share);
    return {
      path: facts.path,
      hash: facts.hash,
      lines: facts.lines,
      problems: facts.problems.length === 0 ? NONE : facts.problems,
      functions: mapped(facts.functions, functionOf, share),
      classes: mapped(facts.classes, classOf, share),
      variables: mapped(facts.variables, variableOf, share),
      imports: mapped(facts.imports, importOf, share),
      exports: mapped(facts.exports, exportOf, share),
      names: mapped(facts.names, (name) => share(name), share),
      flow,
      accesses,
    };
  };
}
