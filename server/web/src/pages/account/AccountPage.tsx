import './account.css';

import { useCallback, useEffect, useState } from 'preact/hooks';

import { client } from '../../api/client';
import { showSecondFactor } from '../../api/generated/operations';
import type { Answer } from '../../api/operation';
import type { User } from '../../api/types';
import { useWords } from '../../i18n';
import { Header } from '../../parts/Header';
import { StaffOnly } from '../../parts/StaffOnly';
import { problemText } from '../../problem_text';
import type { SessionControl } from '../../session';
import { Enrol } from './Enrol';
import { GiveUp } from './GiveUp';

type Factor = Answer<'showSecondFactor'>;

export default function AccountPage() {
  const { t } = useWords();
  useEffect(() => {
    document.title = t('account.title');
  }, [t]);
  return (
    <StaffOnly title={t('account.title')} roles={['agent', 'supervisor', 'manager', 'administrator', 'auditor']}>
      {(user, control) => <AccountOf user={user} control={control} />}
    </StaffOnly>
  );
}

function AccountOf({ user, control }: { user: User; control: SessionControl }) {
  const words = useWords();
  const { t } = words;
  const [factor, setFactor] = useState<Factor | null>(null);
  const [error, setError] = useState('');
  const load = useCallback(() => {
    client.send(showSecondFactor({})).then(setFactor, (failure) => setError(problemText(failure, words)));
  }, [words]);
  useEffect(load, [load]);
  const changed = () => {
    load();
    void control.check();
  };
  return (
    <>
      <Header title={t('account.title')}>
        <span class="muted">{t('session.signed_in_as', { name: user.name })}</span>
        <button type="button" class="quiet" onClick={() => void control.signOut()}>{t('session.sign_out')}</button>
      </Header>
      <main id="main" class="narrow account">
        <section class="card" aria-labelledby="second-factor">
          <h2 id="second-factor">{t('account.second_factor')}</h2>
          <p>{t('account.about')}</p>
          <div role="alert">{error && <p class="message error">{error}</p>}</div>
          {factor?.required && <p class="banner warn">{t('account.must_enrol')}</p>}
          {factor?.enrolled && (
            <>
              <p class="message done" data-testid="enrolled">{t('account.on', { n: factor.recovery_codes_left })}</p>
              <GiveUp onDone={changed} />
            </>
          )}
          {factor && !factor.enrolled && <Enrol onDone={changed} />}
        </section>
        <p><a href="/">{t('app.back_home')}</a></p>
      </main>
    </>
  );
}
