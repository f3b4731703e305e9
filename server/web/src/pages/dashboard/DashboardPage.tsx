import './dashboard.css';

import { useEffect, useState } from 'preact/hooks';

import { liveUrl } from '../../api/live';
import type { ManagerState, User } from '../../api/types';
import { clock, dateLong } from '../../format';
import { useWords } from '../../i18n';
import { useLive, useNow } from '../../live_view';
import { Header } from '../../parts/Header';
import { DamageNotice, LinkNotice, PrinterNotices, StopNotice } from '../../parts/Notices';
import { SitePicker, useSites } from '../../parts/SitePicker';
import { StaffOnly } from '../../parts/StaffOnly';
import type { SessionControl } from '../../session';
import { NowFigures, TodayFigures } from './Figures';
import { PeriodPanel } from './PeriodPanel';
import { RatingPanel } from './RatingPanel';
import { ServiceTable } from './ServiceTable';
import { WaitingChart } from './WaitingChart';

export default function DashboardPage() {
  const { t } = useWords();
  useEffect(() => {
    document.title = t('dashboard.title');
  }, [t]);
  return (
    <StaffOnly title={t('dashboard.title')} roles={['supervisor', 'manager', 'administrator', 'auditor']}>
      {(user, control) => <DashboardOf user={user} control={control} />}
    </StaffOnly>
  );
}

function DashboardOf({ user, control }: { user: User; control: SessionControl }) {
  const { t } = useWords();
  const sites = useSites(user);
  const [siteId, setSiteId] = useState('');
  const site = sites.find((entry) => entry.id === siteId) ?? sites[0] ?? null;
  const live = useLive<ManagerState>(site ? liveUrl(site.id, 'manager') : null, () => void control.check());
  return (
    <>
      <Header title={t('dashboard.title')} site={live.state?.site ?? site}>
        <span class="muted">{t('session.signed_in_as', { name: user.name })}</span>
        <button type="button" class="quiet" onClick={() => void control.signOut()}>
          {t('session.sign_out')}
        </button>
      </Header>
      <LinkNotice link={live.link} contact_ms={live.contact_ms} onRetry={live.retry} />
      <StopNotice stop={live.state?.stop ?? null} />
      <DamageNotice readOnly={live.state?.read_only} />
      {live.state && <PrinterNotices printers={live.state.printers} />}
      <main id="main" class="dashboard">
        <SitePicker sites={sites} value={site?.id ?? ''} onChange={setSiteId} />
        {live.state && <Board state={live.state} stale={live.link !== 'live'} contact_ms={live.contact_ms} />}
      </main>
    </>
  );
}

function Board({ state, stale, contact_ms }: { state: ManagerState; stale: boolean; contact_ms: number }) {
  const { t, lang } = useWords();
  const now = useNow();
  return (
    <>
      <p class="as-of">
        <span>{dateLong(Date.parse(`${state.day}T00:00:00+07:00`), lang)}</span>
        <span class={stale ? 'badge' : 'badge live'}>
          {stale ? t('dashboard.as_of', { t: clock(contact_ms, lang) }) : `${t('dashboard.live')} ${clock(now, lang)}`}
        </span>
      </p>
      <NowFigures state={state} now_ms={now} />
      <TodayFigures today={state.today} />
      <div class="panels">
        <WaitingChart waiting={state.waiting} />
        <RatingPanel ratings={state.today.ratings} served={state.today.served} />
      </div>
      <ServiceTable state={state} now_ms={now} />
      <PeriodPanel key={state.site.id} site={state.site.id} day={state.day} services={state.services} />
      <p class="muted small">{t('dashboard.measured')}</p>
    </>
  );
}
