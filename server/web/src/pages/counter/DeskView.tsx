import { useEffect, useState } from 'preact/hooks';

import { reopenSite } from '../../api/generated/operations';
import type { AgentCounter, AgentState, Outcome, QueuedTicket, User } from '../../api/types';
import { useWords } from '../../i18n';
import { useNow } from '../../live_view';
import { StopNotice } from '../../parts/Notices';
import { type Action, type Deed, isQuestion, possibleDeeds, type Question } from './actions';
import { CounterControls } from './CounterControls';
import { CurrentTicket } from './CurrentTicket';
import { AdoptDialog, AdviceDialog, StopDialog } from './CounterDialogs';
import { Lists } from './Lists';
import { OrderDialog } from './OrderDialog';
import { keepShortcutsOn, readShortcutsOn, ShortcutLegend, useShortcuts } from './Shortcuts';
import { TransferDialog } from './TransferDialog';
import { type Note, useDesk } from './use_desk';

interface Props {
  state: AgentState;
  counter: AgentCounter;
  user: User;
  stale: boolean; // the connection is lost: what is shown is the last that was known
  contact_ms: number;
  onSignedOut(): void;
}

// Two waiting tickets whose order is asked; `chosen` is the one that the agent would call out of turn.
interface Order {
  a: QueuedTicket;
  b: QueuedTicket;
  chosen: QueuedTicket | null;
}

const kMayStop: readonly User['role'][] = ['supervisor', 'manager', 'administrator'];

export function DeskView({ state, counter, user, stale, contact_ms, onSignedOut }: Props) {
  const words = useWords();
  const now = useNow();
  const desk = useDesk(state, counter, words, onSignedOut);
  const [outcome, setOutcome] = useState<Outcome>('served');
  const [matters, setMatters] = useState(1);
  const [reason, setReason] = useState<string>('lunch');
  const [keys, setKeys] = useState(readShortcutsOn);
  const [question, setQuestion] = useState<Question | null>(null);
  const [order, setOrder] = useState<Order | null>(null);
  const mayStop = kMayStop.includes(user.role);
  const possible = possibleDeeds(counter, { services: state.services, callsNobody: state.stop?.kind === 'stop', mayStop }, now);
  const act = (action: Action) => void desk.act(action, { outcome, matters, reason });
  const perform = (deed: Deed) => (isQuestion(deed) ? setQuestion(deed) : act(deed));
  const reopen = () => void desk.ask(reopenSite({ site: state.site.id }), () => words.t('stop.done.reopen'));

  useShortcuts(keys, possible, perform);
  // An outcome belongs to one ticket: the next one starts at the usual.
  useEffect(() => {
    setOutcome('served');
    setMatters(1);
  }, [counter.ticket?.id]);

  const common = { possible, busy: desk.busy, keys, onDo: perform };
  const result = { outcome, matters, onOutcome: setOutcome, onMatters: setMatters };
  const stranger = counter.state !== 'closed' && counter.agent !== null && counter.agent !== user.name;
  const asked = { state, counter, desk, onClose: () => setQuestion(null) };
  return (
    <main id="main" class="desk">
      <div class="desk-main">
        <StopNotice stop={state.stop} onReopen={mayStop ? reopen : undefined} />
        {stranger && <p class="banner warn">{words.t('error.counter_in_use', { about: counter.agent ?? '' })}</p>}
        <NoteView note={desk.note} />
        <CurrentTicket state={state} counter={counter} now={now} {...result} {...common} />
        <CounterControls counter={counter} reason={reason} onReason={setReason} {...common} />
        <ShortcutLegend on={keys} onChange={(on) => (keepShortcutsOn(on), setKeys(on))} />
      </div>
      <Lists state={state} counter={counter} now={now} busy={desk.busy} stale={stale} contact_ms={contact_ms}
        onAct={(action, ticket) => void desk.actOn(action, ticket)} onOrder={(a, b, chosen) => setOrder({ a, b, chosen })} />
      {question === 'transfer' && counter.ticket && <TransferDialog ticket={counter.ticket} {...asked} />}
      {question === 'adopt' && <AdoptDialog {...asked} />}
      {question === 'advice' && <AdviceDialog {...asked} />}
      {question === 'stop' && <StopDialog {...asked} />}
      {order && <OrderDialog {...order} state={state} counter={counter} desk={desk} onClose={() => setOrder(null)} />}
    </main>
  );
}

function NoteView({ note }: { note: Note | null }) {
  return (
    <>
      <div role="status" class="note">
        {note && note.kind !== 'error' && <p class={`message ${note.kind}`}>{note.text}</p>}
      </div>
      <div role="alert" class="note">
        {note?.kind === 'error' && <p class="message error">{note.text}</p>}
      </div>
    </>
  );
}
