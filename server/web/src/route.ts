// Which page an address names. The server answers all of them with the same index.html.

export interface Route {
  page: 'home' | 'counter' | 'display' | 'dashboard' | 'ticket' | 'api' | 'account' | 'setup' | 'privacy' | 'admin' | 'unknown';
  id: string; // the site of a display, the token of a ticket; else empty
}

export function match(path: string): Route {
  const parts = path.split('/').filter((part) => part !== '').map(decodeURIComponent);
  const [first = '', id = ''] = parts;
  if (first === '') return { page: 'home', id: '' };
  if (first === 'counter' && parts.length === 1) return { page: 'counter', id: '' };
  if (first === 'dashboard' && parts.length === 1) return { page: 'dashboard', id: '' };
  if (first === 'admin' && parts.length === 1) return { page: 'admin', id: '' };
  if (first === 'api' && parts.length === 1) return { page: 'api', id: '' };
  if (first === 'account' && parts.length === 1) return { page: 'account', id: '' };
  if (first === 'privacy' && parts.length === 1) return { page: 'privacy', id: '' };
  if (first === 'setup' && parts.length === 1) return { page: 'setup', id: '' };
  if (first === 'display' && parts.length === 2) return { page: 'display', id };
  if (first === 't' && parts.length === 2) return { page: 'ticket', id };
  return { page: 'unknown', id: '' };
}
