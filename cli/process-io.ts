/** The real process as an `Io`. */
import type { Io, Output } from './io.ts';

const PLAIN_COLUMNS = 80;
const INTERRUPTED = 130;

function output(stream: NodeJS.WriteStream): Output {
  return {
    isTerminal: stream.isTTY === true,
    get columns() {
      return stream.isTTY === true && stream.columns > 0 ? stream.columns : PLAIN_COLUMNS;
    },
    get rows() {
      return stream.isTTY === true && stream.rows > 0 ? stream.rows : undefined;
    },
    write: (text) => void stream.write(text),
  };
}

/** A folder that was removed under us still has the name by which the shell knows it; what is wrong is told where it is opened. */
function currentFolder(): string {
  try {
    return process.cwd();
  } catch {
    return process.env['PWD'] ?? '/';
  }
}

export function processIo(): Io {
  // A reader that went away (`scope show | head`) is no failure of ours.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(0);
  });
  return {
    cwd: currentFolder(),
    env: process.env,
    out: output(process.stdout),
    err: output(process.stderr),
    onInterrupt(say) {
      let presses = 0;
      const handler = (): void => {
        presses += 1;
        // While the user's command runs, its supervisor listens too and sees to its end.
        const isCommandRunning = process.listenerCount('SIGINT') > 1;
        if (presses === 1 && isCommandRunning) return say();
        // The supervisor passes it on to the command and all its descendants before we are gone.
        if (isCommandRunning) process.emit('SIGTERM', 'SIGTERM');
        process.exit(INTERRUPTED);
      };
      process.on('SIGINT', handler);
      return () => void process.off('SIGINT', handler);
    },
  };
}
