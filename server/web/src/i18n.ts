// Texts of the pages: Thai first, English beside it. Every text is data in assets/i18n.

import { useEffect, useState } from 'preact/hooks';

import en from '../../../assets/i18n/web.en.json';
import th from '../../../assets/i18n/web.th.json';
import type { LocalText } from './api/types';

export type Lang = 'th' | 'en';
export type TextKey = keyof typeof th;
export type Params = Record<string, string | number>;

const kTexts: Record<Lang, Record<string, string>> = { th, en };
const kStored = 'saduak.lang';

export function textIn(lang: Lang, key: TextKey, params: Params = {}): string {
  return fill(kTexts[lang][key] ?? key, params);
}

// A text whose key is put together at run time: null when there is none.
export function findText(lang: Lang, key: string, params: Params = {}): string | null {
  const text = kTexts[lang][key];
  return text === undefined ? null : fill(text, params);
}

function fill(text: string, params: Params): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));
}

export function pickIn(lang: Lang, text: LocalText | null | undefined): string {
  return text?.[lang] || text?.th || '';
}

let current: Lang = readStored();
const listeners = new Set<() => void>();

function readStored(): Lang {
  try {
    return localStorage.getItem(kStored) === 'en' ? 'en' : 'th';
  } catch {
    return 'th'; // storage may be forbidden
  }
}

export function setLang(lang: Lang): void {
  current = lang;
  document.documentElement.lang = lang;
  try {
    localStorage.setItem(kStored, lang);
  } catch {
    // The choice then lasts as long as the page.
  }
  listeners.forEach((listener) => listener());
}

export interface Words {
  lang: Lang;
  t: (key: TextKey, params?: Params) => string;
  find: (key: string, params?: Params) => string | null;
  pick: (text: LocalText | null | undefined) => string;
}

export function wordsIn(lang: Lang): Words {
  return {
    lang,
    t: (key, params) => textIn(lang, key, params),
    find: (key, params) => findText(lang, key, params),
    pick: (text) => pickIn(lang, text),
  };
}

const kWords: Record<Lang, Words> = { th: wordsIn('th'), en: wordsIn('en') };

export function useWords(): Words {
  const [lang, setSeen] = useState(current);
  useEffect(() => {
    const listener = () => setSeen(current);
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }, []);
  return kWords[lang];
}

export function initLang(): void {
  document.documentElement.lang = current;
}
