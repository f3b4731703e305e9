// Who is signed in at this browser. The cookie is the server's; the page holds the CSRF token in memory alone.

import { useCallback, useEffect, useState } from 'preact/hooks';

import { client, Problem } from './api/client';
import { me, signIn as askToSignIn, signOut as askToSignOut } from './api/generated/operations';
import type { User } from './api/types';

interface Greeting {
  user?: User; // absent: nobody is signed in
  csrf?: string;
  must_enrol?: boolean;
}

export type Session =
  | { status: 'checking' | 'out' | 'unreachable' }
  | { status: 'in'; user: User; mustEnrol: boolean };

export interface SessionControl {
  session: Session;
  // `code`: of the second factor; empty where none was asked for yet.
  signIn(name: string, password: string, code: string): Promise<void>;
  signOut(): Promise<void>;
  // Asks the server again, for when it may have ended the session.
  check(): Promise<void>;
}

export function useSession(): SessionControl {
  const [session, setSession] = useState<Session>({ status: 'checking' });

  const welcome = useCallback((greeting: Greeting) => {
    if (greeting.csrf) client.useCsrf(greeting.csrf);
    setSession(greeting.user ? { status: 'in', user: greeting.user, mustEnrol: greeting.must_enrol ?? false } : { status: 'out' });
  }, []);

  const check = useCallback(async () => {
    try {
      const greeting = await client.send(me({}));
      welcome('user' in greeting ? greeting : {});
    } catch (error) {
      if (error instanceof Problem) setSession({ status: 'out' });
      else setSession((before) => (before.status === 'in' ? before : { status: 'unreachable' }));
    }
  }, [welcome]);

  const signIn = useCallback(
    async (name: string, password: string, code: string) => {
      const body = code ? { name, password, code } : { name, password };
      const greeting = await client.send(askToSignIn({ body }));
      if (greeting) welcome(greeting);
    },
    [welcome],
  );

  const signOut = useCallback(async () => {
    try {
      await client.send(askToSignOut({}));
    } finally {
      setSession({ status: 'out' });
    }
  }, []);

  useEffect(() => void check(), [check]);
  useEffect(() => {
    if (session.status !== 'unreachable') return;
    const timer = setTimeout(() => void check(), 3000);
    return () => clearTimeout(timer);
  }, [session, check]);

  return { session, signIn, signOut, check };
}
