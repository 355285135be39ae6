/** Values in a few words, for the one line of an anomaly. Not a printer of values: that is the query's. */
import type { Value } from '../../protocol/event.ts';

const TEXT_LENGTH = 60;

export function describeValue(value: Value): string {
  switch (value.kind) {
    case 'undefined':
    case 'null':
      return value.kind;
    case 'boolean':
      return String(value.value);
    case 'number':
      return Object.is(value.value, -0) ? '-0' : String(value.value);
    case 'bigint':
      return `${value.text}n`;
    case 'string':
      return JSON.stringify(cut(value.text));
    case 'symbol':
      return `Symbol(${cut(value.description)})`;
    case 'object':
      return value.shape === 'error' ? describeError(value) : `${value.name || value.shape}`;
    case 'seen':
      return 'an object';
    case 'omitted':
      return `(not recorded: ${value.reason})`;
  }
}

/** `TypeError: x is not a function`; what was thrown may be any value. */
export function describeError(value: Value): string {
  if (value.kind !== 'object') return describeValue(value);
  const message = value.fields.find(({ key }) => key === 'message')?.value;
  const name = value.name === '' ? 'Error' : value.name;
  return message?.kind === 'string' && message.text !== '' ? `${name}: ${cut(message.text)}` : name;
}

function cut(text: string): string {
  const line = text.split('\n', 1)[0] as string;
  return line.length > TEXT_LENGTH || line !== text ? `${line.slice(0, TEXT_LENGTH)}…` : line;
}
