import { useEffect, useRef } from 'preact/hooks';

import { useWords } from '../../i18n';
import { type Deed, deedOfKey, kShortcuts } from './actions';

const kStored = 'saduak.shortcuts';

export function readShortcutsOn(): boolean {
  try {
    return localStorage.getItem(kStored) !== 'off';
  } catch {
    return true;
  }
}

export function keepShortcutsOn(on: boolean): void {
  try {
    localStorage.setItem(kStored, on ? 'on' : 'off');
  } catch {
    // The choice then lasts as long as the page.
  }
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest('dialog, [role=menu]')) return true; // they have keys of their own
  if (target instanceof HTMLInputElement) return target.type !== 'radio' && target.type !== 'checkbox';
  return target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement || target.isContentEditable;
}

// Calls `onDo` for the key of what is possible while `on`.
export function useShortcuts(on: boolean, possible: Set<Deed>, onDo: (deed: Deed) => void): void {
  const latest = useRef({ on, possible, onDo });
  latest.current = { on, possible, onDo };
  useEffect(() => {
    const listener = (event: KeyboardEvent) => {
      if (!latest.current.on || event.repeat || event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return;
      if (!event.code.startsWith('Key')) return;
      const deed = deedOfKey(event.code.slice(3), latest.current.possible);
      if (deed === null) return;
      event.preventDefault();
      latest.current.onDo(deed);
    };
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }, []);
}

const kLegend: readonly Deed[] = [
  'next', 'start', 'recall', 'no_show', 'undo', 'finish', 'finish_next', 'hold', 'transfer', 'step_done', 'adopt', 'advice', 'pause', 'open', 'close',
];

export function ShortcutLegend({ on, onChange }: { on: boolean; onChange(on: boolean): void }) {
  const { t } = useWords();
  return (
    <section class="card legend" aria-labelledby="legend-title">
      <h2 id="legend-title">{t('counter.shortcuts')}</h2>
      <label class="check">
        <input type="checkbox" checked={on} onChange={(event) => onChange(event.currentTarget.checked)} />
        {t('counter.shortcuts_on')}
      </label>
      {on && (
        <>
          <ul class="keys">
            {kLegend.map((deed) => (
              <li key={deed}>
                <kbd>{kShortcuts[deed]}</kbd> {t(`counter.${deed}`)}
              </li>
            ))}
          </ul>
          <p class="muted small">{t('counter.shortcuts_about')}</p>
        </>
      )}
    </section>
  );
}
