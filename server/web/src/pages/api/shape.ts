// A schema of the description in one readable line or list. Pure.

export interface Schema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  format?: string;
  description?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  items?: Schema;
  anyOf?: Schema[];
  minimum?: number;
  maximum?: number;
  maxLength?: number;
}

export interface Field {
  name: string;
  type: string;
  needed: boolean;
  about: string;
}

const nameOf = (ref: string) => ref.split('/').pop() ?? ref;

function limits(schema: Schema): string {
  if (schema.minimum !== undefined && schema.maximum !== undefined) return ` ${schema.minimum}–${schema.maximum}`;
  if (schema.minimum !== undefined) return ` ≥ ${schema.minimum}`;
  return schema.maxLength !== undefined ? ` ≤ ${schema.maxLength}` : '';
}

export function typeOf(schema: Schema): string {
  if (schema.$ref) return nameOf(schema.$ref);
  if (schema.anyOf) return schema.anyOf.map(typeOf).join(' | ');
  if (schema.enum) return schema.enum.map((word) => JSON.stringify(word)).join(' | ');
  const type = Array.isArray(schema.type) ? schema.type.join(' | ') : (schema.type ?? 'any');
  if (schema.type === 'array') return `[ ${schema.items ? typeOf(schema.items) : 'any'} ]`;
  if (schema.type === 'object' && schema.properties) {
    const names = Object.keys(schema.properties);
    return names.length === 0 ? '{}' : `{ ${names.map((name) => (schema.required?.includes(name) ? name : `${name}?`)).join(', ')} }`;
  }
  return (schema.format ? `${type} (${schema.format})` : type) + limits(schema);
}

export function fieldsOf(schema: Schema): Field[] {
  return Object.entries(schema.properties ?? {}).map(([name, of]) => ({
    name, type: typeOf(of), needed: schema.required?.includes(name) ?? false, about: of.description ?? '',
  }));
}
