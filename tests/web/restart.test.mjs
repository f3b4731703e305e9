// The server loses power under an agent's finger. Needs the built server and the built pages, as cycle.test.mjs.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';

import { startSystem } from './system.mjs';
import { signIn, visit } from './visit.mjs';
import { launch } from './web_modules.mjs';

let system;
let browser;
before(async () => {
  system = await startSystem();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await system?.stop();
});

async function issue(service) {
  const { demo, url } = system;
  const headers = { Authorization: `Bearer ${demo.tokens.kiosk}`, 'Content-Type': 'application/json', 'Idempotency-Key': randomUUID() };
  const response = await fetch(`${url}/api/v1/sites/${demo.site}/tickets`, { method: 'POST', headers, body: JSON.stringify({ service }) });
  assert.equal(response.status, 201);
  return response.json();
}

test('Next pressed while the server is away calls one citizen, once, when it is back', { timeout: 120_000 }, async () => {
  const first = await issue('id-card');
  const second = await issue('id-card');
  const display = await visit(browser, `${system.url}/display/${system.demo.site}`);
  const counter = await signIn(browser, `${system.url}/counter`, system.user('agent'));
  await counter.click('[data-counter=c1]');
  await counter.click('[data-action=open]');
  await counter.waitForSelector('[data-action=next]');

  await system.restartServer(async () => {
    await counter.waitForSelector('.banner.bad'); // the connection is lost
    await display.waitForSelector('.display-stale');
    await counter.click('[data-action=next]');
    await counter.waitForSelector('.message.busy'); // the same request is being sent again
  });

  await counter.waitForSelector('[data-action=start]', { timeout: 30_000 });
  assert.equal(await counter.textContent('[data-testid=current-number]'), first.number);
  assert.deepEqual(await counter.locator('[data-list=call] .row-number').allTextContents(), [second.number]);
  await counter.waitForSelector('.banner.bad', { state: 'detached' });
  await display.waitForSelector(`.display-number >> text=${first.number}`);
  await display.waitForSelector('.display-stale', { state: 'detached' });
  assert.equal(await display.locator('.display-last li').count(), 0, 'one call, and no other');
});
