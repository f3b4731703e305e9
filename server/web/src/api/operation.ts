// An operation of the API as a value: what is asked, with the type of its answer. Pure; the client sends it.

import type { operations } from './generated/schema';

export type Name = keyof operations;
type Empty = Record<never, never>;

type PathOf<N extends Name> = operations[N] extends { parameters: { path: infer P } } ? P : Empty;
type QueryOf<N extends Name> = operations[N] extends { parameters: { query: infer Q } }
  ? { query: Q }
  : operations[N] extends { parameters: { query?: infer Q } } ? { query?: Exclude<Q, undefined> } : Empty;
type BodyOf<N extends Name> = operations[N] extends { requestBody: { content: { 'application/json': infer B } } }
  ? { body: B }
  : operations[N] extends { requestBody?: { content: { 'application/json': infer B } } } ? { body?: B } : Empty;

export type Input<N extends Name> = PathOf<N> & QueryOf<N> & BodyOf<N>;

type Of<Responses, Status extends number> = Status extends keyof Responses
  ? Responses[Status] extends { content: { 'application/json': infer A } } ? A : null
  : never;
// null: 204, there is nothing to say.
export type Answer<N extends Name> = Of<operations[N]['responses'], 200> | Of<operations[N]['responses'], 201> | Of<operations[N]['responses'], 202> | Of<operations[N]['responses'], 204>;

export interface Request<A = unknown> {
  method: 'GET' | 'POST' | 'DELETE';
  path: string;
  body?: unknown;
  readonly answers?: A; // never set: carries the type alone
}

function target(pattern: string, input: Record<string, unknown>): string {
  const path = pattern.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(input[name] ?? '')));
  const asked = Object.entries((input.query ?? {}) as Record<string, unknown>).filter(([, value]) => value !== undefined);
  return asked.length === 0 ? path : `${path}?${new URLSearchParams(asked.map(([name, value]) => [name, String(value)])).toString()}`;
}

export function operation<N extends Name>(method: Request['method'], pattern: string) {
  return (input: Input<N>): Request<Answer<N>> => {
    const request: Request<Answer<N>> = { method, path: target(pattern, input) };
    if (method === 'POST') request.body = (input as { body?: unknown }).body ?? {};
    return request;
  };
}
