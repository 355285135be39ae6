/** A question to the graph as data: what `parseQuery` reads from text and `runQuery` puts to the graph. See docs/QUERY.md. */
import type { Measures } from '../metric/measure.ts';
import type { Comparison } from '../select/predicate.ts';
import type { PathOver } from '../select/path.ts';
import type { SliceBy, SliceDirection } from '../select/slice/step.ts';

export type Test =
  | { readonly kind: 'all' | 'any'; readonly tests: readonly Test[] }
  | { readonly kind: 'not'; readonly test: Test }
  | {
      readonly kind: 'measure';
      readonly name: keyof Measures | 'callers' | 'callees';
      readonly comparison: Comparison;
      readonly value: number;
    }
  | {
      readonly kind: 'writes' | 'reads' | 'calls' | 'called by' | 'named' | 'in' | 'holds';
      readonly name: string;
    }
  | { readonly kind: 'async' | 'generator' | 'test' };

export type Source =
  | { readonly kind: 'functions'; readonly where: Test | null }
  | { readonly kind: 'modules' }
  | {
      readonly kind: 'callers' | 'callees';
      readonly name: string;
      readonly depth: number;
      /** Those that only may as well. */
      readonly possible: boolean;
    }
  | { readonly kind: 'writers' | 'readers'; readonly name: string }
  | {
      readonly kind: 'slice';
      readonly direction: SliceDirection;
      readonly place: string;
      readonly by: SliceBy;
      readonly depth: number;
    }
  | {
      readonly kind: 'paths';
      readonly from: string;
      readonly to: string;
      readonly over: PathOver | null;
      readonly most: number;
      readonly depth: number;
    }
  | { readonly kind: 'conditions'; readonly place: string }
  | {
      readonly kind: 'match';
      readonly pattern: string;
      readonly beside: Readonly<Partial<Record<'with' | 'without' | 'inside' | 'outside', string>>>;
    };

export type Step =
  | { readonly kind: 'in' | 'not in'; readonly glob: string }
  | { readonly kind: 'first'; readonly count: number }
  | { readonly kind: 'sort'; readonly by: string };

export interface Query {
  readonly source: Source;
  readonly steps: readonly Step[];
}
