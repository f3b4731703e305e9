// Signing in, the second step and the first set-up in Chromium, against canned answers: what is asked, in which order, and what is said.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { views } from './demo_views.mjs';
import { startMock } from './mock_server.mjs';
import { launch } from './web_modules.mjs';

const kUser = { name: 'chai', role: 'administrator', sites: [] };
const kOffer = { secret: 'GEZDGNBVGY3TQOJQ', uri: 'otpauth://totp/Saduak:chai?secret=GEZDGNBVGY3TQOJQ', qr: { size: 41, path: 'M4 4h7v1h-7z' } };

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

async function withPage(options, path, run) {
  const mock = await startMock({ views: views(), ...options });
  const context = await browser.newContext();
  await context.addInitScript(() => localStorage.setItem('saduak.lang', 'en'));
  const page = await context.newPage();
  await page.goto(mock.url + path);
  try {
    await run(page, mock);
  } finally {
    await context.close();
    await mock.stop();
  }
}

const bodies = (mock, path) => mock.requests.filter((request) => request.path === path).map((request) => request.body);

async function typeNameAndPassword(page) {
  await page.fill('input[name=username]', 'chai');
  await page.fill('input[name=password]', 'correct horse');
  await page.click('form button[type=submit]');
}

test('the code is asked for once the password was right, has the focus, and is sent with both', async () => {
  const post = (path, body) => (body.code === '123456' ? [200, { user: kUser, csrf: 'token', must_enrol: false }] : body.code ? [401, { code: 'code_wrong' }] : [401, { code: 'code_needed' }]);
  await withPage({ post }, '/account', async (page, mock) => {
    await typeNameAndPassword(page);
    await page.waitForSelector('input[name=code]:focus');
    assert.equal(await page.locator('.message.error').count(), 0);
    await page.fill('input[name=code]', '000000');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.message.error >> text=wait for the next one');
    assert.equal(await page.inputValue('input[name=code]'), '');
    await page.fill('input[name=code]', ' 123456 ');
    await page.keyboard.press('Enter');
    await page.waitForSelector('text=Signed in: chai');
    assert.deepEqual(bodies(mock, '/api/v1/session'), [
      { name: 'chai', password: 'correct horse' },
      { name: 'chai', password: 'correct horse', code: '000000' },
      { name: 'chai', password: 'correct horse', code: '123456' },
    ]);
  });
});

test('who has to wait is told how long', async () => {
  await withPage({ post: () => [429, { code: 'wait', about: '64' }] }, '/counter', async (page) => {
    await typeNameAndPassword(page);
    await page.waitForSelector('.message.error >> text=Please wait 1 min 4 s');
  });
});

test('the button of the provider leads back to this page', async () => {
  await withPage({}, '/counter', async (page) => {
    assert.equal(await page.getAttribute('[data-action=provider]', 'href'), '/api/v1/session/oidc?page=%2Fcounter');
  });
});

test('a second step is set up with the password, a QR code, a code, and recovery codes that are shown once', async () => {
  let enrolled = false;
  const shown = views();
  Object.defineProperty(shown, 'secondFactor', { get: () => ({ enrolled, recovery_codes_left: enrolled ? 10 : 0, required: false }) });
  const post = (path, body) => {
    if (path === '/api/v1/me/totp') return body.password === 'correct horse' ? [200, kOffer] : [401, { code: 'sign_in' }];
    enrolled = body.code === '123456';
    return enrolled ? [200, { recovery_codes: ['AAAA-BBBB-CCCC-DDDD', 'EEEE-FFFF-GGGG-HHHH'], csrf: 'another' }] : [401, { code: 'code_wrong' }];
  };
  await withPage({ views: shown, user: kUser, post }, '/account', async (page, mock) => {
    await page.fill('#own-password', 'wrong horse');
    await page.click('form button[type=submit]');
    await page.waitForSelector('.message.error >> text=Wrong user name or password');
    await page.fill('#own-password', 'correct horse');
    await page.click('form button[type=submit]');
    await page.waitForSelector('svg.qr[role=img] path[d="M4 4h7v1h-7z"]');
    assert.equal(await page.textContent('[data-testid=totp-secret]'), 'GEZD GNBV GY3T QOJQ');
    await page.fill('#own-code', '123456');
    await page.click('form button[type=submit]');
    await page.waitForSelector('[data-testid=recovery] >> text=EEEE-FFFF-GGGG-HHHH');
    await page.click('[data-action=kept]');
    await page.waitForSelector('[data-testid=enrolled] >> text=10 recovery codes are left');
    assert.equal(await page.locator('text=AAAA-BBBB').count(), 0);
    // Given up only for a code.
    await page.click('[data-action=give-up]');
    await page.waitForSelector('dialog button[type=submit]:disabled');
    await page.fill('#give-up-code', '654321');
    await page.click('dialog button[type=submit]');
    await page.waitForSelector('dialog .message.error >> text=wait for the next one');
    assert.deepEqual(bodies(mock, '/api/v1/me/totp/remove'), [{ code: '654321' }]);
  });
});

test('an administrator who must enrol is led to their account from every page, and not away from it', async () => {
  await withPage({ user: { ...kUser, mustEnrol: true } }, '/dashboard', async (page) => {
    await page.click('a[href="/account"]');
    await page.waitForSelector('#own-password');
  });
});

test('the first set-up sends the secret of the link, and only when both passwords are the same', async () => {
  const post = () => [403, { code: 'wrong_secret' }];
  await withPage({ views: views({ setupOpen: true }), post }, '/setup#s3cret', async (page, mock) => {
    await page.fill('#setup-name', 'chief');
    await page.fill('#setup-password', 'a long enough phrase');
    await page.fill('#setup-again', 'a long enough phrases');
    await page.click('form button[type=submit]');
    await page.waitForSelector('.message.error >> text=differ');
    assert.equal(mock.requests.length, 0);
    await page.fill('#setup-again', 'a long enough phrase');
    await page.click('form button[type=submit]');
    await page.waitForSelector('.message.error >> text=present link');
    assert.deepEqual(bodies(mock, '/api/v1/setup'), [{ secret: 's3cret', name: 'chief', password: 'a long enough phrase' }]);
  });
});
