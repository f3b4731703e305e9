import type { CitizenState } from '../../api/types';
import { estimateMinutes } from '../../format';
import { useWords } from '../../i18n';
import { ClassMark } from '../../parts/Marks';

const kSoon = 3; // this many ahead or fewer: come and wait

export function TicketNow({ state }: { state: CitizenState }) {
  const { t, pick } = useWords();
  const { ticket } = state;
  return (
    <section class={`card citizen-ticket ${ticket.state}`} aria-labelledby="number-title">
      <h2 id="number-title">{t('ticket.number')}</h2>
      <p class="citizen-number" data-testid="number">{ticket.number}</p>
      <p class="citizen-service">{pick(state.service_name)}</p>
      <p class="marks">
        <span class={`badge state-${ticket.state}`}>{t(`ticket.state.${ticket.state}`)}</span>
        <ClassMark of={ticket.class} />
      </p>
      <div aria-live="assertive" class="citizen-what">
        <WhatNow state={state} />
      </div>
    </section>
  );
}

function WhatNow({ state }: { state: CitizenState }) {
  const { t, pick } = useWords();
  switch (state.ticket.state) {
    case 'waiting':
      return <Waiting state={state} />;
    case 'called':
    case 'serving':
      return (
        <>
          <p>{t(state.ticket.state === 'called' ? 'citizen.called' : 'citizen.serving')}</p>
          <p class="citizen-counter" data-testid="counter">{pick(state.counter_name)}</p>
        </>
      );
    case 'held':
      return <p>{t('citizen.held')}</p>;
    case 'no_show':
      return <p>{t('citizen.no_show')}</p>;
    case 'finished':
      return <p>{t('citizen.finished')}</p>;
    case 'cancelled':
      return <p>{t('citizen.cancelled')}</p>;
    case 'expired':
    case 'void':
      return <p>{t('citizen.ended')}</p>;
  }
}

function Waiting({ state }: { state: CitizenState }) {
  const { t } = useWords();
  const { ahead, again } = state;
  const estimate = state.stop?.kind === 'stop' ? null : state.estimate; // nobody is called: no time can be told
  return (
    <>
      {again && <p data-testid="again">{t(`citizen.again.${again}`)}</p>}
      {ahead !== null && <p class="citizen-ahead" data-testid="ahead">{aheadText(ahead, t)}</p>}
      {ahead !== null && ahead > 0 && estimate && <EstimateLine p50_s={estimate.p50_s} p90_s={estimate.p90_s} />}
      <p class="small">{t('citizen.wait')}</p>
      <p class="small muted">{t('citizen.estimate_note')}</p>
    </>
  );
}

function aheadText(ahead: number, t: ReturnType<typeof useWords>['t']): string {
  if (ahead === 0) return t('citizen.ahead_none');
  return ahead <= kSoon ? t('citizen.soon', { n: ahead }) : t('citizen.ahead', { n: ahead });
}

function EstimateLine({ p50_s, p90_s }: { p50_s: number; p90_s: number }) {
  const { t } = useWords();
  const range = estimateMinutes(p50_s, p90_s);
  if (range === null) return null;
  const { from, to } = range;
  const text = from === to ? t('citizen.estimate_one', { b: to }) : t('citizen.estimate', { a: from, b: to });
  return <p class="citizen-estimate" data-testid="estimate">{text}</p>;
}
