import type { Durations, ManagerState, Today } from '../../api/types';
import { count, duration, percent } from '../../format';
import { useWords } from '../../i18n';
import { Figure } from './Figure';

export function NowFigures({ state, now_ms }: { state: ManagerState; now_ms: number }) {
  const { t, lang } = useWords();
  const { now } = state;
  const since = now.longest_wait_since;
  const longest = since === null ? t('dashboard.nobody_waiting') : duration(Math.max(0, Math.floor((now_ms - Date.parse(since)) / 1000)), lang);
  return (
    <section class="card" aria-labelledby="now-title">
      <h2 id="now-title">{t('dashboard.now')}</h2>
      <dl class="figures">
        <Figure label={t('dashboard.waiting_now')} value={count(now.waiting)} testId="waiting-now" />
        <Figure label={t('dashboard.longest_wait')} value={longest} testId="longest-wait" />
        <Figure label={t('dashboard.serving_now')} value={count(now.serving)} testId="serving-now" />
        <Figure label={t('dashboard.open_counters')} value={count(now.open_counters)} testId="open-counters" />
      </dl>
    </section>
  );
}

const share = (bp: number | null): string | null => (bp === null ? null : percent(bp));

export function TodayFigures({ today }: { today: Today }) {
  const { t } = useWords();
  return (
    <section class="card" aria-labelledby="today-title">
      <h2 id="today-title">{t('dashboard.today')}</h2>
      <dl class="figures">
        <Figure label={t('dashboard.issued')} value={count(today.issued)} testId="issued" />
        <Figure label={t('dashboard.served')} value={count(today.served)} testId="served" />
        <Figure label={t('dashboard.left')} value={count(today.left)} about={t('dashboard.left_about')} testId="left" />
      </dl>
      <div class="figure-groups">
        <DurationGroup title={t('dashboard.wait_time')} of={today.wait} testId="wait" />
        <DurationGroup title={t('dashboard.service_time')} of={today.service} testId="service" />
        <div class="figure-group">
          <h3>{t('dashboard.within_target')}</h3>
          <dl class="figures">
            <Figure label={t('dashboard.offered')} value={share(today.within_target.offered_bp)} n={today.within_target.n} testId="offered" />
            <Figure label={t('dashboard.answered')} value={share(today.within_target.answered_bp)} n={today.wait.n} testId="answered" />
          </dl>
        </div>
        <div class="figure-group">
          <h3>{t('dashboard.within_standard')}</h3>
          <dl class="figures">
            <Figure label={t('dashboard.within_standard_about')} value={share(today.within_standard.bp)} n={today.within_standard.n} testId="within-standard" />
          </dl>
        </div>
      </div>
    </section>
  );
}

function DurationGroup({ title, of, testId }: { title: string; of: Durations; testId: string }) {
  const { t, lang } = useWords();
  const words = (seconds: number | null) => (seconds === null ? null : duration(seconds, lang));
  return (
    <div class="figure-group">
      <h3>{title}</h3>
      <dl class="figures">
        <Figure label={t('dashboard.p50')} value={words(of.p50)} n={of.n} testId={`${testId}-p50`} />
        <Figure label={t('dashboard.p90')} value={words(of.p90)} n={of.n} testId={`${testId}-p90`} />
        <Figure label={t('dashboard.mean')} value={words(of.mean)} n={of.n} testId={`${testId}-mean`} />
      </dl>
    </div>
  );
}
