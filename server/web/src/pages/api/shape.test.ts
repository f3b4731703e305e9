import { describe, expect, it } from 'vitest';

import { fieldsOf, typeOf } from './shape';

describe('typeOf', () => {
  it('names what is described elsewhere', () => {
    expect(typeOf({ $ref: '#/components/schemas/Ticket' })).toBe('Ticket');
    expect(typeOf({ anyOf: [{ $ref: '#/components/schemas/Ticket' }, { type: 'null' }] })).toBe('Ticket | null');
    expect(typeOf({ type: 'array', items: { $ref: '#/components/schemas/Site' } })).toBe('[ Site ]');
  });

  it('says words, formats and limits', () => {
    expect(typeOf({ enum: ['general', 'priority'] })).toBe('"general" | "priority"');
    expect(typeOf({ type: 'string', format: 'date' })).toBe('string (date)');
    expect(typeOf({ type: 'integer', minimum: 1, maximum: 99 })).toBe('integer 1–99');
    expect(typeOf({ type: ['string', 'null'] })).toBe('string | null');
  });

  it('marks what may be left out', () => {
    expect(typeOf({ type: 'object', properties: { a: {}, b: {} }, required: ['a'] })).toBe('{ a, b? }');
    expect(fieldsOf({ properties: { a: { type: 'string', description: 'what' } }, required: [] })).toEqual([
      { name: 'a', type: 'string', needed: false, about: 'what' },
    ]);
  });
});
