import './admin.css';

import { useEffect, useState } from 'preact/hooks';

import { kRoles, type User } from '../../api/types';
import { useWords } from '../../i18n';
import { Header } from '../../parts/Header';
import { useSites } from '../../parts/SitePicker';
import { StaffOnly } from '../../parts/StaffOnly';
import type { SessionControl } from '../../session';
import { Account } from './Account';
import { Audit } from './Audit';
import { Devices } from './Devices';
import { People } from './People';
import { type Section, sectionOf, sectionsOf } from './sections';
import { Tokens } from './Tokens';

export default function AdminPage() {
  const { t } = useWords();
  useEffect(() => {
    document.title = t('admin.title');
  }, [t]);
  return (
    <StaffOnly title={t('admin.title')} roles={kRoles}>
      {(user, control) => <AdminOf user={user} control={control} />}
    </StaffOnly>
  );
}

function AdminOf({ user, control }: { user: User; control: SessionControl }) {
  const { t } = useWords();
  const sites = useSites(user);
  const sections = sectionsOf(user);
  const [section, setSection] = useState<Section>(() => sectionOf(location.hash, sections));
  useEffect(() => {
    const moved = () => setSection(sectionOf(location.hash, sections));
    addEventListener('hashchange', moved);
    return () => removeEventListener('hashchange', moved);
  }, [user]);
  return (
    <>
      <Header title={t('admin.title')}>
        <span class="muted">{t('session.signed_in_as', { name: user.name })}</span>
        <button type="button" class="quiet" onClick={() => void control.signOut()}>{t('session.sign_out')}</button>
      </Header>
      <nav class="sections" aria-label={t('admin.sections')}>
        {sections.map((one) => (
          <a key={one} class="button" href={`#${one}`} aria-current={one === section ? 'page' : undefined}>{t(`admin.${one}`)}</a>
        ))}
      </nav>
      <main id="main" class="admin">
        {section === 'account' && <Account me={user} />}
        {section === 'people' && <People me={user} sites={sites} />}
        {section === 'tokens' && <Tokens me={user} sites={sites} />}
        {section === 'devices' && <Devices me={user} sites={sites} />}
        {section === 'audit' && <Audit />}
      </main>
    </>
  );
}
