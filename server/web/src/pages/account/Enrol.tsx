import { useState } from 'preact/hooks';

import { client } from '../../api/client';
import { confirmSecondFactor, offerSecondFactor } from '../../api/generated/operations';
import type { Answer } from '../../api/operation';
import { useWords } from '../../i18n';
import { signInText } from '../../parts/SignIn';

type Offer = Answer<'offerSecondFactor'>;

// Three steps, one after the other: the password once more, the telephone, the paper.
export function Enrol({ onDone }: { onDone(): void }) {
  const [offer, setOffer] = useState<Offer | null>(null);
  const [recovery, setRecovery] = useState<string[] | null>(null);
  if (recovery) return <Recovery codes={recovery} onDone={onDone} />;
  if (offer) return <Confirm offer={offer} onConfirmed={setRecovery} />;
  return <Begin onOffer={setOffer} />;
}

function Begin({ onOffer }: { onOffer(offer: Offer): void }) {
  const { t } = useWords();
  const [password, setPassword] = useState('');
  const form = useForm(async () => onOffer(await client.send(offerSecondFactor({ body: { password } }))));
  return (
    <form class="form" onSubmit={form.submit}>
      <label for="own-password">{t('account.password_again')}</label>
      <input id="own-password" name="password" type="password" autocomplete="current-password" required value={password}
        onInput={(event) => setPassword(event.currentTarget.value)} />
      <div role="alert">{form.error && <p class="message error">{form.error}</p>}</div>
      <button type="submit" class="primary" aria-disabled={form.busy}>{t('account.set_up')}</button>
    </form>
  );
}

function Confirm({ offer, onConfirmed }: { offer: Offer; onConfirmed(codes: string[]): void }) {
  const { t } = useWords();
  const [code, setCode] = useState('');
  const form = useForm(async () => {
    const confirmed = await client.send(confirmSecondFactor({ body: { code: code.trim() } }));
    client.useCsrf(confirmed.csrf);
    onConfirmed(confirmed.recovery_codes);
  });
  return (
    <form class="form" onSubmit={form.submit}>
      <p>{t('account.scan')}</p>
      <svg class="qr" viewBox={`0 0 ${offer.qr.size} ${offer.qr.size}`} role="img" aria-label={t('account.qr')} shape-rendering="crispEdges">
        <rect width={offer.qr.size} height={offer.qr.size} class="qr-ground" />
        <path d={offer.qr.path} class="qr-ink" />
      </svg>
      <p>
        {t('account.type_key')} <code class="key" data-testid="totp-secret">{offer.secret.replace(/(.{4})(?=.)/g, '$1 ')}</code>
      </p>
      <label for="own-code">{t('session.code')}</label>
      <input id="own-code" name="code" inputMode="numeric" autocomplete="one-time-code" required value={code}
        onInput={(event) => setCode(event.currentTarget.value)} />
      <div role="alert">{form.error && <p class="message error">{form.error}</p>}</div>
      <button type="submit" class="primary" aria-disabled={form.busy}>{t('account.confirm')}</button>
    </form>
  );
}

function Recovery({ codes, onDone }: { codes: string[]; onDone(): void }) {
  const { t } = useWords();
  return (
    <div class="form">
      <p class="message done" role="status">{t('account.confirmed')}</p>
      <p>{t('account.recovery_about')}</p>
      <ol class="recovery" data-testid="recovery">
        {codes.map((code) => <li key={code}><code>{code}</code></li>)}
      </ol>
      <button type="button" class="primary" data-action="kept" onClick={onDone}>{t('account.recovery_kept')}</button>
    </div>
  );
}

function useForm(send: () => Promise<void>) {
  const words = useWords();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState('');
  async function submit(event: Event) {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setError('');
    try {
      await send();
    } catch (failure) {
      setError(signInText(failure, words));
    }
    setBusy(false);
  }
  return { busy, error, submit: (event: Event) => void submit(event) };
}
