// People sign in at oidc-provider, a program by others, with Chromium, and come back to the counter's page signed in here, or hear why not.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import { after, before, test } from 'node:test';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { startSystem } from '../web/system.mjs';
import { visit } from '../web/visit.mjs';
import { launch } from '../web/web_modules.mjs';
import { kClient, startProvider } from './provider.mjs';

const run = promisify(execFile);
let provider;
let system;
let browser;

// The provider must know the server's address before the server runs.
async function freePort() {
  const socket = createServer();
  await new Promise((resolve) => socket.listen(0, '127.0.0.1', resolve));
  const { port } = socket.address();
  await new Promise((resolve) => socket.close(resolve));
  return port;
}

before(async () => {
  const http = `127.0.0.1:${await freePort()}`;
  provider = await startProvider(`http://${http}/api/v1/session/oidc/callback`);
  system = await startSystem({
    http,
    files: {
      'oidc-secret': `${kClient.secret}\n`,
      'server.toml': `[oidc]\nissuer = "${provider.issuer}"\nclient_id = "${kClient.id}"\nclient_secret_file = "oidc-secret"\n`,
    },
  });
  const agent = system.user('agent');
  await run(join(process.env.SADUAK_BIN, 'saduak-server'), ['--data', system.data, 'user', 'link', agent.name, 'somchai@example.go.th']);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await system?.stop();
  await provider?.stop();
});

// From our form to the provider's, and through it as `person`.
async function signInThere(page, person) {
  if (new URL(page.url()).origin === new URL(system.url).origin) await page.click('[data-action=provider]');
  await page.waitForSelector('input[name=login]');
  await page.fill('input[name=login]', person);
  await page.fill('input[name=password]', 'anything');
  await page.click('button[type=submit]');
  // The provider asks whether we may know.
  await page.waitForSelector('form[action$="/confirm"], form button[type=submit]:not(:has-text("Sign-in"))');
  await page.click('button[type=submit]');
}

const cookies = async (page) => (await page.context().cookies(system.url)).map((cookie) => cookie.name);

test('who is linked signs in at the provider and is back at the counter', { timeout: 60_000 }, async () => {
  const page = await visit(browser, `${system.url}/counter`, 'en');
  let callback = '';
  page.on('request', (request) => {
    if (request.url().includes('/session/oidc/callback')) callback = request.url();
  });
  await signInThere(page, 'somchai');
  await page.waitForSelector(`text=Signed in: ${system.user('agent').name}`);
  assert.equal(new URL(page.url()).pathname, '/counter');
  assert.ok((await cookies(page)).includes('saduak_session'));
  assert.ok(!(await cookies(page)).includes('saduak_oidc'), 'the cookie of the way there is taken away');

  // The same answer once more, in the same browser and in another.
  assert.ok(callback.includes('code='));
  for (const again of [page, await visit(browser, `${system.url}/`, 'en')]) {
    await again.goto(callback);
    assert.equal(new URL(again.url()).hash, '#sign-in=not_begun');
  }
});

test('a code that came back in the browser of somebody else signs nobody in', { timeout: 60_000 }, async () => {
  const page = await visit(browser, `${system.url}/counter`, 'en');
  await page.click('[data-action=provider]');
  await page.waitForSelector('input[name=login]');
  // As if somebody else had begun it: what binds the answer to this browser is gone.
  await page.context().clearCookies({ name: 'saduak_oidc' });
  let callback = '';
  page.on('request', (request) => {
    if (request.url().includes('/session/oidc/callback')) callback = request.url();
  });
  await signInThere(page, 'somchai');
  await page.waitForURL('**/#sign-in=not_begun');
  assert.ok(!(await cookies(page)).includes('saduak_session'));
  assert.ok(callback.includes('code='));
  // A victim who began a sign-in of their own is not signed in as somebody else either.
  const victim = await visit(browser, `${system.url}/counter`, 'en');
  await victim.click('[data-action=provider]');
  await victim.waitForSelector('input[name=login]');
  await victim.goto(callback);
  assert.equal(new URL(victim.url()).hash, '#sign-in=not_begun');
  assert.ok(!(await cookies(victim)).includes('saduak_session'));
});

for (const [person, why] of [['stranger', 'somebody whom nobody linked'], ['unverified', 'an address that the provider did not verify']]) {
  test(`${why} is told that the account is not linked`, { timeout: 60_000 }, async () => {
    const page = await visit(browser, `${system.url}/counter`, 'en');
    await signInThere(page, person);
    await page.waitForSelector('.message.error >> text=not linked to a user');
    assert.ok(!(await cookies(page)).includes('saduak_session'));
  });
}

test('who gives up at the provider is told that they are not signed in', { timeout: 60_000 }, async () => {
  const page = await visit(browser, `${system.url}/counter`, 'en');
  await page.click('[data-action=provider]');
  await page.waitForSelector('input[name=login]');
  await page.click('a:has-text("Cancel")');
  await page.waitForSelector('.message.error >> text=did not come about');
  assert.equal(new URL(page.url()).pathname, '/counter');
});
