/** One row of the table of hosts: a real program of one kind, the command that runs it, and where its fault lies. */
import type { Files } from './lay.ts';

export type NodeMajor = '20' | '22' | '24';

export interface HostRow {
  /** Lower case words with dashes; what `--only` names. */
  readonly id: string;
  /** As the table shows it. */
  readonly host: string;
  /** Packages from kits.json; null: what the project itself has is enough. */
  readonly kit: string | null;
  /** The kit is a tool of the machine: its commands are on the PATH, and nothing of it is in the project. */
  readonly isKitOnPath?: boolean;
  /** The package whose version the table shows; null where that is Node's. */
  readonly about: string | null;
  readonly node: NodeMajor;
  /** The line at fault ends in `// fault`. */
  readonly files: Files;
  /** Symbolic links: where they lie, and what they say. */
  readonly links?: Readonly<Record<string, string>>;
  /** What a user would have done before, an installation for example. */
  readonly prepare?: readonly string[];
  /** Where below the project the command is run and asked about; the project itself where absent. */
  readonly cwd?: string;
  /** How the answer names the file of the faulty line, where that is not its path below the project. */
  readonly faultAs?: string;
  /** Empty: none is asked. */
  readonly question: string;
  /** `node` stands for the executable of the row's version. */
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly exitCode: number;
  /** What was recorded at the line at fault, as an answer prints it. */
  readonly value: string;
  /** A command that does not end by itself is ended as by Ctrl-C once this was printed. */
  readonly endsAfter?: RegExp;
  /** What in the output differs between two runs without Scope, for reasons of the host's own. */
  readonly noise?: RegExp;
}
