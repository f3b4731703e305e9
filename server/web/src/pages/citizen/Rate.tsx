import { useState } from 'preact/hooks';

import { client, Problem } from '../../api/client';
import { rate as sendRating } from '../../api/generated/operations';
import type { CitizenState } from '../../api/types';
import { useWords } from '../../i18n';
import { problemText } from '../../problem_text';
import { Face } from './Face';

const kScores = [5, 4, 3, 2, 1] as const;

// One rating, by one touch; the server takes the first and no other.
export function Rate({ state, token }: { state: CitizenState; token: string }) {
  const words = useWords();
  const { t } = words;
  const [status, setStatus] = useState<'open' | 'sending' | 'thanks'>('open');
  const [error, setError] = useState('');

  async function rate(score: number) {
    if (status === 'sending') return;
    setStatus('sending');
    setError('');
    try {
      await client.send(sendRating({ body: { token, score } }));
      setStatus('thanks');
    } catch (failure) {
      const already = failure instanceof Problem && failure.code === 'already_rated';
      setStatus(already ? 'thanks' : 'open');
      if (!already) setError(problemText(failure, words));
    }
  }

  if (status === 'thanks') {
    return (
      <section class="card thanks" role="status">
        <p>{t('rating.thanks')}</p>
      </section>
    );
  }
  if (!state.may_rate) return null;
  return (
    <section class="card rate" aria-labelledby="rate-title" aria-busy={status === 'sending'}>
      <h2 id="rate-title">{t('rating.question')}</h2>
      <ul class="faces">
        {kScores.map((score) => (
          <li key={score}>
            <button type="button" class={`face face-${score}`} data-score={score} onClick={() => void rate(score)}>
              <Face score={score} />
              <span>{t(`rating.${score}`)}</span>
            </button>
          </li>
        ))}
      </ul>
      <button type="button" class="quiet" data-score={0} onClick={() => void rate(0)}>
        {t('rating.0')}
      </button>
      <div role="alert">{error && <p class="message error">{error}</p>}</div>
    </section>
  );
}
