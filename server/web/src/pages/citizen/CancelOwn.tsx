import { useState } from 'preact/hooks';

import { client } from '../../api/client';
import { cancelOwnTicket } from '../../api/generated/operations';
import type { CitizenState } from '../../api/types';
import { useWords } from '../../i18n';
import { Dialog } from '../../parts/Dialog';
import { problemText } from '../../problem_text';

// Who leaves gives the place to those who wait: asked once more, as it cannot be taken back.
export function CancelOwn({ state, token }: { state: CitizenState; token: string }) {
  const words = useWords();
  const { t } = words;
  const [asking, setAsking] = useState(false);
  if (!state.may_cancel) return null;

  async function cancel(): Promise<string | null> {
    try {
      await client.send(cancelOwnTicket({ token }));
      return null;
    } catch (failure) {
      return problemText(failure, words);
    }
  }

  return (
    <>
      <button type="button" class="quiet" data-action="cancel" onClick={() => setAsking(true)}>
        {t('citizen.cancel')}
      </button>
      {asking && (
        <Dialog title={t('citizen.cancel_sure', { no: state.ticket.number })} submit={t('citizen.cancel_do')} danger onSubmit={cancel}
          onClose={() => setAsking(false)}>
          <p>{t('citizen.cancel_about')}</p>
        </Dialog>
      )}
    </>
  );
}
