/**
 * Acknowledgements given while the server was away, sent when it is back. Bounded: the oldest are forgotten first, and the
 * entries they meant come again, which at-least-once delivery allows.
 */
const KEPT = 100_000;

export interface PendingAcks {
  add(group: string, ids: readonly string[]): void;
  /** @throws what `send` throws; what was not sent stays */
  replay(send: (group: string, ids: readonly string[]) => Promise<number>): Promise<void>;
}

export function createPendingAcks(): PendingAcks {
  let waiting: { readonly group: string; readonly ids: readonly string[] }[] = [];
  let count = 0;
  return {
    add(group, ids) {
      waiting.push({ group, ids });
      count += ids.length;
      while (count > KEPT && waiting.length > 1) count -= waiting.shift()?.ids.length ?? 0;
    },
    async replay(send) {
      while (waiting.length > 0) {
        const next = waiting[0];
        if (next === undefined) return;
        await send(next.group, next.ids);
        waiting = waiting.filter((each) => each !== next);
        count -= next.ids.length;
      }
    },
  };
}
