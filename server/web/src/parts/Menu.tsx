import { useEffect, useId, useRef, useState } from 'preact/hooks';

export interface MenuItem {
  id: string;
  text: string;
  key?: string | undefined; // its shortcut
  onChoose(): void;
}

interface Props {
  label: string;
  items: MenuItem[];
}

// What is seldom needed, behind one button: arrows move, Escape closes, as menus do everywhere.
export function Menu({ label, items }: Props) {
  const id = useId();
  const place = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const entries = () => [...(place.current?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])];
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };

  useEffect(() => {
    if (!open) return;
    entries()[0]?.focus();
    const outside = (event: Event) => {
      if (!place.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener('pointerdown', outside);
    document.addEventListener('focusin', outside);
    return () => {
      document.removeEventListener('pointerdown', outside);
      document.removeEventListener('focusin', outside);
    };
  }, [open]);

  function move(event: KeyboardEvent) {
    const all = entries();
    const at = all.indexOf(document.activeElement as HTMLElement);
    const target = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (event.key === 'Escape') close();
    else if (target === undefined) return;
    else all[(target + all.length) % all.length]?.focus();
    event.preventDefault();
  }

  if (items.length === 0) return null;
  return (
    <div class="menu" ref={place}>
      <button type="button" ref={button} aria-haspopup="menu" aria-expanded={open} aria-controls={id}
        onClick={() => setOpen(!open)} onKeyDown={(event) => event.key === 'ArrowDown' && (event.preventDefault(), setOpen(true))}>
        <span>{label}</span> <span aria-hidden="true">▾</span>
      </button>
      <ul id={id} role="menu" aria-label={label} hidden={!open} onKeyDown={move}>
        {items.map((item) => (
          <li key={item.id} role="none">
            <button type="button" role="menuitem" tabIndex={-1} data-menu={item.id} onClick={() => (close(), item.onChoose())}>
              <span>{item.text}</span>
              {item.key && <kbd aria-hidden="true">{item.key}</kbd>}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
