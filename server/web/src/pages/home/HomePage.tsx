import { useEffect, useState } from 'preact/hooks';

import { allSites } from '../../api/sites';
import type { Site } from '../../api/types';
import { useWords } from '../../i18n';
import { Header } from '../../parts/Header';
import { SiteName } from '../../parts/SiteName';

export default function HomePage() {
  const { t } = useWords();
  const [sites, setSites] = useState<Site[]>([]);
  useEffect(() => {
    document.title = t('app.name');
  }, [t]);
  useEffect(() => {
    // Visitors who may not list the sites type the id instead.
    allSites().then(setSites, () => setSites([]));
  }, []);
  return (
    <>
      <Header title={t('app.name')} />
      <main id="main" class="wide">
        <h2>{t('home.title')}</h2>
        <div class="choices">
          <a class="card choice" href="/counter">
            <strong>{t('home.counter')}</strong>
            <span>{t('home.counter_about')}</span>
          </a>
          <a class="card choice" href="/dashboard">
            <strong>{t('home.dashboard')}</strong>
            <span>{t('home.dashboard_about')}</span>
          </a>
          <a class="card choice" href="/account">
            <strong>{t('home.account')}</strong>
            <span>{t('home.account_about')}</span>
          </a>
          <a class="card choice" href="/admin">
            <strong>{t('home.admin')}</strong>
            <span>{t('home.admin_about')}</span>
          </a>
          <a class="card choice" href="/api">
            <strong>{t('home.api')}</strong>
            <span>{t('home.api_about')}</span>
          </a>
          <section class="card choice" aria-labelledby="displays">
            <strong id="displays">{t('home.display')}</strong>
            <span>{t('home.display_about')}</span>
            {sites.length > 0 ? <DisplayLinks sites={sites} /> : <DisplayById />}
          </section>
        </div>
      </main>
    </>
  );
}

function DisplayLinks({ sites }: { sites: Site[] }) {
  return (
    <ul class="plain">
      {sites.map((site) => (
        <li key={site.id}>
          <a class="button" href={`/display/${encodeURIComponent(site.id)}`}>
            <SiteName site={site} />
          </a>
        </li>
      ))}
    </ul>
  );
}

function DisplayById() {
  const { t } = useWords();
  const [id, setId] = useState('');
  function go(event: Event) {
    event.preventDefault();
    location.assign(`/display/${encodeURIComponent(id.trim())}`);
  }
  return (
    <form class="inline" onSubmit={go}>
      <label for="site-id">{t('home.site_id')}</label>
      <input id="site-id" required value={id} onInput={(event) => setId(event.currentTarget.value)} autocapitalize="none" />
      <button type="submit">{t('home.open')}</button>
    </form>
  );
}
