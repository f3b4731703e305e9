// Every page in both languages on a phone and on a wide screen, against canned answers: no accessibility fault that axe
// can find, nothing wider than the screen, nothing that the content policy had to stop.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { kAdminLists } from './admin_lists.mjs';
import { kCalled, kOffer, kServing, kStepped, kStop, kWhy, views } from './demo_views.mjs';
import { axeFaults, open, withMock } from './mock_page.mjs';
import { startMock } from './mock_server.mjs';

const kAgent = { name: 'somchai', role: 'agent', sites: ['demo'], agencies: [] };
const kAdministrator = { name: 'anong', role: 'administrator', sites: [], agencies: [] };
const kSupervisor = { name: 'malee', role: 'supervisor', sites: ['demo'], agencies: [] };
const kManager = { name: 'wanida', role: 'manager', sites: ['demo'], agencies: [] };

const kPages = [
  { name: 'the choice of pages', path: '/', ready: '.choices' },
  { name: 'sign-in', path: '/counter', ready: 'form' },
  { name: 'the choice of a counter', path: '/counter', user: kAgent, ready: '.counter-choices' },
  { name: 'a counter without a ticket', path: '/counter', user: kAgent, atCounter: true, ready: '[data-action=next]' },
  { name: 'a counter that called', path: '/counter', user: kAgent, atCounter: true, views: () => ({ present: kCalled() }), ready: '[data-action=start]' },
  { name: 'a counter that serves', path: '/counter', user: kAgent, atCounter: true, views: () => ({ present: kServing() }), ready: '[data-action=hold]' },
  { name: 'a counter in the middle of a visit, its menu open', path: '/counter', user: kAgent, atCounter: true, views: () => ({ present: kStepped() }),
    ready: '[data-action=hold]', press: ['.actions .menu > button'], then: '[data-menu=transfer]' },
  { name: 'the transfer of a ticket', path: '/counter', user: kAgent, atCounter: true, views: () => ({ present: kStepped() }),
    ready: '[data-action=hold]', press: ['.actions .menu > button', '[data-menu=transfer]'], then: '#transfer-step' },
  { name: 'a call out of turn', path: '/counter', user: kAgent, atCounter: true, ready: '[data-action=next]', press: ['[data-number=A014] [data-do=call]'], then: '[data-testid=reason]' },
  { name: 'a paper number to be called', path: '/counter', user: kAgent, atCounter: true, ready: '[data-action=next]',
    press: ['.controls .menu > button', '[data-menu=adopt]'], then: '#adopt-number' },
  { name: 'advice without a ticket', path: '/counter', user: kAgent, atCounter: true, ready: '[data-action=next]',
    press: ['.controls .menu > button', '[data-menu=advice]'], then: '#advice-service' },
  { name: 'the site to be stopped', path: '/counter', user: kSupervisor, atCounter: true, ready: '[data-action=next]',
    press: ['.controls .menu > button', '[data-menu=stop]'], then: '#stop-reason' },
  { name: 'a counter of a stopped site', path: '/counter', user: kSupervisor, atCounter: true, views: () => ({ stop: kStop }), ready: '[data-action=reopen]' },
  { name: 'the display of a stopped site', path: '/display/demo', views: () => ({ stop: kStop }), ready: '[data-testid=stop]' },
  { name: 'the display', path: '/display/demo', ready: '.display-number' },
  { name: 'the dashboard', path: '/dashboard', user: kManager, ready: 'canvas' },
  { name: 'the dashboard with figures of a date range', path: '/dashboard', user: kManager, ready: '[data-testid=period] button', press: ['[data-testid=period] button'], then: '[data-testid=period] table' },
  { name: 'the dashboard before the first ticket', path: '/dashboard', user: kManager, views: () => ({ empty: true }), ready: 'canvas' },
  ...['waiting', 'called', 'serving', 'finished'].map((state) => (
    { name: `a citizen's ticket, ${state}`, path: '/t/token', views: () => ({ citizenState: state }), ready: '.citizen-number' })),
  { name: 'a ticket of a stopped site, about to be cancelled', path: '/t/token', views: () => ({ stop: kStop }), ready: '[data-testid=stop]',
    press: ['[data-action=cancel]'], then: 'dialog[open]' },
  { name: 'a ticket whose citizen may be told of it', path: '/t/token', more: { notify: kOffer }, ready: '[data-action=tell]',
    press: ['[data-action=tell]'], then: '[data-testid=code]', post: () => [202, { state: 'send_code', ...kOffer.line }] },
  { name: 'an unknown ticket', path: '/t/token', views: () => ({ citizenState: null }), ready: '.banner.warn' },
  { name: 'the own account before a second step', path: '/account', user: kAgent, ready: '#own-password' },
  { name: 'the own account with a second step, about to be given up', path: '/account', user: kAgent,
    views: () => ({ secondFactor: { enrolled: true, recovery_codes_left: 9, required: false } }), ready: '[data-action=give-up]', press: ['[data-action=give-up]'], then: '#give-up-code' },
  { name: 'a page that waits for the second step', path: '/counter', user: { ...kManager, role: 'administrator', mustEnrol: true }, ready: 'a[href="/account"]' },
  { name: 'the first set-up', path: '/setup#secret', views: () => ({ setupOpen: true }), ready: '#setup-name' },
  { name: 'a set-up that is over', path: '/setup', ready: '[data-testid=setup-over]' },
  { name: 'sign-in after the provider refused', path: '/counter#sign-in=not_linked', ready: '.message.error' },
  { name: 'the privacy notice', path: '/privacy', ready: '[data-testid=controller]' },
  { name: 'the API', path: '/api', ready: '.operation', press: ['#issueTicket summary'], then: '#issueTicket table' },
  { name: 'the people', path: '/admin', user: kAdministrator, ready: '[data-user=malee]' },
  { name: 'a user to be added', path: '/admin#people', user: kAdministrator, ready: '[data-user=malee]', press: ['[data-action=add-user]'], then: '#user-role' },
  { name: 'a user to be removed', path: '/admin#people', user: kAdministrator, ready: '[data-user=malee]', press: ['[data-user=malee] [data-act=remove]'], then: 'dialog[open]' },
  { name: 'the tokens', path: '/admin#tokens', user: kAdministrator, ready: '[data-token]' },
  { name: 'a token to be added', path: '/admin#tokens', user: kAdministrator, ready: '[data-token]', press: ['[data-action=add-token]'], then: '#token-days' },
  { name: 'the devices', path: '/admin#devices', user: kAdministrator, ready: '[data-device=kiosk-1]' },
  { name: 'a device to be added', path: '/admin#devices', user: kAdministrator, ready: '[data-device=kiosk-1]', press: ['[data-action=add-device]'], then: '#device-kind' },
  { name: 'the audit trail', path: '/admin#audit', user: kAdministrator, ready: '[data-entry]' },
  { name: "one's own password and sessions", path: '/admin#account', user: kAdministrator, ready: '[data-session]' },
  { name: 'an unknown page', path: '/nowhere', ready: 'a.button' },
];

describe('every page', () => {
  for (const entry of kPages) {
    test(entry.name, async () => {
      const mock = await startMock({ views: { ...views(entry.views?.()), ...entry.more }, user: entry.user ?? null, post: entry.post, lists: kAdminLists });
      try {
        for (const lang of ['th', 'en']) {
          for (const [width, height] of [[360, 740], [1920, 1080]]) {
            const { page, context, complaints } = await open(mock, entry.path, { lang, width, height, atCounter: entry.atCounter });
            await page.waitForSelector(entry.ready);
            for (const press of entry.press ?? []) await page.click(press);
            if (entry.press) await page.waitForSelector(entry.then);
            const where = `${lang} ${width}`;
            assert.deepEqual(await axeFaults(page), [], where);
            assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${where}: wider than the screen`);
            assert.deepEqual(complaints, [], where);
            await context.close();
          }
        }
      } finally {
        await mock.stop();
      }
    });
  }
});

describe('the counter', () => {
  const signedIn = { views: views(), user: kAgent };

  test('sends the same key again when the store could not write, and says whom it called', async () => {
    let asked = 0;
    const post = () => (++asked === 1 ? [503, { code: 'retry' }] : [200, { ticket: kCalled() }]);
    await withMock({ ...signedIn, post }, '/counter', { lang: 'en', atCounter: true }, async (page, mock) => {
      await page.click('[data-action=next]');
      await page.waitForSelector('text=Called A012');
      const keys = mock.requests.map((request) => request.headers['idempotency-key']);
      assert.equal(keys.length, 2);
      assert.equal(keys[0], keys[1]);
      assert.equal(mock.requests[0].headers['x-csrf-token'], 'token');
    });
  });

  test('says that the data are damaged, beside an empty queue and when next is pressed, and never that nobody waits', async () => {
    const damaged = views();
    Object.assign(damaged.agent, { queue: [], waiting: damaged.agent.waiting.map((entry) => ({ ...entry, count: 0 })), read_only: true });
    const post = () => [503, { code: 'read_only', about: 'demo' }];
    await withMock({ views: damaged, user: kAgent, post }, '/counter', { lang: 'en', atCounter: true }, async (page) => {
      await page.waitForSelector('[data-testid=read-only] >> text=The data of this site are damaged');
      await page.click('[data-action=next]');
      await page.waitForSelector('.message.error >> text=The data of this site are damaged');
      assert.equal(await page.locator('text=Nobody whom this counter can call is waiting').count(), 0);
    });
  });

  test('takes an empty answer for an error and not for nobody waiting', async () => {
    const post = () => [200, ''];
    await withMock({ ...signedIn, post }, '/counter', { lang: 'en', atCounter: true }, async (page) => {
      await page.click('[data-action=next]');
      await page.waitForSelector('.message.error');
      assert.equal(await page.locator('text=Nobody whom this counter can call is waiting').count(), 0);
    });
  });

  test('names who has the number that it could not call', async () => {
    const post = () => [409, { code: 'ticket_elsewhere', about: 'c2' }];
    await withMock({ ...signedIn, post }, '/counter', { atCounter: true }, async (page, mock) => {
      await page.click('[data-number=A013] [data-do=call]');
      await page.waitForSelector('[role=alert] >> text=ช่องบริการ 2 เรียกหมายเลข A013 ไปแล้ว');
      assert.equal(mock.requests[0].path, '/api/v1/sites/demo/tickets/t-A013/call');
      assert.deepEqual(mock.requests[0].body, { counter: 'c1' });
    });
  });

  test('obeys the keyboard by position, and not while shortcuts are off', async () => {
    const post = () => [204, null];
    await withMock({ ...signedIn, post }, '/counter', { lang: 'en', atCounter: true }, async (page, mock) => {
      await page.uncheck('.legend input');
      await page.keyboard.press('KeyN');
      await page.check('.legend input');
      await page.keyboard.press('KeyN');
      await page.waitForSelector('text=Nobody whom this counter can call is waiting');
      assert.equal(mock.requests.length, 1);
    });
  });

  test('finishes with the outcome chosen', async () => {
    await withMock({ views: views({ present: kServing() }), user: kAgent }, '/counter', { lang: 'en', atCounter: true }, async (page, mock) => {
      await page.check('input[value=documents_missing]');
      await page.click('[data-action=finish]');
      await page.waitForSelector('text=Finished A012');
      assert.equal(mock.requests[0].path, '/api/v1/sites/demo/tickets/t-A012/finish');
      assert.deepEqual(mock.requests[0].body, { outcome: 'documents_missing' });
    });
  });

  test('offers undo after a call and takes the offer back', async () => {
    const called = kCalled();
    called.undo_until = new Date(Date.now() + 3_000).toISOString();
    await withMock({ views: views({ present: called }), user: kAgent }, '/counter', { atCounter: true }, async (page) => {
      await page.waitForSelector('[data-action=undo]');
      await page.waitForSelector('[data-action=undo]', { state: 'detached', timeout: 6000 });
    });
  });

  test('calls the first at once, and out of turn only after it has said why not', async () => {
    const post = () => [200, { ticket: kCalled() }];
    await withMock({ ...signedIn, post }, '/counter', { lang: 'en', atCounter: true }, async (page, mock) => {
      await page.click('[data-number=A014] [data-do=call]');
      await page.waitForSelector('[data-testid=reason] >> text=A013 is called before A014');
      await page.waitForSelector(`[data-testid=reason] >> text=${kWhy.words.en}`);
      await page.keyboard.press('Escape');
      await page.waitForSelector('dialog', { state: 'detached' });
      assert.equal(mock.requests.length, 0, 'nobody was called');
      await page.click('[data-number=A014] [data-do=call]');
      await page.click('dialog [type=submit]');
      await page.waitForSelector('text=Called A014');
      await page.click('[data-number=A013] [data-do=call]');
      await page.waitForSelector('text=Called A013');
      assert.deepEqual(mock.requests.map((request) => request.path), ['t-A014', 't-A013'].map((id) => `/api/v1/sites/demo/tickets/${id}/call`));
    });
  });

  test('says why a ticket stands where it stands', async () => {
    await withMock(signedIn, '/counter', { lang: 'en', atCounter: true }, async (page, mock) => {
      await page.click('[data-number=A014] [data-do=why]');
      await page.waitForSelector('[data-testid=reason] >> text=A013 has waited 5:20');
      assert.equal(await page.locator('dialog [type=submit]').count(), 0, 'there is nothing to do but to read');
      assert.equal(mock.requests.length, 0);
    });
  });

  test('transfers to a service, a step and a counter, keeping the place, by keyboard alone', async () => {
    const post = () => [200, { ticket: { ...kStepped(), state: 'waiting', ahead: 2 } }];
    await withMock({ views: views({ present: kServing() }), user: kAgent, post }, '/counter', { lang: 'en', atCounter: true }, async (page, mock) => {
      await page.waitForSelector('[data-action=hold]');
      await page.keyboard.press('KeyT');
      await page.selectOption('#transfer-service', 'house');
      await page.selectOption('#transfer-step', 'sign');
      await page.selectOption('#transfer-counter', 'c2');
      await page.check('dialog [type=checkbox]');
      await page.keyboard.press('KeyF'); // typed into a dialog it finishes nothing
      await page.focus('dialog [type=submit]');
      await page.keyboard.press('Enter');
      await page.waitForSelector('text=Transferred A012, 2 ahead of it');
      assert.deepEqual(mock.requests.map(({ path, body }) => ({ path, body })), [
        { path: '/api/v1/sites/demo/tickets/t-A012/transfer', body: { service: 'house', step: 'sign', counter: 'c2', keeps_place: true } }]);
    });
  });

  test('keeps what was typed when it is refused, and says why', async () => {
    let asked = 0;
    const post = () => (++asked === 1 ? [422, { code: 'wrong_number', about: 'A902' }] : [200, { ticket: kCalled() }]);
    await withMock({ ...signedIn, post }, '/counter', { lang: 'en', atCounter: true }, async (page, mock) => {
      await page.waitForSelector('[data-action=next]');
      await page.keyboard.press('KeyA');
      assert.equal(await page.isDisabled('dialog [type=submit]'), true);
      await page.fill('#adopt-number', 'a 902');
      await page.keyboard.press('Enter');
      await page.waitForSelector('dialog [role=alert] >> text=Number A902 is of no offline range');
      await page.fill('#adopt-number', 'a901');
      await page.keyboard.press('Enter');
      await page.waitForSelector('text=Called A901');
      assert.deepEqual(mock.requests[1].body, { counter: 'c1', number: 'A901' });
    });
  });

  test('goes through its menus with arrows, and Escape gives the focus back', async () => {
    await withMock({ views: views({ present: kStepped() }), user: kAgent }, '/counter', { lang: 'en', atCounter: true }, async (page, mock) => {
      await page.focus('.actions .menu > button');
      await page.keyboard.press('ArrowDown');
      await page.waitForSelector('[data-menu=step_done]:focus');
      await page.keyboard.press('ArrowDown');
      await page.waitForSelector('[data-menu=transfer]:focus');
      await page.keyboard.press('Escape');
      await page.waitForSelector('.actions .menu > button:focus');
      await page.keyboard.press('Enter');
      await page.waitForSelector('[data-menu=step_done]:focus');
      await page.keyboard.press('Enter');
      await page.waitForSelector('text=on with the next step');
      assert.equal(mock.requests[0].path, '/api/v1/sites/demo/tickets/t-B004/step-done');
    });
  });

  test('sends who is on hold back to the queue, and tells where who missed the call would come', async () => {
    const post = () => [200, { ticket: { ...kCalled(), state: 'waiting', ahead: 4 } }];
    await withMock({ ...signedIn, post }, '/counter', { lang: 'en', atCounter: true }, async (page, mock) => {
      await page.waitForSelector('[data-number=A006] >> text=comes behind A014');
      assert.equal(await page.locator('[data-number=A003] button').count(), 0, 'missed too often: nothing to press');
      await page.click('[data-number=B002] [data-do=requeue]');
      await page.waitForSelector('text=B002 is back in the queue, 4 ahead of it');
      await page.click('[data-number=A006] [data-do=return]');
      await page.waitForSelector('text=A006 waits again, 4 ahead of it');
      assert.deepEqual(mock.requests.map((request) => request.body), [{}, {}]);
    });
  });

  test('counts the matters of one ticket and starts the next at one', async () => {
    await withMock({ views: views({ present: kServing() }), user: kAgent }, '/counter', { lang: 'en', atCounter: true }, async (page, mock) => {
      await page.fill('[data-testid=matters]', '3');
      await page.click('[data-action=finish]');
      await page.waitForSelector('text=Finished A012');
      assert.deepEqual(mock.requests[0].body, { outcome: 'served', matters: 3 });
      const { counters } = views({ present: kStepped() }).agent;
      mock.push('agent', 1, 2, { counters });
      await page.waitForSelector('[data-testid=current-number] >> text=B004');
      assert.equal(await page.inputValue('[data-testid=matters]'), '1');
    });
  });

  test('lets a supervisor stop the site with a reason, and nobody else', async () => {
    await withMock({ ...signedIn, user: kSupervisor }, '/counter', { lang: 'en', atCounter: true }, async (page, mock) => {
      await page.waitForSelector('[data-action=next]');
      await page.keyboard.press('KeyL');
      await page.check('[value=stop]');
      assert.equal(await page.isDisabled('dialog [type=submit]'), true, 'a reason is needed');
      await page.fill('#stop-reason', 'ไฟฟ้าดับ');
      await page.click('dialog [type=submit]');
      await page.waitForSelector('text=The service is stopped');
      assert.deepEqual(mock.requests[0].body, { kind: 'stop', reason: 'ไฟฟ้าดับ' });
      mock.push('agent', 1, 2, { stop: kStop });
      await page.click('[data-action=reopen]');
      await page.waitForSelector('text=The site is open again');
      assert.equal(mock.requests[1].path, '/api/v1/sites/demo/reopen');
      assert.equal(await page.locator('[data-action=next]').count(), 0, 'nobody is called while it is stopped');
    });
    await withMock({ views: views({ stop: kStop }), user: kAgent }, '/counter', { lang: 'en', atCounter: true }, async (page) => {
      await page.waitForSelector('[data-testid=stop] >> text=ไฟฟ้าดับ');
      assert.equal(await page.locator('[data-action=reopen]').count(), 0);
      await page.click('.controls .menu > button');
      assert.equal(await page.locator('[data-menu=stop]').count(), 0);
    });
  });

  test('never shows a lost connection as an empty queue', async () => {
    const empty = views();
    Object.assign(empty.agent, { queue: [], held: [], missed: [] });
    const mock = await startMock({ views: empty, user: kAgent });
    const { page, context } = await open(mock, '/counter', { lang: 'en', atCounter: true });
    await page.waitForSelector('[data-list=call] >> text=None');
    await mock.stop();
    await page.waitForSelector('.banner.bad >> text=How many wait now is not known');
    await page.waitForSelector('[data-list=call] >> text=Not known: the connection is lost');
    assert.equal(await page.locator('.lists >> text=None').count(), 0);
    assert.equal((await page.textContent('[data-list=call] .count')).trim(), '?');
    assert.deepEqual(await axeFaults(page), []);
    await context.close();
  });

  test('keeps the last known queue in grey, and connects again when asked', async () => {
    await withMock(signedIn, '/counter', { lang: 'en', atCounter: true }, async (page, mock) => {
      await page.waitForSelector('[data-number=A013]');
      mock.pause();
      await page.waitForSelector('.lists.stale [data-number=A013]');
      mock.resume();
      await page.click('.banner.bad button');
      await page.waitForSelector('.lists:not(.stale) [data-number=A013]');
    });
  });

  test('says that the connection is lost and finds its way back', async () => {
    await withMock(signedIn, '/counter', { atCounter: true }, async (page, mock) => {
      await page.waitForSelector('[data-action=next]');
      mock.push('agent', 90, 91, {}); // a delta that does not follow
      await page.waitForSelector('text=ขาดการเชื่อมต่อกับเครื่องแม่ข่าย');
      await page.waitForSelector('text=ขาดการเชื่อมต่อกับเครื่องแม่ข่าย', { state: 'detached' });
    });
  });
});

describe('the display', () => {
  test('announces a new call once and says so to a screen reader', async () => {
    await withMock({ views: views() }, '/display/demo', {}, async (page, mock) => {
      await page.waitForSelector('.display-number');
      assert.equal(await page.locator('.flashing').count(), 0);
      const { calls, counters } = views().display;
      const fresh = { ...calls[1], id: 900, number: 'B009' };
      counters[1].number = 'B009';
      mock.push('display', 1, 2, { calls: [fresh, ...calls], counters });
      await page.waitForSelector('.flashing >> text=B009');
      assert.match(await page.locator('[aria-live=assertive]').textContent(), /ขอเชิญหมายเลข B009 ที่ช่องบริการ 2/);
      mock.push('display', 2, 3, { calls: [fresh, ...calls] });
      await page.waitForSelector('.flashing', { state: 'detached', timeout: 9000 });
    });
  });

  test('shows at once that the site is stopped, and why', async () => {
    await withMock({ views: views() }, '/display/demo', {}, async (page, mock) => {
      await page.waitForSelector('.display-number');
      assert.equal(await page.locator('[data-testid=stop]').count(), 0);
      mock.push('display', 1, 2, { stop: kStop });
      await page.waitForSelector('[data-testid=stop] >> text=ไฟฟ้าดับ');
      await page.waitForSelector('[data-testid=stop] >> text=Service is stopped');
    });
  });

  test('takes an undone call off the screen at once', async () => {
    await withMock({ views: views() }, '/display/demo', {}, async (page, mock) => {
      await page.waitForSelector('.display-number >> text=A012');
      const { counters } = views().display;
      counters[0].number = null;
      mock.push('display', 1, 2, { counters });
      await page.waitForSelector('.display-number >> text=B004');
    });
  });

  test('tells the time of its data once the link is lost', async () => {
    const mock = await startMock({ views: views() });
    const { page, context } = await open(mock, '/display/demo');
    await page.waitForSelector('.display-number');
    await mock.stop();
    await page.waitForSelector('text=กรุณาฟังประกาศจากเจ้าหน้าที่');
    assert.equal(await page.locator('.display-number').count(), 1);
    await context.close();
  });

  test('fits a hall screen without scrolling, with many counters too', async () => {
    const many = views();
    many.display.counters = Array.from({ length: 12 }, (_, at) => ({ ...many.display.counters[at % 2], id: `c${at + 1}`, name: { th: `ช่องบริการ ${at + 1}`, en: `Counter ${at + 1}` } }));
    await withMock({ views: many }, '/display/demo', { width: 1920, height: 1080 }, async (page) => {
      await page.waitForSelector('.display-number');
      const cut = await page.$$eval('.display, .display-hall > section', (parts) =>
        parts.filter((part) => part.scrollHeight > part.clientHeight + 1).map((part) => part.className));
      assert.deepEqual(cut, []);
    });
  });
});
