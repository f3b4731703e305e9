import { useEffect, useRef } from 'preact/hooks';

import { useWords } from '../../i18n';
import { type Action, actionOfKey, kShortcuts } from './actions';

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
  if (target instanceof HTMLInputElement) return target.type !== 'radio' && target.type !== 'checkbox';
  return target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement || target.isContentEditable;
}

// Calls `onAct` for the key of a possible action while `on`.
export function useShortcuts(on: boolean, possible: Set<Action>, onAct: (action: Action) => void): void {
  const latest = useRef({ on, possible, onAct });
  latest.current = { on, possible, onAct };
  useEffect(() => {
    const listener = (event: KeyboardEvent) => {
      if (!latest.current.on || event.repeat || event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return;
      if (!event.code.startsWith('Key')) return;
      const action = actionOfKey(event.code.slice(3), latest.current.possible);
      if (action === null) return;
      event.preventDefault();
      latest.current.onAct(action);
    };
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }, []);
}

const kLegend: readonly Action[] = ['next', 'recall', 'start', 'no_show', 'finish', 'finish_next', 'hold', 'undo', 'pause', 'open', 'close'];

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
            {kLegend.map((action) => (
              <li key={action}>
                <kbd>{kShortcuts[action]}</kbd> {t(`counter.${action}`)}
              </li>
            ))}
          </ul>
          <p class="muted small">{t('counter.shortcuts_about')}</p>
        </>
      )}
    </section>
  );
}
