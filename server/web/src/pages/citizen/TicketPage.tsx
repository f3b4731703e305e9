import './citizen.css';

import { useEffect, useState } from 'preact/hooks';

import { client, Problem } from '../../api/client';
import { liveUrl } from '../../api/live';
import { showOwnTicket } from '../../api/generated/operations';
import type { CitizenState } from '../../api/types';
import { clock, clockBare, dateShort } from '../../format';
import { useWords } from '../../i18n';
import { useLive } from '../../live_view';
import { Header } from '../../parts/Header';
import { StopNotice } from '../../parts/Notices';
import { CancelOwn } from './CancelOwn';
import { Rate } from './Rate';
import { TellMe } from './TellMe';
import { TicketNow } from './TicketNow';

type Found = { status: 'looking' | 'missing' } | { status: 'found'; ticket: CitizenState };

// The address holds the ticket's token and nothing else; what it belongs to is asked once, then followed live.
function useTicket(token: string): Found {
  const [found, setFound] = useState<Found>({ status: 'looking' });
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    client.send(showOwnTicket({ token })).then(
      (ticket) => setFound({ status: 'found', ticket }),
      (failure) => {
        const missing = failure instanceof Problem && failure.status >= 400 && failure.status < 500 && failure.status !== 429;
        if (missing) setFound({ status: 'missing' });
        else timer = setTimeout(() => setAttempt(attempt + 1), 3000);
      },
    );
    return () => clearTimeout(timer);
  }, [token, attempt]);
  return found;
}

export default function TicketPage({ id: token }: { id: string }) {
  const { t } = useWords();
  const found = useTicket(token);
  const site = found.status === 'found' ? found.ticket.site.id : null;
  const live = useLive<CitizenState>(site === null ? null : liveUrl(site, 'citizen', token));
  const state = live.state ?? (found.status === 'found' ? found.ticket : null);

  useEffect(() => {
    document.title = state ? `${state.ticket.number} · ${t('citizen.title')}` : t('citizen.title');
  }, [state?.ticket.number, t]);

  return (
    <>
      <Header title={t('citizen.title')} site={state?.site} />
      <main id="main" class="citizen">
        <StaleLine lost={live.link === 'lost'} contact_ms={live.contact_ms} />
        {found.status === 'missing' && <p class="card banner warn">{t('citizen.not_found')}</p>}
        {found.status === 'looking' && <p role="status">{t('app.loading')}</p>}
        {state && <Body state={state} token={token} />}
        {!state?.told_by && <p class="privacy">{t('citizen.privacy')}</p>}
        <p class="small muted"><a href="/privacy">{t('privacy.link')}</a></p>
      </main>
    </>
  );
}

function StaleLine({ lost, contact_ms }: { lost: boolean; contact_ms: number }) {
  const { t, lang } = useWords();
  return <div role="status">{lost && <p class="banner warn">{t('citizen.stale', { t: clock(contact_ms, lang) })}</p>}</div>;
}

function Body({ state, token }: { state: CitizenState; token: string }) {
  const { t, lang, pick } = useWords();
  const issued_ms = Date.parse(state.ticket.issued_at);
  const open = state.ticket.state === 'waiting' || state.ticket.state === 'held' || state.ticket.state === 'no_show';
  return (
    <>
      <StopNotice stop={state.stop} />
      <TicketNow state={state} />
      <Rate state={state} token={token} />
      <TellMe state={state} token={token} />
      {open && state.documents.length > 0 && (
        <section class="card" aria-labelledby="documents">
          <h2 id="documents">{t('citizen.documents')}</h2>
          <ul class="documents">
            {state.documents.map((document) => (
              <li key={document.th}>{pick(document)}</li>
            ))}
          </ul>
        </section>
      )}
      <CancelOwn state={state} token={token} />
      <p class="muted">
        {pick(state.site.agency_name)}
        <br />
        {t('citizen.issued_at', { d: dateShort(issued_ms, lang), t: lang === 'th' ? clock(issued_ms, lang) : clockBare(issued_ms, lang) })}
      </p>
    </>
  );
}
