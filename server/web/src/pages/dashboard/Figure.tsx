import type { ComponentChildren } from 'preact';

import { useWords } from '../../i18n';

interface Props {
  label: string;
  // null: there is no data, which is neither 0 nor 100.
  value: string | null;
  n?: number;
  about?: string | undefined;
  testId?: string;
  children?: ComponentChildren;
}

export function Figure({ label, value, n, about, testId, children }: Props) {
  const { t } = useWords();
  return (
    <div class="figure" data-testid={testId}>
      <dt>{label}</dt>
      <dd class={value === null ? 'none' : ''}>
        {value ?? t('app.no_data')}
        {children}
      </dd>
      {n !== undefined && <dd class="n">{t('app.n', { n })}</dd>}
      {about && <dd class="about">{about}</dd>}
    </div>
  );
}
