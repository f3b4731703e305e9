import type { Site } from '../api/types';
import { useWords } from '../i18n';

// A demonstration site says so wherever it is named.
export function SiteName({ site }: { site: Pick<Site, 'name' | 'demo'> }) {
  const { t, pick } = useWords();
  return (
    <span class="site-name">
      {pick(site.name)} {site.demo && <span class="badge demo">{t('app.demo')}</span>}
    </span>
  );
}
