// What the page of administration lists, shaped as the API's description says.
import { views } from './demo_views.mjs';

const user = (name, role, sites = ['demo'], agencies = []) => ({ name, role, sites, agencies });
const entry = (id, actor, act, about, address = '192.0.2.7') => ({ id: String(id), at: '2026-11-21T03:00:00Z', actor, act, about, address });
const device = (id, roles, changes) => ({
  id, roles, counter: null, revoked: false, key: 'good', code_open: false, printer: null, roll_left_mm: null, connected: true,
  last_contact: '2026-11-21T03:00:00Z', caught_up_at: '2026-11-21T03:00:00Z', version: '0.1.0', health: null,
  clock_ahead_ms: 0, ...changes,
});

export const kAdminLists = {
  '/api/v1/users': [user('anong', 'administrator', []), user('malee', 'supervisor'), user('wanida', 'manager', [], ['demo-agency'])],
  '/api/v1/tokens': [
    { id: '3f00aa11bb22', name: 'portal', scopes: ['tickets'], sites: ['demo'], created_at: '2026-11-21T03:00:00Z', expires_at: '2027-11-21T03:00:00Z' },
    { id: '4f00aa11bb22', name: 'old', scopes: ['counters', 'metrics'], sites: [], created_at: '2026-11-21T03:00:00Z', expires_at: null },
  ],
  '/api/v1/sites/demo/devices': [
    device('kiosk-1', ['issue'], {
      printer: 'paper_low', roll_left_mm: 41_500, clock_ahead_ms: -12 * 60_000,
      health: { uptime_s: 3600, disk_free_bytes: 120_400_000, unsent: 3, bundle: '9c1f02aa'.repeat(8), trouble: 'theme.toml: no such colour' },
    }),
    device('kiosk-new', ['issue'], { key: 'none', code_open: true, connected: false, last_contact: null, caught_up_at: null, version: null, clock_ahead_ms: null }),
    device('pad-1', ['rate'], { counter: 'c1', revoked: true, connected: false, clock_ahead_ms: null }),
  ],
  '/api/v1/sites/demo/counters': views().agent.counters,
  '/api/v1/audit': [
    entry(4, '', 'session.refused', 'user malee', '192.0.2.66'),
    entry(3, 'user:anong', 'user.change', 'user malee: agent at demo → supervisor at demo'),
    entry(2, 'device:kiosk-1', 'device.enrol', 'device kiosk-1'),
    entry(1, 'console', 'user.add', 'user anong: administrator everywhere', ''),
  ],
  '/api/v1/me/sessions': [
    { id: 'aa11', created_at: '2026-11-21T03:00:00Z', seen_at: '2026-11-21T03:05:00Z', address: '192.0.2.7', current: true },
    { id: 'bb22', created_at: '2026-11-20T03:00:00Z', seen_at: '2026-11-20T03:05:00Z', address: '192.0.2.8', current: false },
  ],
};
