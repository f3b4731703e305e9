import type { ComponentChildren } from 'preact';

import type { Role, User } from '../api/types';
import { useWords } from '../i18n';
import { type SessionControl, useSession } from '../session';
import { Header } from './Header';
import { Loading } from './Loading';
import { SignIn } from './SignIn';

interface Props {
  title: string;
  roles: readonly Role[];
  children(user: User, control: SessionControl): ComponentChildren;
}

// Shows its children to staff of these roles who are signed in; asks everybody else to sign in.
export function StaffOnly({ title, roles, children }: Props) {
  const { t } = useWords();
  const control = useSession();
  const { session } = control;
  if (session.status === 'checking') return <Loading text={t('app.loading')} />;
  if (session.status === 'unreachable') return <Loading text={t('app.connecting')} />;
  if (session.status !== 'in') return <SignIn title={title} signIn={control.signIn} />;
  // The server answers nothing else before the second factor is set up.
  if (session.mustEnrol && location.pathname !== '/account') return <MustEnrol title={title} />;
  if (roles.includes(session.user.role)) return <>{children(session.user, control)}</>;
  return (
    <>
      <Header title={title} />
      <main id="main" class="narrow">
        <p class="banner warn">{t('session.not_allowed')}</p>
        <button type="button" onClick={() => void control.signOut()}>
          {t('session.sign_out')}
        </button>
      </main>
    </>
  );
}

function MustEnrol({ title }: { title: string }) {
  const { t } = useWords();
  return (
    <>
      <Header title={title} />
      <main id="main" class="narrow">
        <p class="banner warn">{t('account.must_enrol')}</p>
        <p>
          <a class="button" href="/account">{t('account.set_up')}</a>
        </p>
      </main>
    </>
  );
}
