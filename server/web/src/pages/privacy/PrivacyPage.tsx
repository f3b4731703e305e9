// The notice of PDPA section 23: what is kept of a citizen, why, how long, and whom to ask.

import { useEffect, useState } from 'preact/hooks';

import { client } from '../../api/client';
import { showPrivacy } from '../../api/generated/operations';
import type { Answer } from '../../api/operation';
import { useWords } from '../../i18n';
import { Header } from '../../parts/Header';
import './privacy.css';

const kPoints = ['none', 'ticket', 'contact', 'rating', 'traffic'] as const;

export default function PrivacyPage() {
  const { t } = useWords();
  const [known, setKnown] = useState<Answer<'showPrivacy'> | null>(null);
  useEffect(() => {
    document.title = t('privacy.title');
  }, [t]);
  useEffect(() => {
    client.send(showPrivacy({})).then(setKnown, () => undefined);
  }, []);
  return (
    <>
      <Header title={t('privacy.title')} />
      <main id="main" class="narrow privacy-page">
        <ul>
          {kPoints.map((point) => (
            <li key={point}>{t(`privacy.${point}`, { days: known?.access_log_days ?? 90 })}</li>
          ))}
        </ul>
        <h2>{t('privacy.rights_title')}</h2>
        <p>{t('privacy.rights')}</p>
        <h2>{t('privacy.who_title')}</h2>
        <p data-testid="controller">{known?.controller || t('privacy.who_unknown')}</p>
        {known?.contact && <p>{t('privacy.contact_line', { contact: known.contact })}</p>}
      </main>
    </>
  );
}
