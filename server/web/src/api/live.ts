// Live views: a whole state first, then deltas of its top-level keys (docs/API.md). `take` is the pure half;
// `LiveLink` keeps a WebSocket open, tries again with back-off, and notices a link that died without a word.

export type Message<S> =
  | { type: 'state'; seq: number; state: S }
  | { type: 'delta'; from: number; to: number; set: Partial<S> };

export interface View<S> {
  seq: number;
  state: S;
}

// The view after a message; null when the message does not fit and only a new state can help.
export function take<S extends object>(view: View<S> | null, message: Message<S>): View<S> | null {
  if (message.type === 'state') return { seq: message.seq, state: message.state };
  if (view === null || message.from !== view.seq) return null;
  return { seq: message.to, state: { ...view.state, ...message.set } };
}

export type LinkState = 'connecting' | 'live' | 'lost';

export interface LiveEvents<S> {
  onView(view: View<S>): void;
  onLink(link: LinkState): void;
  // A connection could not be opened or ended; the next try follows by itself.
  onFailure?(): void;
}

export interface LiveDeps {
  open(url: string): WebSocket;
  probe(): Promise<boolean>; // whether the server answers at all
  later(run: () => void, ms: number): () => void; // returns the cancel
  random(): number;
}

const kFirstPause_ms = 500;
const kLongestPause_ms = 10_000;
const kProbeEvery_ms = 8_000;

// Before try n (0, 1, ...): doubling, with a quarter of jitter either way.
export function pauseBefore(attempt: number, random: number): number {
  const pause = Math.min(kFirstPause_ms * 2 ** attempt, kLongestPause_ms);
  return Math.round(pause * (0.75 + 0.5 * random));
}

export class LiveLink<S extends object> {
  private view: View<S> | null = null;
  private socket: WebSocket | null = null;
  private attempt = 0;
  private cancelTimer = () => {};
  private closed = false;

  constructor(
    private readonly url: string,
    private readonly events: LiveEvents<S>,
    private readonly deps: LiveDeps,
  ) {
    this.connect();
  }

  close(): void {
    this.closed = true;
    this.cancelTimer();
    this.drop();
  }

  // Tries at once instead of after the pause. Does nothing where a connection is open or under way.
  retry(): void {
    if (this.closed || this.socket !== null) return;
    this.cancelTimer();
    this.attempt = 0;
    this.connect();
  }

  private connect(): void {
    const socket = this.deps.open(this.url);
    this.socket = socket;
    socket.onmessage = (event) => this.receive(String(event.data));
    socket.onclose = () => this.failed(socket);
    this.probeLater();
  }

  private receive(text: string): void {
    const view = take(this.view, JSON.parse(text) as Message<S>);
    if (view === null) return this.failed(this.socket);
    this.attempt = 0;
    this.view = view;
    this.events.onView(view);
    this.events.onLink('live');
    this.probeLater();
  }

  // A live view may rightly be silent for hours, and a browser cannot see pings: ask the server over HTTP.
  private probeLater(): void {
    this.cancelTimer();
    const socket = this.socket;
    this.cancelTimer = this.deps.later(() => {
      void this.deps.probe().then((answered) => {
        if (this.closed || socket !== this.socket) return;
        const open = socket?.readyState === WebSocket.OPEN;
        if (!answered || !open) return this.failed(socket);
        this.events.onLink('live');
        this.probeLater();
      });
    }, kProbeEvery_ms);
  }

  private failed(socket: WebSocket | null): void {
    if (this.closed || socket !== this.socket) return;
    this.drop();
    this.events.onLink(this.view === null ? 'connecting' : 'lost');
    this.events.onFailure?.();
    this.cancelTimer();
    this.cancelTimer = this.deps.later(() => this.connect(), pauseBefore(this.attempt++, this.deps.random()));
  }

  private drop(): void {
    const socket = this.socket;
    this.socket = null;
    if (socket === null) return;
    socket.onmessage = null;
    socket.onclose = null;
    socket.close();
  }
}

export function liveUrl(site: string, view: string, token?: string): string {
  const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
  const query = new URLSearchParams({ site, view, ...(token ? { token } : {}) });
  return `${scheme}//${location.host}/api/v1/live?${query.toString()}`;
}
