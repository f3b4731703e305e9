import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';

import { useWords } from '../i18n';

interface Props {
  title: string;
  submit?: string; // on the button that does it; absent: there is only something to read
  danger?: boolean;
  disabled?: boolean;
  children?: ComponentChildren;
  // What to tell where it was refused; null: it is done, and the dialog closes.
  onSubmit?: () => Promise<string | null>;
  onClose(): void;
}

// Asks for what an action needs. The browser keeps the focus inside, and Escape closes.
export function Dialog({ title, submit, danger = false, disabled = false, children, onSubmit, onClose }: Props) {
  const { t } = useWords();
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState('');
  useEffect(() => dialog.current?.showModal(), []);

  async function send(event: Event) {
    event.preventDefault();
    if (busy || disabled || !onSubmit) return;
    setBusy(true);
    setError('');
    const refused = await onSubmit();
    setBusy(false);
    if (refused === null) dialog.current?.close();
    else setError(refused);
  }

  return (
    <dialog ref={dialog} class="dialog" aria-labelledby={id} onClose={onClose}>
      <form onSubmit={(event) => void send(event)}>
        <h2 id={id}>{title}</h2>
        {children}
        <div role="alert">{error && <p class="message error">{error}</p>}</div>
        <div class="dialog-buttons">
          {submit && (
            <button type="submit" class={danger ? 'danger' : 'primary'} disabled={disabled} aria-disabled={busy}>
              {submit}
            </button>
          )}
          <button type="button" onClick={() => dialog.current?.close()}>{t(submit ? 'app.back' : 'app.close')}</button>
        </div>
      </form>
    </dialog>
  );
}
