import { useEffect, useState } from 'preact/hooks';

import type { AgentCounter, AgentState, Outcome } from '../../api/types';
import { useWords } from '../../i18n';
import { useNow } from '../../live_view';
import { type Action, possibleActions } from './actions';
import { ActionButton } from './ActionButton';
import { CurrentTicket } from './CurrentTicket';
import { Lists } from './Lists';
import { keepShortcutsOn, readShortcutsOn, ShortcutLegend, useShortcuts } from './Shortcuts';
import { type Note, useDesk } from './use_desk';

const kReasons = ['lunch', 'break', 'paperwork', 'meeting', 'other'] as const;

interface Props {
  state: AgentState;
  counter: AgentCounter;
  user: string;
  onSignedOut(): void;
}

export function DeskView({ state, counter, user, onSignedOut }: Props) {
  const words = useWords();
  const now = useNow();
  const desk = useDesk(state, counter, words, onSignedOut);
  const [outcome, setOutcome] = useState<Outcome>('served');
  const [reason, setReason] = useState<string>('lunch');
  const [keys, setKeys] = useState(readShortcutsOn);
  const possible = possibleActions(counter, now);
  const act = (action: Action) => void desk.act(action, { outcome, reason });

  useShortcuts(keys, possible, act);
  // An outcome belongs to one ticket: the next one starts at the usual.
  useEffect(() => setOutcome('served'), [counter.ticket?.id]);

  const common = { possible, busy: desk.busy, keys, onAct: act };
  const stranger = counter.state !== 'closed' && counter.agent !== null && counter.agent !== user;
  return (
    <main id="main" class="desk">
      <div class="desk-main">
        {stranger && <p class="banner warn">{words.t('error.counter_in_use', { about: counter.agent ?? '' })}</p>}
        <NoteView note={desk.note} />
        <CurrentTicket state={state} counter={counter} now={now} outcome={outcome} onOutcome={setOutcome} {...common} />
        <CounterControls counter={counter} reason={reason} onReason={setReason} {...common} />
        <ShortcutLegend on={keys} onChange={(on) => (keepShortcutsOn(on), setKeys(on))} />
      </div>
      <Lists state={state} counter={counter} now={now} busy={desk.busy} mayCall={counter.state === 'open' && counter.ticket === null}
        onAct={(action, ticket) => void desk.actOn(action, ticket)} />
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

interface ControlProps {
  counter: AgentCounter;
  possible: Set<Action>;
  busy: boolean;
  keys: boolean;
  reason: string;
  onReason(reason: string): void;
  onAct(action: Action): void;
}

function CounterControls({ counter, reason, onReason, ...common }: ControlProps) {
  const { t, pick } = useWords();
  if (!common.possible.has('close')) return null;
  return (
    <section class="card controls" aria-label={`${t('counter.counter')}: ${pick(counter.name)}`}>
      {common.possible.has('pause') && (
        <>
          <label for="pause-reason">{t('counter.pause_reason')}</label>
          <select id="pause-reason" value={reason} onChange={(event) => onReason(event.currentTarget.value)}>
            {kReasons.map((value) => (
              <option key={value} value={value}>
                {t(`counter.reason.${value}`)}
              </option>
            ))}
          </select>
        </>
      )}
      <ActionButton action="pause" {...common}>{t('counter.pause')}</ActionButton>
      <ActionButton action="close" {...common}>{t('counter.close')}</ActionButton>
    </section>
  );
}
