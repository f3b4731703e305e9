import { useEffect, useState } from 'preact/hooks';

import { client } from '../../api/client';
import { askNotify, showNotify, withdrawNotify } from '../../api/generated/operations';
import type { Answer } from '../../api/operation';
import type { CitizenState, ContactChannel } from '../../api/types';
import { useWords } from '../../i18n';
import { problemText } from '../../problem_text';

type Offer = Answer<'showNotify'>;

const kAhead = [1, 2, 3, 5, 10, 15] as const;
const kAheadUsual = 3;

// "Tell me when 3 are ahead": only where the site offers a way, and only by the citizen's own act.
export function TellMe({ state, token }: { state: CitizenState; token: string }) {
  const { told_by } = state;
  const offer = useOffer(token, state.ticket.state);
  if (told_by) return <Told told_by={told_by} token={token} />;
  const waits = state.ticket.state === 'waiting' || state.ticket.state === 'held';
  if (!waits || offer === null || offer.channels.length === 0) return null;
  return <Ask offer={offer} token={token} />;
}

// What the site offers; nothing until it is known, and nothing where it cannot be known: the ticket is what matters here.
function useOffer(token: string, ticketState: string): Offer | null {
  const [offer, setOffer] = useState<Offer | null>(null);
  useEffect(() => {
    let gone = false;
    client.send(showNotify({ token })).then(
      (found) => {
        if (!gone) setOffer(found);
      },
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, [token, ticketState]);
  return offer;
}

function Told({ told_by, token }: { told_by: NonNullable<CitizenState['told_by']>; token: string }) {
  const words = useWords();
  const { t } = words;
  const [error, setError] = useState('');
  async function stop() {
    setError('');
    try {
      await client.send(withdrawNotify({ token }));
    } catch (failure) {
      setError(problemText(failure, words));
    }
  }
  return (
    <section class="card tell" aria-labelledby="tell-title">
      <h2 id="tell-title">{t('citizen.tell.title')}</h2>
      <p role="status" data-testid="told">{t(`citizen.tell.on.${told_by.channel}`, { n: told_by.ahead })}</p>
      <p class="small muted">{t('citizen.tell.privacy')}</p>
      <button type="button" class="quiet" data-action="tell-stop" onClick={() => void stop()}>{t('citizen.tell.stop')}</button>
      <div role="alert">{error && <p class="message error">{error}</p>}</div>
    </section>
  );
}

function Ask({ offer, token }: { offer: Offer; token: string }) {
  const words = useWords();
  const { t, lang } = words;
  const [channel, setChannel] = useState<ContactChannel>(offer.channels.includes('line') ? 'line' : 'sms');
  const [ahead, setAhead] = useState<number>(kAheadUsual);
  const [number, setNumber] = useState('');
  const [asked, setAsked] = useState<Answer<'askNotify'> | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState('');

  async function ask(event: Event) {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setError('');
    try {
      const body = channel === 'sms' ? { channel, ahead, lang, contact: number } : { channel, ahead, lang };
      setAsked(await client.send(askNotify({ token, body })));
    } catch (failure) {
      setError(numberIsWrong(failure) ? t('citizen.tell.wrong_number') : problemText(failure, words));
    } finally {
      setBusy(false);
    }
  }

  return (
    <section class="card tell" aria-labelledby="tell-title">
      <h2 id="tell-title">{t('citizen.tell.title')}</h2>
      <form onSubmit={(event) => void ask(event)} aria-busy={busy}>
        {offer.channels.length > 1 && (
          <fieldset class="tell-channels">
            <legend>{t('citizen.tell.by')}</legend>
            {offer.channels.map((one) => (
              <label key={one} class="check">
                <input type="radio" name="channel" value={one} checked={channel === one} onChange={() => setChannel(one)} />
                {t(`citizen.tell.channel.${one}`)}
              </label>
            ))}
          </fieldset>
        )}
        <label>
          {t('citizen.tell.ahead')}
          <select value={ahead} onChange={(event) => setAhead(Number(event.currentTarget.value))}>
            {kAhead.map((n) => (
              <option key={n} value={n}>{t('citizen.tell.ahead_n', { n })}</option>
            ))}
          </select>
        </label>
        {channel === 'sms' && (
          <label>
            {t('citizen.tell.number')}
            <input type="tel" inputMode="tel" autocomplete="tel" required maxLength={20} value={number}
              onInput={(event) => setNumber(event.currentTarget.value)} />
          </label>
        )}
        <p class="small muted">{t('citizen.tell.privacy')}</p>
        <button type="submit" class="primary" data-action="tell" aria-disabled={busy}>{t('citizen.tell.do')}</button>
        <div role="alert">{error && <p class="message error">{error}</p>}</div>
      </form>
      <div role="status">{channel === 'line' && asked?.state === 'send_code' && <SendCode code={asked.code} url={asked.url} />}</div>
    </section>
  );
}

function SendCode({ code, url }: { code: string; url: string | null }) {
  const { t } = useWords();
  return (
    <>
      <p>{t('citizen.tell.send_code')}</p>
      <p class="tell-code" data-testid="code">{code}</p>
      {url && <p><a href={url} rel="noreferrer" target="_blank">{t('citizen.tell.open_line')}</a></p>}
    </>
  );
}

function numberIsWrong(failure: unknown): boolean {
  return typeof failure === 'object' && failure !== null && 'code' in failure && 'about' in failure && failure.code === 'invalid' &&
    failure.about === 'contact';
}
