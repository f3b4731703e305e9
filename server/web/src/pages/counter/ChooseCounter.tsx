import type { AgentCounter, AgentState } from '../../api/types';
import { useWords } from '../../i18n';

interface Props {
  state: AgentState;
  user: string;
  onChoose(counter: string): void;
}

export function ChooseCounter({ state, user, onChoose }: Props) {
  const { t } = useWords();
  return (
    <section class="card" aria-labelledby="choose-title">
      <h2 id="choose-title">{t('counter.choose')}</h2>
      {state.counters.length === 0 && <p class="muted">{t('counter.none')}</p>}
      <ul class="plain counter-choices">
        {state.counters.map((counter) => (
          <li key={counter.id}>
            <Choice counter={counter} state={state} user={user} onChoose={onChoose} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Choice({ counter, state, user, onChoose }: Props & { counter: AgentCounter }) {
  const { t, pick } = useWords();
  const taken = counter.state !== 'closed' && counter.agent !== null && counter.agent !== user;
  const served = new Set(counter.skills.map((skill) => skill.service));
  const services = state.services.filter((service) => served.has(service.id)).map((service) => pick(service.name));
  return (
    <button type="button" class="choice-button" data-counter={counter.id} disabled={taken} onClick={() => onChoose(counter.id)}>
      <strong>{pick(counter.name)}</strong>
      <span class="muted">{taken ? t('counter.in_use_by', { name: counter.agent ?? '' }) : t(`counter.state.${counter.state}`)}</span>
      <span class="muted small">{services.join(' · ')}</span>
    </button>
  );
}
