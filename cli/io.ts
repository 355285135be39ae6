/** What a command may touch of the world around it, so that a test can stand in for the process. */

export interface Output {
  readonly isTerminal: boolean;
  /** Width in characters; 80 where it is not a terminal. */
  readonly columns: number;
  /** Height in lines; absent where it is not a terminal. */
  readonly rows?: number | undefined;
  write(text: string): void;
}

export interface Io {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** For what the command is asked for: an answer, a plan, a document. */
  readonly out: Output;
  /** For everything said on the way. */
  readonly err: Output;
  /**
   * What the first Ctrl-C says while the user's command runs; the command gets the signal itself, and a second one, or one
   * while no command runs, quits at once. @returns what takes it off again
   */
  onInterrupt(say: () => void): () => void;
}
