import { useEffect, useId, useRef, useState } from 'preact/hooks';

import { client, Problem } from '../api/client';
import { signInWays } from '../api/generated/operations';
import { duration } from '../format';
import { useWords, type Words } from '../i18n';
import { problemText } from '../problem_text';
import type { SessionControl } from '../session';
import { Header } from './Header';

// What the provider's sign-in came back with, behind '#', where no server writes it down.
function cameBackWith(): string {
  return /^#sign-in=(\w+)$/.exec(location.hash)?.[1] ?? '';
}

export function SignIn({ title, signIn }: { title: string; signIn: SessionControl['signIn'] }) {
  const words = useWords();
  const { t } = words;
  const id = useId();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [codeAsked, setCodeAsked] = useState(false);
  const [shown, setShown] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState(() => (cameBackWith() ? (words.find(`session.oidc.${cameBackWith()}`) ?? t('session.oidc.refused')) : ''));
  const codeField = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (codeAsked) codeField.current?.focus();
  }, [codeAsked]);

  async function submit(event: Event) {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setError('');
    try {
      await signIn(name, password, codeAsked ? code.trim() : '');
    } catch (failure) {
      setCode('');
      if (failure instanceof Problem && failure.code === 'code_needed') setCodeAsked(true);
      else setError(signInText(failure, words));
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
            value={name} onInput={(event) => setName(event.currentTarget.value)} readOnly={codeAsked} />
          <label for={`${id}-password`}>{t('session.password')}</label>
          <input id={`${id}-password`} name="password" type={shown ? 'text' : 'password'} autocomplete="current-password" required
            value={password} onInput={(event) => setPassword(event.currentTarget.value)} readOnly={codeAsked} />
          {codeAsked ? (
            <>
              <label for={`${id}-code`}>{t('session.code')}</label>
              <input id={`${id}-code`} ref={codeField} name="code" autocomplete="one-time-code" autocapitalize="characters" spellcheck={false} required
                aria-describedby={`${id}-code-about`} value={code} onInput={(event) => setCode(event.currentTarget.value)} />
              <p id={`${id}-code-about`} class="muted small">{t('session.code_about')}</p>
            </>
          ) : (
            <label class="check">
              <input type="checkbox" checked={shown} onChange={(event) => setShown(event.currentTarget.checked)} />
              {t('session.show_password')}
            </label>
          )}
          <div role="alert">{error && <p class="message error">{error}</p>}</div>
          <button type="submit" class="primary" aria-disabled={busy}>
            {t('session.sign_in')}
          </button>
          {codeAsked && (
            <button type="button" onClick={() => (setCodeAsked(false), setError(''))}>{t('app.back')}</button>
          )}
          {!codeAsked && <ProviderButton />}
        </form>
      </main>
    </>
  );
}

export function signInText(failure: unknown, words: Words): string {
  if (!(failure instanceof Problem)) return problemText(failure, words);
  if (failure.code === 'wait') return words.t('session.wait', { d: duration(Number(failure.about), words.lang) });
  if (failure.code === 'code_wrong') return words.t('session.code_wrong');
  return failure.status === 401 ? words.t('session.wrong') : problemText(failure, words);
}

// A link, not a request: the browser itself goes to the provider.
function ProviderButton() {
  const { t } = useWords();
  const [offered, setOffered] = useState(false);
  useEffect(() => {
    client.send(signInWays({})).then((ways) => setOffered(ways.oidc), () => setOffered(false));
  }, []);
  if (!offered) return null;
  return (
    <a class="button" href={`/api/v1/session/oidc?page=${encodeURIComponent(location.pathname)}`} data-action="provider">{t('session.provider')}</a>
  );
}
