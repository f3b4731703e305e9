import { useState } from 'preact/hooks';

import { client } from '../../api/client';
import { changeOwnPassword, endOtherSessions, endOwnSession, listOwnSessions } from '../../api/generated/operations';
import type { OwnSession, User } from '../../api/types';
import { clock, dateShort } from '../../format';
import { useWords } from '../../i18n';
import { Dialog } from '../../parts/Dialog';
import { problemText } from '../../problem_text';
import { ask } from './ask';
import { Table } from './Table';
import { useList } from './use_list';

const kCharactersMin = 12;

export function Account({ me }: { me: User }) {
  const [changed, setChanged] = useState(0); // every session but this one has ended
  return (
    <>
      <PasswordForm me={me} onChanged={() => setChanged(changed + 1)} />
      <Sessions key={changed} />
    </>
  );
}

function PasswordForm({ me, onChanged }: { me: User; onChanged(): void }) {
  const words = useWords();
  const { t } = words;
  const [before, setBefore] = useState('');
  const [after, setAfter] = useState('');
  const [shown, setShown] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState('');
  const [done, setDone] = useState(false);

  async function submit(event: Event) {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setError('');
    setDone(false);
    try {
      const greeting = await client.send(changeOwnPassword({ body: { old: before, new: after } }));
      client.useCsrf(greeting.csrf);
      setBefore('');
      setAfter('');
      setDone(true);
      onChanged();
    } catch (failure) {
      setError(problemText(failure, words));
    }
    setBusy(false);
  }

  const kind = shown ? 'text' : 'password';
  return (
    <form class="card form" onSubmit={(event) => void submit(event)} aria-labelledby="own-password">
      <h2 id="own-password">{t('admin.own_password')}</h2>
      <input type="hidden" name="username" autocomplete="username" value={me.name} />
      <label for="password-old">{t('admin.password_old')}</label>
      <input id="password-old" type={kind} autocomplete="current-password" required value={before} onInput={(event) => setBefore(event.currentTarget.value)} />
      <label for="password-new">{t('admin.password_new')}</label>
      <input id="password-new" type={kind} autocomplete="new-password" required minLength={kCharactersMin} aria-describedby="password-rule" value={after}
        onInput={(event) => setAfter(event.currentTarget.value)} />
      <p id="password-rule" class="muted">{t('admin.password_rule')}</p>
      <label class="check">
        <input type="checkbox" checked={shown} onChange={(event) => setShown(event.currentTarget.checked)} />
        {t('session.show_password')}
      </label>
      <div role="alert">{error && <p class="message error">{error}</p>}</div>
      <div role="status">{done && <p class="message done">{t('admin.password_changed')}</p>}</div>
      <button type="submit" class="primary" aria-disabled={busy}>{t('admin.change_password')}</button>
    </form>
  );
}

function Sessions() {
  const words = useWords();
  const { t, lang } = words;
  const list = useList<OwnSession>((after) => listOwnSessions({ query: after ? { after } : {} }), 'sessions');
  const [ending, setEnding] = useState<OwnSession | 'others' | null>(null);
  const time = (text: string) => `${dateShort(Date.parse(text), lang)} ${clock(Date.parse(text), lang)}`;
  const columns = [t('admin.began'), t('admin.last_used'), t('admin.from'), t('admin.actions')];
  const submit = (what: OwnSession | 'others') => ask(what === 'others' ? endOtherSessions({}) : endOwnSession({ id: what.id }), words, list.reload);

  function row(session: OwnSession) {
    return (
      <tr key={session.id} data-session={session.id}>
        <td>{time(session.created_at)}</td>
        <td>{time(session.seen_at)}</td>
        <td>{session.address}</td>
        <td>
          {session.current ? (
            <span class="muted">{t('admin.this_session')}</span>
          ) : (
            <button type="button" data-action="end-session" aria-label={`${t('admin.end_session')}: ${time(session.created_at)}`} onClick={() => setEnding(session)}>
              {t('admin.end_session')}
            </button>
          )}
        </td>
      </tr>
    );
  }

  return (
    <>
      <Table title={t('admin.sessions')} columns={columns} list={list} row={row}>
        {(list.items?.length ?? 0) > 1 && (
          <button type="button" data-action="end-others" onClick={() => setEnding('others')}>{t('admin.end_others')}</button>
        )}
      </Table>
      {ending && (
        <Dialog title={t(ending === 'others' ? 'admin.end_others' : 'admin.end_session')} submit={t('admin.end')} danger onSubmit={() => submit(ending)}
          onClose={() => setEnding(null)}>
          <p>{t('admin.end_about')}</p>
        </Dialog>
      )}
    </>
  );
}
