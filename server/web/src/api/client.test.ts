import { beforeEach, describe, expect, it } from 'vitest';

import { Client, Problem, Unreachable } from './client';
import { newKey } from './idempotency';

interface Sent {
  path: string;
  method: string;
  headers: Record<string, string>;
  body: string | undefined;
}

const json = (status: number, body: unknown) => new Response(JSON.stringify(body), { status });

describe('Client', () => {
  let sent: Sent[];
  let pauses: number[];
  let answers: (Response | Error)[];
  let client: Client;

  beforeEach(() => {
    sent = [];
    pauses = [];
    answers = [];
    let keys = 0;
    client = new Client({
      fetch: (input, init) => {
        sent.push({ path: String(input), method: init?.method ?? '', headers: init?.headers as Record<string, string>, body: init?.body as string | undefined });
        const answer = answers.shift() ?? new Error('nothing more to say');
        return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
      },
      wait: (ms) => {
        pauses.push(ms);
        return Promise.resolve();
      },
      now: () => Date.parse('2026-11-21T01:30:00Z'),
      newKey: () => `key-${++keys}`,
    });
  });

  it('sends again with the same key and body after a network failure', async () => {
    answers = [new TypeError('offline'), new TypeError('offline'), json(200, { ticket: { number: 'A012' } })];
    const answer = await client.post('/next', { a: 1 });
    expect(answer).toEqual({ ticket: { number: 'A012' } });
    expect(sent.map((request) => request.headers['Idempotency-Key'])).toEqual(['key-1', 'key-1', 'key-1']);
    expect(new Set(sent.map((request) => request.body))).toEqual(new Set(['{"a":1}']));
    expect(pauses).toEqual([500, 1000]);
  });

  it('sends again with the same key after a 503', async () => {
    let retries = 0;
    answers = [json(503, { code: 'retry' }), json(200, {})];
    await client.post('/next', {}, { onRetry: () => ++retries });
    expect(sent.map((request) => request.headers['Idempotency-Key'])).toEqual(['key-1', 'key-1']);
    expect(retries).toBe(1);
  });

  it('uses a new key for a new request', async () => {
    answers = [json(200, {}), json(200, {})];
    await client.post('/next');
    await client.post('/next');
    expect(sent.map((request) => request.headers['Idempotency-Key'])).toEqual(['key-1', 'key-2']);
  });

  it('never repeats what the server refused, and says who has it', async () => {
    answers = [json(409, { code: 'counter_busy', about: 'A007' })];
    const failure = await client.post('/next').catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Problem);
    expect(failure).toMatchObject({ status: 409, code: 'counter_busy', about: 'A007' });
    expect(sent).toHaveLength(1);
  });

  it('gives up in the end, saying that nobody answered', async () => {
    answers = Array.from({ length: 6 }, () => new TypeError('offline'));
    await expect(client.post('/next')).rejects.toBeInstanceOf(Unreachable);
    expect(sent).toHaveLength(6);
  });

  it('reports a 503 that does not end as the problem it is', async () => {
    answers = Array.from({ length: 6 }, () => json(503, { code: 'retry' }));
    await expect(client.post('/next')).rejects.toMatchObject({ code: 'retry' });
  });

  it('does not try again at a site that is read-only', async () => {
    answers = [json(503, { code: 'read_only', about: 'hall' })];
    await expect(client.post('/next')).rejects.toMatchObject({ status: 503, code: 'read_only' });
    expect(sent).toHaveLength(1);
  });

  it('answers null for 204', async () => {
    answers = [new Response(null, { status: 204 })];
    expect(await client.post('/next')).toBeNull();
  });

  it('takes an empty answer that is no 204 for an error, not for nobody waiting', async () => {
    answers = [new Response('', { status: 200 })];
    await expect(client.post('/next')).rejects.toMatchObject({ status: 200, code: 'http_200' });
  });

  it('sends the CSRF token with every method but GET', async () => {
    answers = [json(200, {}), json(200, {}), new Response(null, { status: 204 })];
    client.useCsrf('secret');
    await client.get('/me');
    await client.post('/next');
    await client.remove('/session');
    expect(sent.map((request) => request.headers['X-CSRF-Token'])).toEqual([undefined, 'secret', 'secret']);
  });

  it('names the status when the answer is no problem document', async () => {
    answers = [new Response('<h1>Bad gateway</h1>', { status: 502 })];
    await expect(client.get('/me')).rejects.toMatchObject({ status: 502, code: 'http_502' });
  });

  it('learns the server’s clock when this machine’s is off', async () => {
    answers = [new Response('{}', { status: 200, headers: { Date: 'Sat, 21 Nov 2026 01:35:00 GMT' } })];
    await client.get('/healthz');
    expect(client.serverNow()).toBe(Date.parse('2026-11-21T01:35:00.500Z'));
  });
});

describe('newKey', () => {
  it('works where randomUUID is missing', () => {
    const original = Object.getOwnPropertyDescriptor(crypto, 'randomUUID');
    Object.defineProperty(crypto, 'randomUUID', { value: undefined, configurable: true });
    try {
      expect(newKey()).toMatch(/^[0-9a-f]{32}$/);
      expect(newKey()).not.toBe(newKey());
    } finally {
      if (original) Object.defineProperty(crypto, 'randomUUID', original);
      else Reflect.deleteProperty(crypto, 'randomUUID');
    }
  });
});
