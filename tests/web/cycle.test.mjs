// One citizen's whole stay through the real programs: kiosk, paper, counter in a browser, rating terminal, dashboard.
// Needs the built programs (SADUAK_BIN, build/release/bin unless set) and the built pages (server/web/dist).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { startSystem } from './system.mjs';
import { signIn, visit } from './visit.mjs';
import { launch } from './web_modules.mjs';

const kLiveLimit_ms = 1000;
const kService = 'id-card';
const kCounter = 'c1';

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

// Notes in the page the moment at which an element says `text`.
const noteWhen = (page, selector, text) =>
  page.evaluate(([where, wanted]) => {
    window.notedAt = 0;
    const look = () => {
      if (window.notedAt === 0 && document.querySelector(where)?.textContent === wanted) window.notedAt = Date.now();
    };
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
    look();
  }, [selector, text]);

test('a ticket goes from a touch to a metric', { timeout: 180_000 }, async (t) => {
  const { demo } = system;
  const kiosk = demo.devices.find((device) => device.site === demo.site && device.role === 'issue');
  const terminal = demo.devices.find((device) => device.site === demo.site && device.role === 'rate' && device.counter === kCounter);

  const dashboard = await signIn(browser, `${system.url}/dashboard`, system.user('manager'));
  await dashboard.waitForSelector('[data-testid=rating-5]');
  assert.equal(await dashboard.textContent('[data-testid=rating-5]'), '0');

  const issuing = await system.startDevice(kiosk, 'issue', ['wait home 30', `tap service ${kService}`, 'wait priority', 'tap general', 'wait take_ticket 30', 'quit']);
  const paper = await issuing.line((line) => line.event === 'ticket');
  assert.equal(paper.paper, 'confirmed');
  assert.match(paper.number, /^[A-Z]\d{3,4}$/);

  const citizen = await visit(browser, `${system.url}/t/${paper.token}`, 'en');
  await citizen.waitForSelector(`[data-testid=number] >> text=${paper.number}`);
  const display = await visit(browser, `${system.url}/display/${demo.site}`);
  await display.waitForSelector('.display-none');

  const counter = await signIn(browser, `${system.url}/counter`, system.user('agent'));
  await counter.click(`[data-counter=${kCounter}]`);
  await counter.click('[data-action=open]');
  await counter.waitForSelector(`[data-list=call] [data-number=${paper.number}]`);
  await counter.click('[data-action=next]');
  await counter.waitForSelector('[data-action=start]');
  assert.equal(await counter.textContent('[data-testid=current-number]'), paper.number);
  await display.waitForSelector(`.flashing >> text=${paper.number}`);
  await citizen.waitForSelector('[data-testid=counter] >> text=Counter 1');

  await counter.click('[data-action=start]');
  await counter.waitForSelector('[data-action=hold]');
  const rating = await system.startDevice(terminal, 'rate', ['wait rating 60', 'tap face 5', 'wait reasons', 'tap skip', 'wait thanks', 'pause 5', 'quit']);
  await noteWhen(dashboard, '[data-testid=rating-5]', '1');
  await counter.click('[data-action=finish]');
  await counter.waitForSelector('[data-action=next]');

  const answered = await rating.line((line) => line.event === 'rating');
  assert.equal(answered.ok, true);
  assert.equal(answered.score, 5);
  assert.equal(answered.ticket, paper.id);
  await dashboard.waitForFunction(() => window.notedAt > 0, null, { timeout: 10_000 });
  const late_ms = (await dashboard.evaluate(() => window.notedAt)) - answered.at_ms;
  t.diagnostic(`shown ${late_ms} ms after the terminal had its answer`);
  assert.ok(late_ms < kLiveLimit_ms, `the dashboard showed the rating ${late_ms} ms after the terminal's answer`);

  const figure = async (name) => (await dashboard.textContent(`[data-testid=${name}] dd`)).trim();
  assert.equal(await figure('issued'), '1');
  assert.equal(await figure('served'), '1');
  assert.equal(await figure('rating-mean'), '5.00');
  assert.equal(await figure('answered'), '100.00%');
  assert.equal(await figure('response'), '100.00%');
  await citizen.waitForSelector('text=Your visit is complete');
  assert.equal(await citizen.locator('.face').count(), 0, 'one rating a ticket: the page asks no more');
});
