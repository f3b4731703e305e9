import { useState } from 'preact/hooks';

import { useWords } from '../../i18n';
import { Dialog } from '../../parts/Dialog';

export interface SecretShown {
  title: string;
  value: string;
  about: string; // what to do with it
}

// What the server tells once: it cannot be shown again.
export function SecretDialog({ secret, onClose }: { secret: SecretShown; onClose(): void }) {
  const { t } = useWords();
  const [copied, setCopied] = useState(false);
  const copy = () => void navigator.clipboard?.writeText(secret.value).then(() => setCopied(true), () => setCopied(false));
  return (
    <Dialog title={secret.title} onClose={onClose}>
      <p>{secret.about}</p>
      <p class="secret" data-testid="secret">{secret.value}</p>
      <p class="banner warn">{t('admin.shown_once')}</p>
      <button type="button" onClick={copy}>{t('admin.copy')}</button>
      <span role="status"> {copied && t('admin.copied')}</span>
    </Dialog>
  );
}
