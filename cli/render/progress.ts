/**
 * What Scope says while it works, on stderr: one line a step. At a terminal a spinner stands for the step that is under way,
 * but never while the user's command has the terminal.
 */
import type { Ora } from 'ora';
import type { Io } from '../io.ts';
import type { Colours } from './colour.ts';

export interface Progress {
  /** A step is done or begins; stays on the screen. */
  line(text: string): void;
  /** Something takes a while, with nothing else writing to the terminal. Ends at the next call of anything here. */
  busy(text: string): void;
  /** What that something has come to; shows only where it is shown at all. */
  update(text: string): void;
  stop(): void;
}

const SHOW_AFTER_MS = 1000;

export function createProgress(io: Io, colours: Colours): Progress {
  let timer: NodeJS.Timeout | null = null;
  let spinner: Ora | null = null;
  let turn = 0;
  let shown = '';
  const stop = (): void => {
    turn += 1;
    if (timer !== null) clearTimeout(timer);
    timer = null;
    spinner?.stop();
    spinner = null;
  };
  const line = (text: string): void => {
    stop();
    io.err.write(`${colours.dim(`scope: ${text}`)}\n`);
  };
  return {
    stop,
    line,
    update(text) {
      shown = text;
      if (spinner !== null) spinner.text = text;
    },
    busy(text) {
      stop();
      shown = text;
      const mine = turn;
      timer = setTimeout(() => {
        if (!io.err.isTerminal) return line(shown);
        void import('ora').then(({ default: ora }) => {
          if (turn !== mine) return;
          spinner = ora({ text: shown, stream: process.stderr, discardStdin: false }).start();
        });
      }, SHOW_AFTER_MS);
      timer.unref();
    },
  };
}
