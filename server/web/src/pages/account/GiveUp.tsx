import { useState } from 'preact/hooks';

import { client } from '../../api/client';
import { removeSecondFactor } from '../../api/generated/operations';
import { useWords } from '../../i18n';
import { Dialog } from '../../parts/Dialog';
import { signInText } from '../../parts/SignIn';

// Asked for a code: a slip, or somebody at an unattended screen, must not be enough.
export function GiveUp({ onDone }: { onDone(): void }) {
  const words = useWords();
  const { t } = words;
  const [open, setOpen] = useState(false);
  const [code, setCode] = useState('');
  async function send(): Promise<string | null> {
    try {
      await client.send(removeSecondFactor({ body: { code: code.trim() } }));
    } catch (failure) {
      return signInText(failure, words);
    }
    onDone();
    return null;
  }
  return (
    <>
      <button type="button" data-action="give-up" onClick={() => setOpen(true)}>{t('account.give_up')}</button>
      {open && (
        <Dialog title={t('account.give_up')} submit={t('account.give_up_do')} danger disabled={code.trim() === ''} onSubmit={send} onClose={() => setOpen(false)}>
          <p>{t('account.give_up_about')}</p>
          <label for="give-up-code">{t('session.code')}</label>
          <input id="give-up-code" autocomplete="one-time-code" value={code} onInput={(event) => setCode(event.currentTarget.value)} />
        </Dialog>
      )}
    </>
  );
}
