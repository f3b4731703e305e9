import { useState } from 'preact/hooks';

import { addUser, changeUser, drawPassword, listUsers, removeUser } from '../../api/generated/operations';
import { kRoles, type Role, type Site, type User } from '../../api/types';
import { useWords } from '../../i18n';
import { Dialog } from '../../parts/Dialog';
import { Acts } from './Acts';
import { ask } from './ask';
import { type Place, Places, usePlaceWords } from './Places';
import { SecretDialog, type SecretShown } from './Secret';
import { Table } from './Table';
import { useList } from './use_list';

type Open = { kind: 'add' } | { kind: 'change' | 'draw' | 'remove'; user: User } | null;

export function People({ me, sites }: { me: User; sites: Site[] }) {
  const { t } = useWords();
  const place = usePlaceWords(sites);
  const list = useList<User>((after) => listUsers({ query: after ? { after } : {} }), me.name);
  const [open, setOpen] = useState<Open>(null);
  const [secret, setSecret] = useState<SecretShown | null>(null);
  const tell = (name: string, password: string) => setSecret({ title: t('admin.password_of', { name }), value: password, about: t('admin.password_about') });
  const columns = [t('session.name'), t('admin.role'), t('admin.places'), t('admin.actions')];

  function row(user: User) {
    const acts = [
      { id: 'change', text: t('admin.change'), onChoose: () => setOpen({ kind: 'change', user }) },
      { id: 'draw', text: t('admin.draw_password'), onChoose: () => setOpen({ kind: 'draw', user }) },
      { id: 'remove', text: t('admin.remove'), onChoose: () => setOpen({ kind: 'remove', user }) },
    ];
    return (
      <tr key={user.name} data-user={user.name}>
        <th scope="row">{user.name}</th>
        <td>{t(`role.${user.role}`)}</td>
        <td>{place(user)}</td>
        <td>{user.name === me.name ? <span class="muted">{t('admin.yourself')}</span> : <Acts name={user.name} acts={acts} />}</td>
      </tr>
    );
  }

  const done = () => list.reload();
  return (
    <>
      <Table title={t('admin.people')} columns={columns} list={list} row={row}>
        <button type="button" class="primary" data-action="add-user" onClick={() => setOpen({ kind: 'add' })}>{t('admin.add_user')}</button>
      </Table>
      {open?.kind === 'add' && <UserDialog me={me} sites={sites} user={null} onTold={tell} onDone={done} onClose={() => setOpen(null)} />}
      {open?.kind === 'change' && <UserDialog me={me} sites={sites} user={open.user} onTold={tell} onDone={done} onClose={() => setOpen(null)} />}
      {open?.kind === 'draw' && <DrawDialog user={open.user} onTold={tell} onClose={() => setOpen(null)} />}
      {open?.kind === 'remove' && <RemoveDialog user={open.user} onDone={done} onClose={() => setOpen(null)} />}
      {secret && !open && <SecretDialog secret={secret} onClose={() => setSecret(null)} />}
    </>
  );
}

interface UserProps {
  me: User;
  sites: Site[];
  user: User | null; // null: a new one
  onTold(name: string, password: string): void;
  onDone(): void;
  onClose(): void;
}

function UserDialog({ me, sites, user, onTold, onDone, onClose }: UserProps) {
  const words = useWords();
  const { t } = words;
  const [name, setName] = useState(user?.name ?? '');
  const [role, setRole] = useState<Role>(user?.role ?? 'agent');
  const [place, setPlace] = useState<Place>({ sites: user?.sites ?? [], agencies: user?.agencies ?? [] });
  const everywhere = me.sites.length === 0 && me.agencies.length === 0;
  const nowhere = place.sites.length === 0 && place.agencies.length === 0;

  async function submit(): Promise<string | null> {
    if (user) return ask(changeUser({ name, body: { role, ...place } }), words, onDone);
    return ask(addUser({ body: { name, role, ...place } }), words, (added) => {
      onDone();
      onTold(added.user.name, added.password);
    });
  }

  return (
    <Dialog title={t(user ? 'admin.change_user' : 'admin.add_user')} submit={t('admin.save')} disabled={name.trim() === '' || (nowhere && !everywhere)}
      onSubmit={submit} onClose={onClose}>
      <label for="user-name">{t('session.name')}</label>
      <input id="user-name" required autocapitalize="none" autocomplete="off" spellcheck={false} maxLength={64} readOnly={user !== null} value={name}
        onInput={(event) => setName(event.currentTarget.value)} />
      <label for="user-role">{t('admin.role')}</label>
      <select id="user-role" value={role} onChange={(event) => setRole(event.currentTarget.value as Role)}>
        {kRoles.map((one) => <option key={one} value={one}>{t(`role.${one}`)}</option>)}
      </select>
      <Places sites={sites} value={place} everywhere={everywhere} agencies onChange={setPlace} />
    </Dialog>
  );
}

function DrawDialog({ user, onTold, onClose }: { user: User; onTold: UserProps['onTold']; onClose(): void }) {
  const words = useWords();
  const { t } = words;
  const submit = () => ask(drawPassword({ name: user.name }), words, (drawn) => onTold(drawn.user.name, drawn.password));
  return (
    <Dialog title={t('admin.draw_password')} submit={t('admin.draw')} danger onSubmit={submit} onClose={onClose}>
      <p>{t('admin.draw_about', { name: user.name })}</p>
    </Dialog>
  );
}

function RemoveDialog({ user, onDone, onClose }: { user: User; onDone(): void; onClose(): void }) {
  const words = useWords();
  const { t } = words;
  return (
    <Dialog title={t('admin.remove_user')} submit={t('admin.remove')} danger onSubmit={() => ask(removeUser({ name: user.name }), words, onDone)} onClose={onClose}>
      <p>{t('admin.remove_user_about', { name: user.name })}</p>
    </Dialog>
  );
}
