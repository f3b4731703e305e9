import { useEffect, useState } from 'preact/hooks';

import { allSites, sitesOf } from '../api/sites';
import type { Site, User } from '../api/types';
import { useWords } from '../i18n';

export function useSites(user: User): Site[] {
  const [sites, setSites] = useState<Site[]>([]);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    allSites().then(
      (all) => setSites(sitesOf(user, all)),
      () => {
        timer = setTimeout(() => setAttempt(attempt + 1), 3000);
      },
    );
    return () => clearTimeout(timer);
  }, [user, attempt]);
  return sites;
}

// Nothing to choose from one site, so nothing is shown.
export function SitePicker({ sites, value, onChange }: { sites: Site[]; value: string; onChange(site: string): void }) {
  const { t, pick } = useWords();
  if (sites.length < 2) return null;
  return (
    <p class="site-picker">
      <label for="site-picker">{t('counter.site')}</label>
      <select id="site-picker" value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {sites.map((site) => (
          <option key={site.id} value={site.id}>
            {pick(site.name)}
            {site.demo ? ` (${t('app.demo')})` : ''}
          </option>
        ))}
      </select>
    </p>
  );
}
