// A live view inside a page.

import { useCallback, useEffect, useRef, useState } from 'preact/hooks';

import { client, Problem } from './api/client';
import { health } from './api/generated/operations';
import { LiveLink, type LinkState } from './api/live';

export interface LiveView<S> {
  state: S | null;
  link: LinkState;
  contact_ms: number; // server time at which the link was last known to be good; 0: never
  retry(): void; // tries at once to connect again
}

type Seen<S> = Omit<LiveView<S>, 'retry'>;

async function serverAnswers(): Promise<boolean> {
  try {
    await client.send(health({}));
    return true;
  } catch (error) {
    return error instanceof Problem;
  }
}

const kDeps = {
  open: (url: string) => new WebSocket(url),
  probe: serverAnswers,
  later: (run: () => void, ms: number) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  random: Math.random,
};

// `url` null: not connected yet.
export function useLive<S extends object>(url: string | null, onFailure?: () => void): LiveView<S> {
  const [live, setLive] = useState<Seen<S>>({ state: null, link: 'connecting', contact_ms: 0 });
  const current = useRef<LiveLink<S> | null>(null);
  const failure = useRef(onFailure);
  failure.current = onFailure;

  useEffect(() => {
    setLive({ state: null, link: 'connecting', contact_ms: 0 });
    if (url === null) return;
    const link = new LiveLink<S>(
      url,
      {
        onView: (view) => setLive({ state: view.state, link: 'live', contact_ms: client.serverNow() }),
        onLink: (state) =>
          setLive((before) => ({
            ...before,
            link: state,
            contact_ms: state === 'live' ? client.serverNow() : before.contact_ms,
          })),
        onFailure: () => failure.current?.(),
      },
      kDeps,
    );
    current.current = link;
    return () => {
      current.current = null;
      link.close();
    };
  }, [url]);

  const retry = useCallback(() => current.current?.retry(), []);
  return { ...live, retry };
}

// The server's time, renewed each second.
export function useNow(): number {
  const [now, setNow] = useState(() => client.serverNow());
  useEffect(() => {
    const timer = setInterval(() => setNow(client.serverNow()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
