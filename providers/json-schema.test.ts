import { z } from 'zod';
import {
  dropNulls,
  extractJson,
  modelSchema,
  toGoogleSchema,
  toStrictSchema,
} from './json-schema.ts';

describe('extractJson', () => {
  const check = (text: string, expected: unknown): void =>
    expect(extractJson(text)).toEqual(expected);
  it('takes the whole text', () => check('{"a":1}', { a: 1 }));
  it('takes it out of a fence', () => check('Here:\n```json\n{"a":{"b":2}}\n```', { a: { b: 2 } }));
  it('knows braces in strings', () => check('{"a":"}\\"{"} tail', { a: '}"{' }));
  it('passes braces in prose by', () => check('I use {x} as in {"a":1}', { a: 1 }));
  it('finds none in a cut text', () => check('{"a": [1, 2', null));
  it('finds none in prose', () => check('no object here', null));
  it('takes no array for an object', () => check('[1, 2]', null));
});

describe('schemas for models', () => {
  const schema = z.object({
    id: z.string().min(1).describe('a name'),
    count: z.number().int().max(4).default(2),
    one: z.literal(1),
    list: z.array(z.object({ kind: z.enum(['a', 'b']).optional() })),
  });
  const plain = modelSchema(schema);
  it('keeps plain keywords only', () =>
    expect(plain).toEqual({
      type: 'object',
      properties: {
        id: { type: 'string', description: 'a name' },
        count: { type: 'integer' },
        one: { type: 'number', enum: [1] },
        list: {
          type: 'array',
          items: { type: 'object', properties: { kind: { type: 'string', enum: ['a', 'b'] } } },
        },
      },
      required: ['id', 'one', 'list'],
    }));
  it('makes the strict form: every key required, optional ones nullable', () =>
    expect(toStrictSchema(plain)).toMatchObject({
      additionalProperties: false,
      required: ['id', 'count', 'one', 'list'],
      properties: {
        count: { anyOf: [{ type: 'integer' }, { type: 'null' }] },
        list: {
          items: {
            additionalProperties: false,
            required: ['kind'],
            properties: { kind: { anyOf: [{ type: 'string' }, { type: 'null' }] } },
          },
        },
      },
    }));
  it('makes the Google form: types in upper case', () =>
    expect(toGoogleSchema(plain)).toMatchObject({
      type: 'OBJECT',
      properties: {
        id: { type: 'STRING' },
        list: { type: 'ARRAY', items: { properties: { kind: { type: 'STRING' } } } },
      },
    }));
  it('drops nulls of objects, not of lists', () =>
    expect(dropNulls({ a: null, b: [null, { c: null, d: 0 }] })).toEqual({ b: [null, { d: 0 }] }));
});
