// What to tell a person when the server said no, or said nothing.

import { Problem, Unreachable } from './api/client';
import { clock, dateShort } from './format';
import type { Lang, Words } from './i18n';

// What the page knows and the problem does not: names for the ids in `about`.
export interface Context {
  number?: string | undefined; // the ticket that was asked for
  counterName?: (id: string) => string;
}

export function problemText(failure: unknown, words: Words, context: Context = {}): string {
  if (failure instanceof Unreachable) return words.t('error.unreachable');
  if (!(failure instanceof Problem)) return words.t('error.other', { code: String(failure) });
  const { code, about } = failure;
  if (code === 'ticket_elsewhere') {
    const counter = context.counterName?.(about) ?? about;
    return context.number
      ? words.t('error.ticket_elsewhere', { about: counter, no: context.number })
      : words.t('error.ticket_taken', { about: counter });
  }
  // Where no opening is known there is no time to name.
  if (code === 'site_closed' && about === '') return words.t('error.site_closed_now');
  const named = code === 'wrong_state' ? stateWord(about, words) : (instantWord(about, words.lang) ?? about);
  return words.find(`error.${code}`, { about: named }) ?? words.t('error.other', { code });
}

// An instant as people read it; null for anything else.
function instantWord(about: string, lang: Lang): string | null {
  if (!/^\d{4}-\d\d-\d\dT/.test(about)) return null;
  const at_ms = Date.parse(about);
  return `${dateShort(at_ms, lang)} ${clock(at_ms, lang)}`;
}

function stateWord(state: string, words: Words): string {
  return words.find(`ticket.state.${state}`) ?? words.find(`counter.state.${state}`) ?? words.find(`appointment.state.${state}`) ?? state;
}
