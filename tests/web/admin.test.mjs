// What people do on the page of administration.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { kAdminLists } from './admin_lists.mjs';
import { views } from './demo_views.mjs';
import { axeFaults, withMock } from './mock_page.mjs';

const kAgent = { name: 'somchai', role: 'agent', sites: ['demo'], agencies: [] };
const kAdministrator = { name: 'anong', role: 'administrator', sites: [], agencies: [] };

describe('the page of administration', () => {
  const kOptions = { views: views(), user: kAdministrator, lists: kAdminLists };

  test('adds a user and tells the drawn password once', async () => {
    const post = (path, body) => [200, { user: { name: body.name, role: body.role, sites: body.sites, agencies: body.agencies }, password: 'abcd-efgh-jkmn-pqrs' }];
    await withMock({ ...kOptions, post }, '/admin', { lang: 'en' }, async (page, mock) => {
      await page.click('[data-action=add-user]');
      await page.fill('#user-name', 'niran');
      await page.selectOption('#user-role', 'supervisor');
      await page.check('[data-agency=demo-agency]');
      await page.click('dialog [type=submit]');
      await page.waitForSelector('[data-testid=secret] >> text=abcd-efgh-jkmn-pqrs');
      assert.deepEqual(mock.requests[0].body, { name: 'niran', role: 'supervisor', sites: [], agencies: ['demo-agency'] });
      assert.deepEqual(await axeFaults(page), []);
      await page.keyboard.press('Escape');
      await page.waitForSelector('dialog', { state: 'detached' });
      assert.equal((await page.content()).includes('abcd-efgh'), false);
    });
  });

  test('removes a user only after asking, and not by Escape', async () => {
    await withMock(kOptions, '/admin', { lang: 'en' }, async (page, mock) => {
      await page.click('[data-user=malee] [data-act=remove]');
      await page.waitForSelector('dialog >> text=Remove malee?');
      await page.keyboard.press('Escape');
      await page.waitForSelector('dialog', { state: 'detached' });
      assert.equal(mock.requests.length, 0);
      await page.click('[data-user=malee] [data-act=remove]');
      await page.click('dialog [type=submit]');
      await page.waitForSelector('dialog', { state: 'detached' });
      assert.deepEqual(mock.requests.map(({ method, path }) => `${method} ${path}`), ['DELETE /api/v1/users/malee']);
      assert.equal(mock.requests[0].headers['x-csrf-token'], 'token');
    });
  });

  test('offers nobody a change of their own role', async () => {
    await withMock(kOptions, '/admin', { lang: 'en' }, async (page) => {
      await page.waitForSelector('[data-user=anong] >> text=Yourself');
      assert.equal(await page.locator('[data-user=anong] button').count(), 0);
    });
  });

  test('says why it was refused, and keeps what was typed', async () => {
    const post = () => [409, { code: 'user_exists', about: 'name' }];
    await withMock({ ...kOptions, post }, '/admin', { lang: 'en' }, async (page) => {
      await page.click('[data-action=add-user]');
      await page.fill('#user-name', 'malee');
      await page.click('dialog [type=submit]');
      await page.waitForSelector('dialog [role=alert] >> text=This user name is taken');
      assert.equal(await page.inputValue('#user-name'), 'malee');
    });
  });

  test('draws an enrolment code, and asks before a device is revoked, by keyboard alone', async () => {
    const post = (path) => (path.endsWith('/revoke') ? [204, null] : [200, { device: 'kiosk-2', code: '7KQ2-M0XR-4HTN', expires_at: '2026-11-21T05:00:00Z' }]);
    await withMock({ ...kOptions, post }, '/admin#devices', { lang: 'en' }, async (page, mock) => {
      await page.click('[data-action=add-device]');
      await page.fill('#device-id', 'kiosk-2');
      await page.keyboard.press('Enter');
      await page.waitForSelector('[data-testid=secret] >> text=7KQ2-M0XR-4HTN');
      await page.keyboard.press('Escape');
      await page.focus('[data-device=kiosk-1] [data-act=revoke]');
      await page.keyboard.press('Enter');
      await page.waitForSelector('dialog >> text=kiosk-1 is cut off at once');
      await page.focus('dialog [type=submit]');
      await page.keyboard.press('Enter');
      await page.waitForSelector('dialog', { state: 'detached' });
      assert.deepEqual(mock.requests.map(({ path, body }) => ({ path, body })), [
        { path: '/api/v1/sites/demo/devices', body: { id: 'kiosk-2', roles: ['issue'] } },
        { path: '/api/v1/sites/demo/devices/kiosk-1/revoke', body: {} }]);
    });
  });

  test('shows what is wrong with a device', async () => {
    await withMock(kOptions, '/admin#devices', { lang: 'en' }, async (page) => {
      await page.waitForSelector('[data-device=kiosk-1] >> text=Its clock is 12 minutes off');
      await page.waitForSelector('[data-device=kiosk-1] >> text=41.5 m of paper left');
      await page.waitForSelector('[data-device=kiosk-1] >> text=120 MB of disk left');
      await page.waitForSelector('[data-device=kiosk-1] >> text=3 not yet sent');
      await page.waitForSelector('[data-device=kiosk-1] >> text=Bundle 9c1f02aa');
      await page.waitForSelector('[data-device=kiosk-1] >> text=Its new bundle was refused: theme.toml: no such colour');
      await page.waitForSelector('[data-device=pad-1] >> text=Not connected');
      await page.waitForSelector('[data-device=pad-1] >> text=Revoked');
    });
  });

  test('changes the own password, and goes on with the new CSRF token', async () => {
    const post = () => [200, { user: kAdministrator, csrf: 'another' }];
    await withMock({ ...kOptions, post }, '/admin#account', { lang: 'en' }, async (page, mock) => {
      await page.fill('#password-old', 'the old one');
      await page.fill('#password-new', 'seven green frogs');
      await page.keyboard.press('Enter');
      await page.waitForSelector('text=Password changed');
      assert.equal(await page.inputValue('#password-new'), '');
      await page.click('[data-action=end-others]');
      await page.click('dialog [type=submit]');
      await page.waitForSelector('dialog', { state: 'detached' });
      assert.deepEqual(mock.requests[0].body, { old: 'the old one', new: 'seven green frogs' });
      assert.equal(mock.requests[1].path, '/api/v1/me/sessions');
      assert.equal(mock.requests[1].headers['x-csrf-token'], 'another');
    });
  });

  test('shows staff what concerns them alone', async () => {
    await withMock({ ...kOptions, user: kAgent }, '/admin#people', { lang: 'en' }, async (page) => {
      await page.waitForSelector('[data-device=kiosk-1]');
      assert.equal(await page.locator('.sections a').count(), 2);
      assert.equal(await page.locator('[data-act]').count(), 0);
    });
  });

  test('never shows a list that could not be read as an empty one', async () => {
    await withMock({ ...kOptions, lists: {} }, '/admin#audit', { lang: 'en' }, async (page) => {
      await page.waitForSelector('.message.error >> text=Not found');
      assert.equal(await page.locator('main >> text=None').count(), 0);
    });
  });
});
