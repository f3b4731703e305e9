import { useEffect, useState } from 'preact/hooks';

import { client, Problem } from '../../api/client';
import { finishSetup, showSetup } from '../../api/generated/operations';
import { useWords } from '../../i18n';
import { Header } from '../../parts/Header';
import { problemText } from '../../problem_text';

const kPasswordMin = 12;

export default function SetupPage() {
  const { t } = useWords();
  const [open, setOpen] = useState<boolean | null>(null);
  useEffect(() => {
    document.title = t('setup.title');
  }, [t]);
  useEffect(() => {
    client.send(showSetup({})).then((setup) => setOpen(setup.open), () => setOpen(false));
  }, []);
  // The link's secret, which a browser sends to nobody by itself.
  const secret = location.hash.slice(1);
  return (
    <>
      <Header title={t('setup.title')} />
      <main id="main" class="narrow">
        {open === false && <p class="banner warn" data-testid="setup-over">{t('setup.over')}</p>}
        {open && !secret && <p class="banner warn">{t('setup.needs_link')}</p>}
        {open && secret && <SetupForm secret={secret} />}
      </main>
    </>
  );
}

function SetupForm({ secret }: { secret: string }) {
  const words = useWords();
  const { t } = words;
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState('');

  async function submit(event: Event) {
    event.preventDefault();
    if (busy) return;
    if (password !== again) return setError(t('setup.differ'));
    setBusy(true);
    setError('');
    try {
      await client.send(finishSetup({ body: { secret, name, password } }));
      location.assign('/account');
    } catch (failure) {
      const known = failure instanceof Problem ? words.find(`setup.${failure.code}`) : null;
      setError(known ?? problemText(failure, words));
      setBusy(false);
    }
  }

  return (
    <form class="card form" onSubmit={(event) => void submit(event)} aria-labelledby="setup-first">
      <h2 id="setup-first">{t('setup.first')}</h2>
      <p>{t('setup.about')}</p>
      <label for="setup-name">{t('session.name')}</label>
      <input id="setup-name" name="username" autocomplete="username" autocapitalize="none" spellcheck={false} required maxLength={64}
        pattern="[A-Za-z0-9][A-Za-z0-9._\-]*" aria-describedby="setup-name-about" value={name} onInput={(event) => setName(event.currentTarget.value)} />
      <p id="setup-name-about" class="muted small">{t('setup.name_about')}</p>
      <label for="setup-password">{t('session.password')}</label>
      <input id="setup-password" name="password" type="password" autocomplete="new-password" required minLength={kPasswordMin} maxLength={256}
        aria-describedby="setup-password-about" value={password} onInput={(event) => setPassword(event.currentTarget.value)} />
      <p id="setup-password-about" class="muted small">{t('setup.password_about', { n: kPasswordMin })}</p>
      <label for="setup-again">{t('setup.again')}</label>
      <input id="setup-again" name="again" type="password" autocomplete="new-password" required value={again}
        onInput={(event) => setAgain(event.currentTarget.value)} />
      <div role="alert">{error && <p class="message error">{error}</p>}</div>
      <button type="submit" class="primary" aria-disabled={busy}>{t('setup.do')}</button>
    </form>
  );
}
