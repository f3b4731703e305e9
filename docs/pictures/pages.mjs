// The pages' pictures, taken with Debian's Chromium. take.py writes one JSON object to standard input: {url, folder, token, users}.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(new URL('../../server/web/package.json', import.meta.url));
const { chromium } = require('playwright-core');
const { url, folder, token, users } = JSON.parse(readFileSync(0, 'utf8'));

const desktop = { width: 1280, height: 860 };
const pages = [
  { name: 'citizen', path: `/t/${token}`, viewport: { width: 400, height: 800 } },
  { name: 'counter', path: '/counter', role: 'agent', viewport: desktop, press: ['ช่องบริการ 1', 'เปิดช่องบริการ', 'เรียกคิวถัดไป'] },
  { name: 'display', path: '/display/hall', viewport: { width: 1280, height: 720 } },
  { name: 'dashboard', path: '/dashboard', role: 'manager', viewport: { width: 1280, height: 1500 } },
];

async function signIn(page, role) {
  const user = users.find((one) => one.role === role && one.site === 'hall');
  await page.goto(url + '/healthz');
  const status = await page.evaluate(async ({ name, password }) => {
    const reply = await fetch('/api/v1/session', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ name, password }) });
    return reply.status;
  }, user);
  if (status >= 300) throw new Error(`signing in as ${role}: ${status}`);
}

// As root Chromium has no sandbox to offer.
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: process.getuid() === 0 ? ['--no-sandbox'] : [] });
try {
  for (const { name, path, role, viewport, press = [] } of pages) {
    const context = await browser.newContext({ viewport, locale: 'th-TH', timezoneId: 'Asia/Bangkok' });
    const page = await context.newPage();
    if (role) await signIn(page, role);
    await page.goto(url + path, { waitUntil: 'load' });
    await page.waitForTimeout(2500);
    for (const text of press) {
      await page.getByRole('button', { name: text }).first().click();
      await page.waitForTimeout(1500);
    }
    await page.screenshot({ path: join(folder, `${name}.png`) });
    await context.close();
  }
} finally {
  await browser.close();
}
