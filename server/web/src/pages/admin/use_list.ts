// A list of the API, whole or page by page.

import { useCallback, useEffect, useState } from 'preact/hooks';

import { client } from '../../api/client';
import type { Request } from '../../api/operation';
import { useWords } from '../../i18n';
import { problemText } from '../../problem_text';

interface Page<T> {
  items: T[];
  next: string | null;
}
export type AskPage<T> = (after: string | undefined) => Request<Page<T>>;

export interface List<T> {
  items: T[] | null; // null: not known yet
  error: string;
  more: (() => void) | null; // there are further pages
  reload(): void;
}

export type HowMuch = 'whole' | 'paged';

// `key`: what the list is of; another one is read anew.
export function useList<T>(ask: AskPage<T>, key: string, how: HowMuch = 'whole'): List<T> {
  const words = useWords();
  const [items, setItems] = useState<T[] | null>(null);
  const [next, setNext] = useState<string | null>(null);
  const [error, setError] = useState('');
  const [times, setTimes] = useState(0);

  useEffect(() => {
    let gone = false;
    async function read() {
      const found: T[] = [];
      let after: string | null = null;
      do {
        const page: Page<T> = await client.send(ask(after ?? undefined));
        found.push(...page.items);
        after = page.next;
      } while (how === 'whole' && after !== null && !gone);
      if (gone) return;
      setItems(found);
      setNext(after);
      setError('');
    }
    read().catch((failure: unknown) => !gone && setError(problemText(failure, words)));
    return () => {
      gone = true;
    };
  }, [key, times]);

  const reload = useCallback(() => setTimes((before) => before + 1), []);
  const more = next === null ? null : () => {
    client.send(ask(next)).then(
      (page) => {
        setItems([...(items ?? []), ...page.items]);
        setNext(page.next);
      },
      (failure: unknown) => setError(problemText(failure, words)),
    );
  };
  return { items, error, more, reload };
}
