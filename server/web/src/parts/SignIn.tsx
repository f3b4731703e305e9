import { useId, useState } from 'preact/hooks';

import { Problem } from '../api/client';
import { useWords } from '../i18n';
import { problemText } from '../problem_text';
import type { SessionControl } from '../session';
import { Header } from './Header';

export function SignIn({ title, signIn }: { title: string; signIn: SessionControl['signIn'] }) {
  const words = useWords();
  const { t } = words;
  const id = useId();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [shown, setShown] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState('');

  async function submit(event: Event) {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setError('');
    try {
      await signIn(name, password);
    } catch (failure) {
      const wrong = failure instanceof Problem && failure.status === 401;
      setError(wrong ? t('session.wrong') : problemText(failure, words));
      setBusy(false);
    }
  }

  return (
    <>
      <Header title={title} />
      <main id="main" class="narrow">
        <form class="card form" onSubmit={submit} aria-labelledby={`${id}-title`}>
          <h2 id={`${id}-title`}>{t('session.title')}</h2>
          <label for={`${id}-name`}>{t('session.name')}</label>
          <input id={`${id}-name`} name="username" autocomplete="username" autocapitalize="none" spellcheck={false} required
            value={name} onInput={(event) => setName(event.currentTarget.value)} />
          <label for={`${id}-password`}>{t('session.password')}</label>
          <input id={`${id}-password`} name="password" type={shown ? 'text' : 'password'} autocomplete="current-password" required
            value={password} onInput={(event) => setPassword(event.currentTarget.value)} />
          <label class="check">
            <input type="checkbox" checked={shown} onChange={(event) => setShown(event.currentTarget.checked)} />
            {t('session.show_password')}
          </label>
          <div role="alert">{error && <p class="message error">{error}</p>}</div>
          <button type="submit" class="primary" aria-disabled={busy}>
            {t('session.sign_in')}
          </button>
        </form>
      </main>
    </>
  );
}
