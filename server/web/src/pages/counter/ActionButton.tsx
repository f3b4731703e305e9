import type { ComponentChildren } from 'preact';

import { type Action, type Deed, kShortcuts } from './actions';

interface Props {
  action: Action;
  possible: Set<Deed>;
  busy: boolean;
  keys: boolean; // whether shortcuts are on
  look?: string;
  title?: string;
  children: ComponentChildren;
  onDo(deed: Deed): void;
}

// Shown only where the action is possible. Busy is told by aria-disabled, so that the focus stays where it is.
export function ActionButton({ action, possible, busy, keys, look = '', title, children, onDo }: Props) {
  if (!possible.has(action)) return null;
  const key = kShortcuts[action];
  return (
    <button type="button" class={look} data-action={action} aria-disabled={busy} title={title}
      aria-keyshortcuts={keys ? key : undefined} onClick={() => !busy && onDo(action)}>
      <span>{children}</span>
      {keys && <kbd aria-hidden="true">{key}</kbd>}
    </button>
  );
}
