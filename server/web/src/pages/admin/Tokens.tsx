import { useState } from 'preact/hooks';

import { addToken, listTokens, removeToken } from '../../api/generated/operations';
import { type ApiToken, kScopes, type Scope, type Site, type User } from '../../api/types';
import { dateShort } from '../../format';
import { useWords } from '../../i18n';
import { Dialog } from '../../parts/Dialog';
import { ask } from './ask';
import { type Place, Places, usePlaceWords } from './Places';
import { SecretDialog, type SecretShown } from './Secret';
import { Table } from './Table';
import { useList } from './use_list';

const kDays: readonly number[] = [30, 90, 365, 730, 1825];

export function Tokens({ me, sites }: { me: User; sites: Site[] }) {
  const words = useWords();
  const { t, lang } = words;
  const place = usePlaceWords(sites);
  const list = useList<ApiToken>((after) => listTokens({ query: after ? { after } : {} }), me.name);
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<ApiToken | null>(null);
  const [secret, setSecret] = useState<SecretShown | null>(null);
  const columns = [t('admin.token_name'), t('admin.scopes'), t('admin.places'), t('admin.expires'), t('admin.actions')];

  function row(token: ApiToken) {
    return (
      <tr key={token.id} data-token={token.id}>
        <th scope="row">{token.name}</th>
        <td>{token.scopes.map((scope) => t(`scope.${scope}`)).join(', ')}</td>
        <td>{place({ sites: token.sites, agencies: [] })}</td>
        <td>{token.expires_at === null ? t('admin.never') : dateShort(Date.parse(token.expires_at), lang)}</td>
        <td>
          <button type="button" data-action="remove-token" aria-label={t('admin.remove_named', { name: token.name })} onClick={() => setRemoving(token)}>
            {t('admin.remove')}
          </button>
        </td>
      </tr>
    );
  }

  const told = (name: string, value: string) => setSecret({ title: t('admin.token_of', { name }), value, about: t('admin.token_about') });
  return (
    <>
      <Table title={t('admin.tokens')} columns={columns} list={list} row={row}>
        <button type="button" class="primary" data-action="add-token" onClick={() => setAdding(true)}>{t('admin.add_token')}</button>
      </Table>
      {adding && <TokenDialog me={me} sites={sites} onTold={told} onDone={list.reload} onClose={() => setAdding(false)} />}
      {removing && (
        <Dialog title={t('admin.remove_token')} submit={t('admin.remove')} danger
          onSubmit={() => ask(removeToken({ id: removing.id }), words, list.reload)} onClose={() => setRemoving(null)}>
          <p>{t('admin.remove_token_about', { name: removing.name })}</p>
        </Dialog>
      )}
      {secret && !adding && <SecretDialog secret={secret} onClose={() => setSecret(null)} />}
    </>
  );
}

interface Props {
  me: User;
  sites: Site[];
  onTold(name: string, secret: string): void;
  onDone(): void;
  onClose(): void;
}

function TokenDialog({ me, sites, onTold, onDone, onClose }: Props) {
  const words = useWords();
  const { t } = words;
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<Scope[]>([]);
  const [days, setDays] = useState(365);
  const [place, setPlace] = useState<Place>({ sites: [], agencies: [] });
  const everywhere = me.sites.length === 0 && me.agencies.length === 0;
  const toggle = (scope: Scope) => setScopes(scopes.includes(scope) ? scopes.filter((one) => one !== scope) : [...scopes, scope]);
  const submit = () =>
    ask(addToken({ body: { name, scopes, sites: place.sites, days } }), words, (made) => {
      onDone();
      onTold(made.token.name, made.secret);
    });
  return (
    <Dialog title={t('admin.add_token')} submit={t('admin.save')} disabled={name.trim() === '' || scopes.length === 0 || (place.sites.length === 0 && !everywhere)}
      onSubmit={submit} onClose={onClose}>
      <label for="token-name">{t('admin.token_name')}</label>
      <input id="token-name" required autocapitalize="none" autocomplete="off" spellcheck={false} maxLength={64} value={name}
        onInput={(event) => setName(event.currentTarget.value)} />
      <fieldset class="stacked">
        <legend>{t('admin.scopes')}</legend>
        {kScopes.map((scope) => (
          <label class="check" key={scope}>
            <input type="checkbox" data-scope={scope} checked={scopes.includes(scope)} onChange={() => toggle(scope)} />
            {t(`scope.${scope}`)}
          </label>
        ))}
      </fieldset>
      <label for="token-days">{t('admin.expires_after')}</label>
      <select id="token-days" value={String(days)} onChange={(event) => setDays(Number(event.currentTarget.value))}>
        {kDays.map((one) => <option key={one} value={one}>{t('admin.days', { n: one })}</option>)}
      </select>
      <Places sites={sites} value={place} everywhere={everywhere} onChange={setPlace} />
    </Dialog>
  );
}
