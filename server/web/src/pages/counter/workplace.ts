// Where this browser's agent works: ids of furniture, no personal data.

export interface Workplace {
  site: string;
  counter: string;
}

const kStored = 'saduak.workplace';

export function readWorkplace(): Workplace | null {
  try {
    const value = JSON.parse(localStorage.getItem(kStored) ?? 'null') as Partial<Workplace> | null;
    return value?.site && value.counter ? { site: value.site, counter: value.counter } : null;
  } catch {
    return null; // nothing usable was kept
  }
}

export function keepWorkplace(workplace: Workplace | null): void {
  try {
    if (workplace) localStorage.setItem(kStored, JSON.stringify(workplace));
    else localStorage.removeItem(kStored);
  } catch {
    // The choice then lasts as long as the page.
  }
}
