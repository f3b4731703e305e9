import { useMemo } from 'preact/hooks';

import type { Ratings } from '../../api/types';
import { band, clock, hundredths, percent } from '../../format';
import { useWords } from '../../i18n';
import { BarChart } from './BarChart';
import { Figure } from './Figure';

const kScores = [5, 4, 3, 2, 1] as const;
const kColours: Record<number, string> = { 5: '#1b7a43', 4: '#5a9e3d', 3: '#c9a227', 2: '#d9772b', 1: '#b3372c' };

export function RatingPanel({ ratings, served }: { ratings: Ratings; served: number }) {
  const { t } = useWords();
  const n = ratings.count.reduce((sum, value) => sum + value, 0);
  const key = ratings.count.join();
  const bars = useMemo(
    () => kScores.map((score) => ({ label: `${score} ${t(`rating.${score}`)}`, value: ratings.count[score - 1] ?? 0, colour: kColours[score] ?? '' })),
    [key, t],
  );
  return (
    <section class="card" aria-labelledby="ratings-title" data-testid="ratings" data-count={n}>
      <h2 id="ratings-title">{t('dashboard.ratings')}</h2>
      <RatingFigures ratings={ratings} n={n} served={served} />
      <BarChart label={t('dashboard.ratings_chart')} bars={bars} />
      <table class="counts">
        <caption class="unseen">{t('dashboard.ratings_chart')}</caption>
        <thead>
          <tr>
            <th scope="row">{t('dashboard.level')}</th>
            {kScores.map((score) => <th scope="col" key={score}>{score}</th>)}
            <th scope="col">{t('dashboard.no_opinion')}</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">{t('dashboard.count')}</th>
            {kScores.map((score) => <td key={score} data-testid={`rating-${score}`}>{ratings.count[score - 1] ?? 0}</td>)}
            <td data-testid="rating-0">{ratings.no_opinion}</td>
          </tr>
        </tbody>
      </table>
      <LastRating last={ratings.last} />
    </section>
  );
}

function RatingFigures({ ratings, n, served }: { ratings: Ratings; n: number; served: number }) {
  const { t } = useWords();
  const { mean_e2, top2_bp, response_bp } = ratings;
  return (
    <dl class="figures">
      <Figure label={t('dashboard.rating_mean')} value={mean_e2 === null ? null : hundredths(mean_e2)} n={n} testId="rating-mean"
        about={mean_e2 === null ? undefined : `${t('dashboard.level')}: ${t(`band.${band(mean_e2)}`)}`} />
      <Figure label={t('dashboard.top2')} value={top2_bp === null ? null : percent(top2_bp)} n={n} testId="top2" />
      <Figure label={t('dashboard.response')} value={response_bp === null ? null : percent(response_bp)} n={served} testId="response" />
    </dl>
  );
}

function LastRating({ last }: { last: Ratings['last'] }) {
  const { t, lang } = useWords();
  return (
    <p class="muted" role="status" data-testid="last-rating">
      {last && t('dashboard.last_rating', { score: last.score, t: clock(Date.parse(last.at), lang) })}
    </p>
  );
}
