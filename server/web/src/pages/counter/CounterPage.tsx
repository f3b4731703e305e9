import './counter.css';

import { useEffect, useState } from 'preact/hooks';

import { liveUrl } from '../../api/live';
import type { AgentState, User } from '../../api/types';
import { useWords } from '../../i18n';
import { useLive } from '../../live_view';
import { Header } from '../../parts/Header';
import { DamageNotice, LinkNotice, PrinterNotices } from '../../parts/Notices';
import { SitePicker, useSites } from '../../parts/SitePicker';
import { StaffOnly } from '../../parts/StaffOnly';
import type { SessionControl } from '../../session';
import { ChooseCounter } from './ChooseCounter';
import { DeskView } from './DeskView';
import { StaffCalls } from './StaffCalls';
import { keepWorkplace, readWorkplace, type Workplace } from './workplace';

export default function CounterPage() {
  const { t } = useWords();
  return (
    <StaffOnly title={t('counter.title')} roles={['agent', 'supervisor', 'manager', 'administrator']}>
      {(user, control) => <CounterOf user={user} control={control} />}
    </StaffOnly>
  );
}

function CounterOf({ user, control }: { user: User; control: SessionControl }) {
  const { t, pick } = useWords();
  const sites = useSites(user);
  const [workplace, setWorkplace] = useState<Workplace | null>(readWorkplace);
  const [siteId, setSiteId] = useState<string | null>(workplace?.site ?? null);
  const site = sites.find((entry) => entry.id === siteId) ?? sites[0] ?? null;
  const live = useLive<AgentState>(site ? liveUrl(site.id, 'agent') : null, () => void control.check());
  const here = workplace?.site === site?.id ? workplace : null;
  const counter = live.state?.counters.find((entry) => entry.id === here?.counter) ?? null;

  useEffect(() => {
    document.title = counter ? `${counter.number ?? '–'} · ${pick(counter.name)}` : t('counter.title');
  }, [counter, t, pick]);

  const move = (next: Workplace | null) => {
    keepWorkplace(next);
    setWorkplace(next);
  };
  return (
    <>
      <Header title={counter ? pick(counter.name) : t('counter.choose')} site={live.state?.site ?? site}>
        {counter && <span class={`badge counter-${counter.state}`}>{t(`counter.state.${counter.state}`)}</span>}
        {counter && (
          <button type="button" class="quiet" onClick={() => move(null)}>
            {t('counter.change')}
          </button>
        )}
        <span class="muted">{t('session.signed_in_as', { name: user.name })}</span>
        <button type="button" class="quiet" onClick={() => void control.signOut()}>
          {t('session.sign_out')}
        </button>
      </Header>
      <LinkNotice link={live.link} contact_ms={live.contact_ms} onRetry={live.retry} />
      <DamageNotice readOnly={live.state?.read_only} />
      {live.state && <StaffCalls site={live.state.site.id} calls={live.state.staff_calls} />}
      {live.state && <PrinterNotices printers={live.state.printers} />}
      {live.state && counter ? (
        <DeskView key={counter.id} state={live.state} counter={counter} user={user} stale={live.link !== 'live'} contact_ms={live.contact_ms}
          onSignedOut={() => void control.check()} />
      ) : (
        <main id="main" class="narrow">
          <SitePicker sites={sites} value={site?.id ?? ''} onChange={setSiteId} />
          {live.state && <ChooseCounter state={live.state} user={user.name} onChoose={(id) => move({ site: live.state?.site.id ?? '', counter: id })} />}
        </main>
      )}
    </>
  );
}
