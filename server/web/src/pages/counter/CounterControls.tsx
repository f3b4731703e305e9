import type { AgentCounter } from '../../api/types';
import { useWords } from '../../i18n';
import { Menu } from '../../parts/Menu';
import { type Deed, kShortcuts, type Question } from './actions';
import { ActionButton } from './ActionButton';

const kReasons = ['lunch', 'break', 'paperwork', 'meeting', 'other'] as const;
const kQuestions: readonly Question[] = ['adopt', 'advice', 'stop'];

interface Props {
  counter: AgentCounter;
  possible: Set<Deed>;
  busy: boolean;
  keys: boolean;
  reason: string;
  onReason(reason: string): void;
  onDo(deed: Deed): void;
}

// The counter itself: pause and close at hand, what is seldom needed in one menu.
export function CounterControls({ counter, reason, onReason, ...common }: Props) {
  const { t, pick } = useWords();
  const { possible, busy, keys, onDo } = common;
  const items = kQuestions
    .filter((deed) => possible.has(deed))
    .map((deed) => ({ id: deed, text: t(`counter.${deed}`), key: keys ? kShortcuts[deed] : undefined, onChoose: () => !busy && onDo(deed) }));
  if (items.length === 0 && !possible.has('close')) return null;
  return (
    <section class="card controls" aria-label={`${t('counter.counter')}: ${pick(counter.name)}`}>
      {possible.has('pause') && (
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
      <Menu label={t('counter.counter_menu')} items={items} />
    </section>
  );
}
