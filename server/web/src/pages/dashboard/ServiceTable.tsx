import type { ManagerState } from '../../api/types';
import { count, duration } from '../../format';
import { useWords } from '../../i18n';

export function ServiceTable({ state, now_ms }: { state: ManagerState; now_ms: number }) {
  const { t } = useWords();
  return (
    <div class="card">
      <h2 id="services-title">{t('dashboard.by_service')}</h2>
      {/* Focusable, so that a keyboard can scroll it on a narrow screen. */}
      <div class="table-scroll" tabIndex={0} role="region" aria-labelledby="services-title">
        <table class="services">
          <thead>
            <tr>
              <th scope="col">{t('dashboard.service')}</th>
              <th scope="col">{t('dashboard.col_waiting')}</th>
              <th scope="col">{t('dashboard.col_longest')}</th>
              <th scope="col">{t('dashboard.col_issued')}</th>
              <th scope="col">{t('dashboard.col_served')}</th>
              <th scope="col">{t('dashboard.col_p50')}</th>
              <th scope="col">{t('dashboard.col_p90')}</th>
            </tr>
          </thead>
          <tbody>
            {state.services.map((service) => (
              <ServiceRow key={service.id} id={service.id} state={state} now_ms={now_ms} />
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function ServiceRow({ id, state, now_ms }: { id: string; state: ManagerState; now_ms: number }) {
  const { t, lang, pick } = useWords();
  const service = state.services.find((entry) => entry.id === id);
  const waiting = state.waiting.find((entry) => entry.service === id);
  const figures = state.today.by_service.find((entry) => entry.service === id);
  const since = waiting?.longest_wait_since ?? null;
  const words = (seconds: number | null | undefined) => (seconds === null || seconds === undefined ? t('app.no_data') : duration(seconds, lang));
  return (
    <tr data-service={id}>
      <th scope="row">{pick(service?.name)}</th>
      <td>{count(waiting?.count ?? 0)}</td>
      <td>{since === null ? '–' : duration(Math.max(0, Math.floor((now_ms - Date.parse(since)) / 1000)), lang)}</td>
      <td>{count(figures?.issued ?? 0)}</td>
      <td>{count(figures?.served ?? 0)}</td>
      <td>{words(figures?.wait_p50)}</td>
      <td>{words(figures?.wait_p90)}</td>
    </tr>
  );
}
