import type { Paper, TicketClass } from '../api/types';
import { useWords } from '../i18n';

// General tickets carry no mark: what is usual needs no ink.
export function ClassMark({ of }: { of: TicketClass }) {
  const { t } = useWords();
  if (of === 'general') return null;
  return <span class={`badge class-${of}`}>{t(`class.${of}`)}</span>;
}

// Only what an agent should know before calling: that the citizen may hold no paper.
export function PaperMark({ of }: { of: Paper }) {
  const { t } = useWords();
  if (of !== 'unconfirmed' && of !== 'pending' && of !== 'failed') return null;
  return <span class="badge paper">{t(`counter.paper_${of}`)}</span>;
}
