/**
 * Call edges between functions of the project. What scopes, imports and classes say is taken as certain; where only a
 * method name is known, all methods of that name are candidates and share the confidence.
 */
import type { NodeId } from '../../../protocol/ids.ts';
import { ACCESS_ROW, CALL_ROW, readAccess, readCall } from '../facts/file-facts.ts';
import type { CallFact, FileFacts, FunctionFact } from '../facts/file-facts.ts';
import type { ProjectSymbol, SymbolTable } from './symbol.ts';

export interface CallSite {
  readonly node: NodeId;
  readonly line: number;
}

export interface CallEdge {
  readonly from: NodeId;
  readonly to: NodeId;
  /** 1: scopes or imports say so; 0.6: handed on as a value; below: shared by all methods of that name. */
  readonly confidence: number;
  readonly sites: readonly CallSite[];
}

interface Candidate {
  readonly fact: FunctionFact;
  readonly confidence: number;
}

const PASSED = 0.6;
const BY_NAME = 0.5;
const MAX_CANDIDATES = 10;

function ofSymbol(symbol: ProjectSymbol | null, table: SymbolTable): FunctionFact | null {
  if (symbol?.kind === 'function') return symbol.fact;
  return symbol?.kind === 'class' ? table.constructorOf(symbol.file, symbol.index) : null;
}

/** `this.name()`: the class around the call, or the object that its qualified name says (`Foo.bar` in `Foo.baz`). */
function ofThis(
  file: FileFacts,
  call: CallFact,
  name: string,
  table: SymbolTable,
): FunctionFact | null {
  for (let fn = file.functions[call.fn]; fn !== undefined; fn = file.functions[fn.parent]) {
    if (fn.class !== -1) return table.methodOf(file, fn.class, name, call.a === 1);
    if (fn.kind === 'arrow') continue;
    const cut = fn.name.lastIndexOf('.');
    const owner = cut === -1 ? fn.name : fn.name.slice(0, cut);
    return table.qualified(file, `${owner}.${name}`);
  }
  return null;
}

function certain(file: FileFacts, call: CallFact, table: SymbolTable): FunctionFact | null {
  const member = file.names[call.b] ?? '';
  switch (call.callee) {
    case 'function':
      return file.functions[call.a] ?? null;
    case 'class':
      return table.constructorOf(file, call.a);
    case 'import':
      return ofSymbol(table.ofImport(file, call.a), table);
    case 'import-member': {
      const symbol = table.ofImport(file, call.a);
      return symbol === null ? null : table.memberOf(symbol, member);
    }
    case 'qualified':
      return table.qualified(file, `${file.names[call.a]}.${member}`);
    case 'this':
      return ofThis(file, call, member, table);
    case 'member':
      return null;
  }
}

function leavesProject(file: FileFacts, call: CallFact, table: SymbolTable): boolean {
  if (call.callee !== 'import-member' && call.callee !== 'import') return false;
  return table.importTarget(file, call.a).kind !== 'file';
}

function candidatesOf(file: FileFacts, call: CallFact, table: SymbolTable): readonly Candidate[] {
  const fact = certain(file, call, table);
  if (fact !== null) return [{ fact, confidence: call.passed ? PASSED : 1 }];
  if (call.b === -1 || call.passed || leavesProject(file, call, table)) return [];
  const same = table.methodsNamed(file.names[call.b] ?? '');
  if (same.length > MAX_CANDIDATES) return [];
  return same.map((candidate) => ({ fact: candidate, confidence: BY_NAME / same.length }));
}

type AddEdge = (from: NodeId, candidate: Candidate, site: CallSite) => void;

/** Reading or writing a property calls the accessors of that name. */
function linkAccessors(file: FileFacts, table: SymbolTable, add: AddEdge): void {
  const { accesses, names } = file;
  for (let at = 0; at < accesses.length; at += ACCESS_ROW) {
    if (accesses[at + 7] !== -1) continue;
    const methods = table.methodsNamed(names[accesses[at] as number] as string);
    if (methods.length === 0) continue;
    const access = readAccess(file, at);
    if (access.way === 'literal' || access.way === 'field') continue;
    const wanted = access.op === 'read' ? 'getter' : 'setter';
    const same = methods.filter((fact) => fact.kind === wanted);
    if (same.length > MAX_CANDIDATES) continue;
    for (const fact of same) {
      add(access.fn, { fact, confidence: BY_NAME / same.length }, access);
    }
  }
}

/** @returns one edge for each pair of functions, in source order of the first call */
export function linkCalls(files: Iterable<FileFacts>, table: SymbolTable): readonly CallEdge[] {
  const edges = new Map<
    string,
    { from: NodeId; to: NodeId; confidence: number; sites: CallSite[] }
  >();
  const add: AddEdge = (from, { fact, confidence }, { node, line }) => {
    const key = `${from}\0${fact.id}`;
    const edge = edges.get(key);
    if (edge === undefined)
      edges.set(key, { from, to: fact.id, confidence, sites: [{ node, line }] });
    else {
      edge.sites.push({ node, line });
      edge.confidence = Math.max(edge.confidence, confidence);
    }
  };
  for (const file of files) {
    for (let offset = 0; offset < file.calls.length; offset += CALL_ROW) {
      const call = readCall(file, offset);
      const from = file.functions[call.fn];
      if (from === undefined) continue;
      for (const candidate of candidatesOf(file, call, table)) add(from.id, candidate, call);
    }
    linkAccessors(file, table, add);
  }
  return [...edges.values()];
}
