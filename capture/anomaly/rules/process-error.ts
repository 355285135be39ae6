/**
 * Errors that nobody caught: the process told so itself. The place is where the error was last thrown, else the function
 * that was active; an error from code without probes has neither and is told by its text.
 */
import type { ScopeEvent } from '../../../protocol/event.ts';
import type { Site } from '../../../protocol/site.ts';
import { describeError } from '../describe.ts';
import { createLru } from '../lru.ts';
import { keyInProcess, NOTHING, type CreateRule } from '../rule.ts';

type ProcessError = Extract<ScopeEvent, { readonly type: 'process-error' }>;

const WORDS = {
  'uncaught-exception': 'was not caught',
  'unhandled-rejection': 'rejected a promise that nobody handles',
} as const;

export function createProcessErrorRule(origin: ProcessError['origin']): CreateRule {
  return ({ siteOf, capacity }) => {
    const thrownAt = createLru<string, Site>(capacity);
    const functionOfFrame = createLru<string, Site>(capacity);

    function placeOf(event: ProcessError): Site | undefined {
      const { value, process, frame } = event;
      const isObject = value.kind === 'object' || value.kind === 'seen';
      const thrown = isObject ? thrownAt.get(keyInProcess(process, value.ref)) : undefined;
      return thrown ?? functionOfFrame.get(keyInProcess(process, frame));
    }

    return {
      push(event) {
        const site = siteOf(event);
        if (site !== undefined && event.type === 'call-start')
          functionOfFrame.set(keyInProcess(event.process, event.frame), site);
        if (site !== undefined && event.type === 'error-thrown') {
          const { value, process } = event;
          if (value.kind === 'object' || value.kind === 'seen')
            thrownAt.set(keyInProcess(process, value.ref), site);
        }
        if (event.type !== 'process-error' || event.origin !== origin) return NOTHING;
        const text = describeError(event.value);
        const place = placeOf(event);
        return [
          {
            place: place === undefined ? `text ${text}` : `s${place.id}`,
            site: place,
            subject: undefined,
            seq: event.seq,
            message: `${text} ${WORDS[origin]}`,
          },
        ];
      },
    };
  };
}
