import type { ComponentChildren } from 'preact';

import type { Site } from '../api/types';
import { useWords } from '../i18n';
import { LanguageSwitch } from './LanguageSwitch';
import { SiteName } from './SiteName';

interface Props {
  title: string;
  site?: Pick<Site, 'name' | 'demo'> | null | undefined;
  children?: ComponentChildren;
}

export function Header({ title, site, children }: Props) {
  const { t } = useWords();
  return (
    <>
      <a class="skip" href="#main">
        {t('app.skip')}
      </a>
      <header class="top">
        <div class="top-title">
          <h1>{title}</h1>
          {site && <SiteName site={site} />}
        </div>
        <div class="top-tools">
          {children}
          <LanguageSwitch />
        </div>
      </header>
    </>
  );
}
