/**
 * Calls in the initialisers of class fields. Their text is that of the function around the class, and that is whose activation
 * reports them; the activation that runs is that of whoever called `new`. They belong to the one that reports them.
 */
import type { ScopeEvent } from '../../protocol/event.ts';
import type { Frame } from '../timeline.ts';

type Linked = { -readonly [K in keyof Frame]: Frame[K] };

/** @returns what is to be told of each event of an activation, in order; moves the called activation where the caller is another */
export function initialiserLinks(): (event: ScopeEvent, frame: Frame) => void {
  const justEnded = new Map<number, Frame>();
  return (event, frame) => {
    const { process } = event;
    const callee = justEnded.get(process);
    if (event.type === 'call-end') justEnded.set(process, frame);
    else justEnded.delete(process);
    const running = callee?.parent ?? null;
    if (event.type !== 'call-result' || callee === undefined || running === null) return;
    // The running one is in the middle of something, and yet another one reports the result.
    if (running === frame || running.endSeq !== null) return;
    const children = running.children as Frame[];
    const since = Math.max(running.events.at(-1)?.seq ?? 0, frame.events.at(-2)?.seq ?? 0);
    let first = children.length;
    while (first > 0 && (children[first - 1] as Frame).start.seq > since) first -= 1;
    for (const called of children.splice(first)) {
      (frame.children as Frame[]).push(called);
      (called as Linked).parent = frame;
    }
  };
}
