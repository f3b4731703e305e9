// What the page of a citizen's ticket does, against canned answers.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { citizen, kOffer, kStop, views } from './demo_views.mjs';
import { until, withMock } from './mock_page.mjs';

describe("the citizen's ticket", () => {
  test('is rated once, by one touch', async () => {
    await withMock({ views: { ...views(), citizen: citizen('finished') } }, '/t/token', {}, async (page, mock) => {
      await page.click('[data-score="4"]');
      await page.waitForSelector('text=ขอขอบคุณสำหรับความคิดเห็นของท่าน');
      assert.deepEqual(mock.requests.map((request) => request.body), [{ token: 'token', score: 4 }]);
      assert.equal(await page.locator('.face').count(), 0);
    });
  });

  test('follows the call live, in the language chosen', async () => {
    await withMock({ views: views() }, '/t/token', {}, async (page, mock) => {
      await page.waitForSelector('[data-testid=ahead]');
      await page.click('text=English');
      await page.waitForSelector('text=5 ahead of you');
      assert.equal(await page.locator('[data-testid=estimate]').textContent(), 'About 11–19 minutes');
      const { ticket, counter_name } = citizen('called');
      mock.push('citizen', 1, 2, { ticket, counter_name, ahead: null, estimate: null });
      await page.waitForSelector('[data-testid=counter] >> text=Counter 1');
      assert.equal(await page.getAttribute('html', 'lang'), 'en');
    });
  });

  test('is cancelled by who holds it, after one question', async () => {
    await withMock({ views: views() }, '/t/token', { lang: 'en' }, async (page, mock) => {
      await page.click('[data-action=cancel]');
      await page.click('dialog button:not([type=submit])');
      await page.waitForSelector('dialog', { state: 'detached' });
      assert.equal(mock.requests.length, 0);
      await page.click('[data-action=cancel]');
      await page.click('dialog [type=submit]');
      await page.waitForSelector('dialog', { state: 'detached' });
      assert.equal(mock.requests[0].path, '/api/v1/tickets/token/cancel');
      const { ticket } = citizen('cancelled');
      mock.push('citizen', 1, 2, { ticket, ahead: null, estimate: null, may_cancel: false });
      await page.waitForSelector('text=This ticket was cancelled');
      assert.equal(await page.locator('[data-action=cancel]').count(), 0);
    });
  });

  test('asks for nothing where the site does not tell anybody', async () => {
    await withMock({ views: views() }, '/t/token', { lang: 'en' }, async (page) => {
      await page.waitForSelector('[data-testid=ahead]');
      await page.waitForSelector('.privacy');
      assert.equal(await page.locator('.tell').count(), 0);
    });
  });

  test('takes a telephone number for this queue, says so, and takes it back', async () => {
    await withMock({ views: { ...views(), notify: kOffer } }, '/t/token', { lang: 'en' }, async (page, mock) => {
      await page.click('.tell input[value=sms]');
      await page.selectOption('.tell select', '5');
      await page.fill('.tell input[type=tel]', '081 234 5678');
      await page.waitForSelector('.tell >> text=deleted when service ends');
      await page.click('[data-action=tell]');
      await until(() => mock.requests.length === 1);
      assert.deepEqual(mock.requests[0].body, { channel: 'sms', ahead: 5, lang: 'en', contact: '081 234 5678' });
      mock.push('citizen', 1, 2, { told_by: { channel: 'sms', ahead: 5 } });
      await page.waitForSelector('[data-testid=told] >> text=5 or fewer');
      assert.equal(await page.locator('.privacy').count(), 0, 'it must not say that no number is kept');
      await page.click('[data-action=tell-stop]');
      await until(() => mock.requests.length === 2);
      assert.equal(mock.requests[1].method, 'DELETE');
      mock.push('citizen', 2, 3, { told_by: null });
      await page.waitForSelector('[data-action=tell]');
    });
  });

  test('shows the code to send by LINE', async () => {
    const post = () => [202, { state: 'send_code', ...kOffer.line }];
    await withMock({ views: { ...views(), notify: kOffer }, post }, '/t/token', { lang: 'en' }, async (page, mock) => {
      await page.click('[data-action=tell]');
      await page.waitForSelector('[data-testid=code] >> text=AB12CD34');
      assert.deepEqual(mock.requests[0].body, { channel: 'line', ahead: 3, lang: 'en' });
      assert.equal(await page.getAttribute('.tell a', 'href'), kOffer.line.url);
    });
  });

  test('says that a number is none', async () => {
    const post = () => [422, { status: 422, code: 'invalid', about: 'contact' }];
    await withMock({ views: { ...views(), notify: { ...kOffer, channels: ['sms'] } }, post }, '/t/token', { lang: 'en' }, async (page) => {
      await page.fill('.tell input[type=tel]', '021234567');
      await page.click('[data-action=tell]');
      await page.waitForSelector('.tell >> text=not a mobile phone number');
    });
  });

  test('says why one waits again, and tells no time while the site is stopped', async () => {
    await withMock({ views: views() }, '/t/token', { lang: 'en' }, async (page, mock) => {
      await page.waitForSelector('[data-testid=estimate]');
      mock.push('citizen', 1, 2, { again: 'returned', ahead: 3, stop: kStop });
      await page.waitForSelector('[data-testid=again] >> text=back in the queue');
      await page.waitForSelector('[data-testid=stop] >> text=ไฟฟ้าดับ');
      assert.equal(await page.locator('[data-testid=estimate]').count(), 0);
      mock.push('citizen', 2, 3, { again: 'transferred', stop: null });
      await page.waitForSelector('[data-testid=again] >> text=passed on');
      await page.waitForSelector('[data-testid=estimate]');
    });
  });

  test('keeps nothing about the person in the browser', async () => {
    await withMock({ views: views() }, '/t/token', {}, async (page) => {
      await page.waitForSelector('[data-testid=ahead]');
      assert.deepEqual(await page.evaluate(() => Object.keys(localStorage)), ['saduak.lang']);
    });
  });
});
