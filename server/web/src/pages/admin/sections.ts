// Which parts of the page whom concern. The server decides; this only spares people what they would be refused.

import type { User } from '../../api/types';

export type Section = 'account' | 'people' | 'tokens' | 'devices' | 'audit';

export function sectionsOf(user: User): Section[] {
  const everywhere = user.sites.length === 0 && user.agencies.length === 0;
  const administers = user.role === 'administrator';
  const sections: Section[] = administers ? ['people', 'tokens', 'devices'] : ['devices'];
  if (everywhere && (administers || user.role === 'auditor')) sections.push('audit');
  return [...sections, 'account'];
}

// Of an address's "#people"; what one may not see, or is none, is the first that one may.
export function sectionOf(hash: string, sections: readonly Section[]): Section {
  return sections.find((section) => `#${section}` === hash) ?? sections[0] ?? 'account';
}
