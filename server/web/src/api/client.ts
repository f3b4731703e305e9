// The HTTP side of the API. A POST carries an Idempotency-Key and is sent again with the SAME key after a network
// failure, a silent server or a 503, so that the server does at most once what a person asked for once.

import { type Idempotency, newKey } from './idempotency';
import type { Request } from './operation';

export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly about: string,
    detail: string,
  ) {
    super(detail || code);
  }
}

// No answer came, so nobody here knows whether the server did it.
export class Unreachable extends Error {}

export interface Deps {
  fetch: typeof fetch;
  wait(ms: number): Promise<void>;
  now(): number;
  newKey: Idempotency;
}

const kPauses_ms: readonly number[] = [500, 1000, 2000, 4000, 8000];
const kAnswerLimit_ms = 10_000;

// A site that is read-only stays so until somebody repairs it: only a store that could not write is worth another try.
async function mayGoBetterAgain(response: Response): Promise<boolean> {
  return response.status === 503 && !(await response.clone().text()).includes('"read_only"');
}

export interface PostOptions {
  onRetry?: () => void;
}

export class Client {
  private csrf = '';
  private skew_ms = 0;

  constructor(private readonly deps: Deps) {}

  // The server's clock, to the second: a counter's PC may be minutes off.
  serverNow(): number {
    return this.deps.now() + this.skew_ms;
  }

  useCsrf(token: string): void {
    this.csrf = token;
  }

  // Sends an operation of generated/operations.ts; null: 204.
  async send<A>(request: Request<A>, options: PostOptions = {}): Promise<A> {
    if (request.method === 'POST') return (await this.post<A>(request.path, request.body, options)) as A;
    if (request.method === 'GET') return this.get<A>(request.path);
    await this.remove(request.path);
    return null as A;
  }

  async get<T>(path: string): Promise<T> {
    return this.read<T>(await this.ask('GET', path, undefined, {}));
  }

  async remove(path: string): Promise<void> {
    await this.read(await this.ask('DELETE', path, undefined, this.csrfHeader()));
  }

  // The answer's body, or null for 204.
  async post<T>(path: string, body: unknown = {}, options: PostOptions = {}): Promise<T | null> {
    const key = this.deps.newKey();
    for (let attempt = 0; ; ++attempt) {
      const outcome = await this.attempt(path, body, key);
      const pause = kPauses_ms[attempt];
      const final = pause === undefined || (outcome instanceof Response && !(await mayGoBetterAgain(outcome)));
      if (outcome instanceof Response && final) return this.read<T>(outcome);
      if (pause === undefined) throw outcome;
      options.onRetry?.();
      await this.deps.wait(pause);
    }
  }

  private async attempt(path: string, body: unknown, key: string): Promise<Response | Unreachable> {
    const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': key, ...this.csrfHeader() };
    try {
      return await this.ask('POST', path, JSON.stringify(body), headers);
    } catch (error) {
      if (error instanceof Unreachable) return error;
      throw error;
    }
  }

  private csrfHeader(): Record<string, string> {
    return this.csrf ? { 'X-CSRF-Token': this.csrf } : {};
  }

  private async ask(method: string, path: string, body: string | undefined, headers: Record<string, string>) {
    const abort = new AbortController();
    const limit = setTimeout(() => abort.abort(), kAnswerLimit_ms);
    try {
      const init: RequestInit = { method, headers, credentials: 'same-origin', cache: 'no-store', signal: abort.signal };
      if (body !== undefined) init.body = body;
      const response = await this.deps.fetch(path, init);
      this.learnSkew(response);
      return response;
    } catch (error) {
      throw new Unreachable(String(error));
    } finally {
      clearTimeout(limit);
    }
  }

  private learnSkew(response: Response): void {
    const date = Date.parse(response.headers.get('Date') ?? '');
    if (Number.isNaN(date)) return;
    // The header is floored to seconds; a difference below two seconds is the network, not the clock.
    const skew = date + 500 - this.deps.now();
    this.skew_ms = Math.abs(skew) < 2000 ? 0 : skew;
  }

  private async read<T>(response: Response): Promise<T>;
  private async read<T>(response: Response): Promise<T | null> {
    const text = response.status === 204 ? '' : await response.text();
    // Only the server's own 204 says that there is nothing: an empty answer of something in between says nothing at all.
    if (response.status === 204) return null;
    if (response.ok && text) return JSON.parse(text) as T;
    let problem: { code?: string; about?: string; detail?: string } = {};
    try {
      problem = JSON.parse(text) as typeof problem;
    } catch {
      // A proxy's own error page: the status has to do.
    }
    throw new Problem(response.status, problem.code ?? `http_${response.status}`, problem.about ?? '', problem.detail ?? '');
  }
}

export const client = new Client({
  fetch: (input, init) => fetch(input, init),
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  now: () => Date.now(),
  newKey,
});
