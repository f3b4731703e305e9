// Figures as people read them: Thai clock "08.30 น.", Buddhist Era dates, durations, shares.
// Bangkok has no daylight saving, so local time is UTC + 7 h whatever the browser's zone.

import type { Lang } from './i18n';

const kZone_ms = 7 * 3600 * 1000;
const kBuddhistEra = 543;

const kMonths: Record<Lang, readonly string[]> = {
  th: ['มกราคม', 'กุมภาพันธ์', 'มีนาคม', 'เมษายน', 'พฤษภาคม', 'มิถุนายน', 'กรกฎาคม', 'สิงหาคม', 'กันยายน', 'ตุลาคม', 'พฤศจิกายน', 'ธันวาคม'],
  en: ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'],
};
const kShortMonths: Record<Lang, readonly string[]> = {
  th: ['ม.ค.', 'ก.พ.', 'มี.ค.', 'เม.ย.', 'พ.ค.', 'มิ.ย.', 'ก.ค.', 'ส.ค.', 'ก.ย.', 'ต.ค.', 'พ.ย.', 'ธ.ค.'],
  en: ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'],
};
const kWeekdays: Record<Lang, readonly string[]> = {
  th: ['อาทิตย์', 'จันทร์', 'อังคาร', 'พุธ', 'พฤหัสบดี', 'ศุกร์', 'เสาร์'],
  en: ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'],
};

const two = (value: number) => String(value).padStart(2, '0');
const local = (at_ms: number) => new Date(at_ms + kZone_ms);

export function clock(at_ms: number, lang: Lang): string {
  const bangkok = local(at_ms);
  const [hours, minutes] = [two(bangkok.getUTCHours()), two(bangkok.getUTCMinutes())];
  return lang === 'th' ? `${hours}.${minutes} น.` : `${hours}:${minutes}`;
}

// For sentences that bring their own "น.".
export function clockBare(at_ms: number, lang: Lang): string {
  return clock(at_ms, lang).replace(' น.', '');
}

export function dateShort(at_ms: number, lang: Lang): string {
  const bangkok = local(at_ms);
  return `${bangkok.getUTCDate()} ${kShortMonths[lang][bangkok.getUTCMonth()]} ${year(bangkok, lang)}`;
}

export function dateLong(at_ms: number, lang: Lang): string {
  const bangkok = local(at_ms);
  const weekday = kWeekdays[lang][bangkok.getUTCDay()];
  const day = `${bangkok.getUTCDate()} ${kMonths[lang][bangkok.getUTCMonth()]} ${year(bangkok, lang)}`;
  return lang === 'th' ? `วัน${weekday}ที่ ${day}` : `${weekday} ${day}`;
}

function year(bangkok: Date, lang: Lang): number {
  return bangkok.getUTCFullYear() + (lang === 'th' ? kBuddhistEra : 0);
}

// Running time: 4:07, 1:02:09.
export function stopwatch(span_ms: number): string {
  const seconds = Math.max(0, Math.floor(span_ms / 1000));
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

const kUnits = { th: { h: 'ชม.', m: 'นาที', s: 'วินาที' }, en: { h: 'h', m: 'min', s: 's' } } as const;

// A measured duration in words: seconds below an hour, minutes above.
export function duration(seconds: number, lang: Lang): string {
  const unit = kUnits[lang];
  if (seconds < 60) return `${seconds} ${unit.s}`;
  if (seconds < 3600) {
    const rest = seconds % 60;
    return `${Math.floor(seconds / 60)} ${unit.m}${rest ? ` ${rest} ${unit.s}` : ''}`;
  }
  const minutes = Math.floor((seconds % 3600) / 60);
  return `${Math.floor(seconds / 3600)} ${unit.h}${minutes ? ` ${minutes} ${unit.m}` : ''}`;
}

// Basis points: 8530 is 85.30%.
export const percent = (bp: number): string => `${(bp / 100).toFixed(2)}%`;

// Hundredths: 458 is 4.58.
export const hundredths = (e2: number): string => (e2 / 100).toFixed(2);

export const count = (value: number): string => value.toLocaleString('en-US');

export type Band = 'highest' | 'high' | 'medium' | 'low' | 'lowest';

// M35. The mean comes rounded to two decimals, so the bands leave no gap.
export function band(mean_e2: number): Band {
  if (mean_e2 >= 451) return 'highest';
  if (mean_e2 >= 351) return 'high';
  if (mean_e2 >= 251) return 'medium';
  if (mean_e2 >= 151) return 'low';
  return 'lowest';
}

// The range told to a citizen, in whole minutes, as the kiosk prints it; null where there is nothing to tell.
export function estimateMinutes(p50_s: number, p90_s: number): { from: number; to: number } | null {
  if (p90_s <= 0) return null;
  const minutes = (seconds: number) => Math.max(1, Math.ceil(seconds / 60));
  return { from: minutes(p50_s), to: minutes(Math.max(p50_s, p90_s)) };
}
