// A server of canned answers, shaped as docs/API.md says and as strict about content as the real one: for looking at
// the pages in every state without a queue behind them.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';

import { kRepo, WebSocketServer } from './web_modules.mjs';

const kDist = join(kRepo, 'server', 'web', 'dist');
const kDescription = JSON.parse(await readFile(join(kRepo, 'server', 'web', 'src', 'api', 'generated', 'openapi.json'), 'utf8'));
const kTypes = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };
const kPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; media-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

// views: {display, agent, manager, citizen, metrics, explain, notify}; user: who is signed in, null for nobody; post: (path, body) => [status, body];
// lists: items by path
export async function startMock({ views, user = null, lists = {}, post = () => [200, {}] }) {
  const requests = [];
  let paused = false; // as a server that cannot be reached
  const server = createServer(async (request, response) => {
    if (paused) return request.socket.destroy();
    const path = new URL(request.url, 'http://mock').pathname;
    const body = await bodyOf(request);
    if (request.method !== 'GET') requests.push({ method: request.method, path: request.url, headers: request.headers, body });
    if (path === '/healthz') return answer(response, 200, {});
    if (path.startsWith('/api/')) return answer(response, ...api(request.method, path, body, { views, user, lists, post }));
    await page(response, path);
  });
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket, request) => {
    if (paused) return socket.terminate();
    const view = new URL(request.url, 'http://mock').searchParams.get('view');
    socket.view = view;
    socket.send(JSON.stringify({ type: 'state', seq: 1, state: views[view] }));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    requests,
    push(view, from, to, set) {
      for (const socket of sockets.clients) if (socket.view === view) socket.send(JSON.stringify({ type: 'delta', from, to, set }));
    },
    pause() {
      paused = true;
      for (const socket of sockets.clients) socket.terminate();
    },
    resume() {
      paused = false;
    },
    async stop() {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function api(method, path, body, { views, user, lists, post }) {
  if (path === '/api/v1/privacy') return [200, { controller: 'เทศบาลเมืองตัวอย่าง', contact: 'dpo@example.go.th', access_log_days: 90 }];
  if (path === '/api/v1/openapi.json') return [200, kDescription];
  if (method === 'GET' && path === '/api/v1/me') return user ? [200, { user, csrf: 'token', must_enrol: user.mustEnrol ?? false }] : [401, { code: 'sign_in' }];
  if (method === 'GET' && path === '/api/v1/session/ways') return [200, { password: true, oidc: true }];
  if (method === 'GET' && path === '/api/v1/me/totp') return [200, views.secondFactor ?? { enrolled: false, recovery_codes_left: 0, required: false }];
  if (method === 'GET' && path === '/api/v1/setup') return [200, { open: views.setupOpen ?? false }];
  if (method === 'GET' && path === '/api/v1/sites') return [200, { items: [views.display.site] }];
  if (method === 'GET' && path.endsWith('/explain')) return [200, views.explain];
  if (method === 'GET' && path.endsWith('/metrics')) return [200, views.metrics];
  if (path.endsWith('/notify') && method === 'GET') return [200, views.notify ?? { channels: [], line: null, active: null }];
  if (path.endsWith('/notify') && method === 'DELETE') return [204, null];
  if (method === 'GET' && path.startsWith('/api/v1/tickets/')) return views.citizen ? [200, views.citizen] : [404, { code: 'unknown_ticket' }];
  if (method === 'GET' && lists[path]) return [200, { items: lists[path], next: null }];
  if (method === 'POST') return post(path, body);
  if (method === 'DELETE') return [204, null];
  return [404, { code: 'not_found' }];
}

async function page(response, path) {
  const file = path.startsWith('/assets/') ? normalize(path) : '/index.html';
  try {
    const body = await readFile(join(kDist, file));
    response.writeHead(200, { 'Content-Type': kTypes[extname(file)] ?? 'application/octet-stream', 'Content-Security-Policy': kPolicy });
    response.end(body);
  } catch {
    response.writeHead(404).end();
  }
}

function answer(response, status, body) {
  response.writeHead(status, { 'Content-Type': status < 400 ? 'application/json' : 'application/problem+json' });
  response.end(status === 204 ? '' : JSON.stringify(body));
}

async function bodyOf(request) {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text ? JSON.parse(text) : null;
}
