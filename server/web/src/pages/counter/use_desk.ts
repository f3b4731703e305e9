// Sends an agent's actions one at a time and keeps what to tell about the last one.

import { useCallback, useRef, useState } from 'preact/hooks';

import { client, Problem } from '../../api/client';
import type { AgentCounter, AgentState, Ticket } from '../../api/types';
import type { TextKey, Words } from '../../i18n';
import { problemText } from '../../problem_text';
import { type Action, type Choices, type Answer, type DeskRequest, requestsOf, type RowAction, rowRequest } from './actions';

export interface Note {
  kind: 'done' | 'error' | 'busy';
  text: string;
}

export interface Desk {
  busy: boolean;
  note: Note | null;
  act(action: Action, choices: Choices): Promise<void>;
  actOn(action: RowAction, ticket: Ticket): Promise<void>;
  // For what a dialog asked: what to tell there where it was refused, null where it is done.
  ask(request: DeskRequest, done: (answer: Answer) => string, number?: string): Promise<string | null>;
}

const kDone: Record<Action | RowAction, TextKey> = {
  open: 'counter.done.open', pause: 'counter.done.pause', resume: 'counter.done.resume', close: 'counter.done.close',
  next: 'counter.done.call', finish_next: 'counter.done.call', call: 'counter.done.call', recall: 'counter.done.recall',
  start: 'counter.done.start', no_show: 'counter.done.no_show', finish: 'counter.done.finish', hold: 'counter.done.hold',
  undo: 'counter.done.undo', step_done: 'counter.done.step_done', requeue: 'counter.done.requeue', return: 'counter.done.return',
};

export function useDesk(state: AgentState, counter: AgentCounter, words: Words, onSignedOut: () => void): Desk {
  const [busy, setBusy] = useState(false);
  const [note, setNote] = useState<Note | null>(null);
  const sending = useRef(false);
  const counterName = useCallback(
    (id: string) => words.pick(state.counters.find((other) => other.id === id)?.name) || id,
    [state.counters, words],
  );

  // Null where it is done, else what to tell.
  async function send(requests: DeskRequest[], done: (answer: Answer) => string, number?: string): Promise<string | null> {
    if (sending.current) return words.t('app.sending_again');
    sending.current = true;
    setBusy(true);
    setNote(null);
    const onRetry = () => setNote({ kind: 'busy', text: words.t('app.sending_again') });
    try {
      let answer: Answer = null;
      for (const request of requests) answer = await client.send(request, { onRetry });
      setNote({ kind: 'done', text: done(answer) });
      return null;
    } catch (failure) {
      if (failure instanceof Problem && failure.status === 401) onSignedOut();
      setNote(null);
      return problemText(failure, words, { number, counterName });
    } finally {
      sending.current = false;
      setBusy(false);
    }
  }

  const tell = (refused: string | null) => {
    if (refused !== null) setNote({ kind: 'error', text: refused });
  };

  const act = async (action: Action, choices: Choices) => {
    const calls = action === 'next' || action === 'finish_next';
    const done = (answer: Answer) => {
      // 204, or an answer that says so: anything else is an error, not nobody waiting.
      if (calls && (answer === null || answer.ticket === null)) return words.t('counter.next_none');
      if (calls && !answer?.ticket?.number) throw new Problem(200, 'http_200', '', 'the answer names no ticket');
      const no = (calls ? answer?.ticket?.number : counter.ticket?.number) ?? '';
      return words.t(kDone[action], { no });
    };
    tell(await send(requestsOf(action, state.site.id, counter, choices), done, counter.ticket?.number));
  };

  const actOn = async (action: RowAction, ticket: Ticket) => {
    const text = action === 'resume' ? 'counter.done.continue' : kDone[action];
    const done = (answer: Answer) => words.t(text, { no: ticket.number, n: answer?.ticket?.ahead ?? 0 });
    tell(await send([rowRequest(action, state.site.id, counter.id, ticket.id)], done, ticket.number));
  };

  return { busy, note, act, actOn, ask: (request, done, number) => send([request], done, number) };
}
