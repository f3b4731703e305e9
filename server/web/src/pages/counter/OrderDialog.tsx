import { useEffect, useState } from 'preact/hooks';

import { client } from '../../api/client';
import { explainOrder } from '../../api/generated/operations';
import type { AgentCounter, AgentState, Explanation, QueuedTicket } from '../../api/types';
import { stopwatch } from '../../format';
import { useWords } from '../../i18n';
import { Dialog } from '../../parts/Dialog';
import { problemText } from '../../problem_text';
import { rowRequest } from './actions';
import type { Desk } from './use_desk';

interface Props {
  a: QueuedTicket;
  b: QueuedTicket;
  chosen: QueuedTicket | null; // to be called all the same; null: only asked why
  state: AgentState;
  counter: AgentCounter;
  desk: Desk;
  onClose(): void;
}

// Why one is called before another, and the call out of turn that an agent may still make.
export function OrderDialog({ a, b, chosen, state, counter, desk, onClose }: Props) {
  const { t } = useWords();
  const { why, error } = useExplanation(state.site.id, a.id, b.id);
  const call = chosen
    ? () => desk.ask(rowRequest('call', state.site.id, counter.id, chosen.id), () => t('counter.done.call', { no: chosen.number }), chosen.number)
    : undefined;
  const does = chosen && call ? { submit: t('order.call_anyway', { no: chosen.number }), onSubmit: call } : {};
  return (
    <Dialog title={chosen ? t('order.out_of_turn', { no: chosen.number }) : t('order.why')} {...does} onClose={onClose}>
      <div role="status">{why && <Reason why={why} />}</div>
      {error && <p class="message error">{error}</p>}
    </Dialog>
  );
}

function Reason({ why }: { why: Explanation }) {
  const { t, pick } = useWords();
  const waits = [
    { no: why.first.number, s: why.first_waited_s },
    { no: why.second.number, s: why.second_waited_s },
  ];
  return (
    <div data-testid="reason">
      <p class="strong">{t('order.before', { a: why.first.number, b: why.second.number })}</p>
      <p>{pick(why.words) || why.reason}</p>
      <ul class="order-waits">
        {waits.map((entry) => <li key={entry.no}>{t('order.waited', { no: entry.no, d: stopwatch(entry.s * 1000) })}</li>)}
      </ul>
      {!why.callable && <p class="warn-text">{t('order.not_callable', { no: why.first.number })}</p>}
    </div>
  );
}

function useExplanation(site: string, a: string, b: string): { why: Explanation | null; error: string } {
  const words = useWords();
  const [why, setWhy] = useState<Explanation | null>(null);
  const [error, setError] = useState('');
  useEffect(() => {
    let gone = false;
    client.send(explainOrder({ site, query: { a, b } })).then(
      (found) => !gone && setWhy(found),
      (failure) => !gone && setError(problemText(failure, words)),
    );
    return () => {
      gone = true;
    };
  }, [site, a, b]);
  return { why, error };
}
