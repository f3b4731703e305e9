// A page in Chromium against canned answers; one browser a test program.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before } from 'node:test';

import { startMock } from './mock_server.mjs';
import { kAxe, launch } from './web_modules.mjs';

const kWorkplace = JSON.stringify({ site: 'demo', counter: 'c1' });

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

// A page of its own, with what the browser complained of.
export async function open(mock, path, { lang = 'th', width = 1280, height = 800, atCounter = false } = {}) {
  const context = await browser.newContext({ viewport: { width, height } });
  await context.addInitScript(([language, workplace]) => {
    localStorage.setItem('saduak.lang', language);
    if (workplace) localStorage.setItem('saduak.workplace', workplace);
  }, [lang, atCounter ? kWorkplace : '']);
  const page = await context.newPage();
  const complaints = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(mock.url + path);
  return { page, context, complaints };
}

export async function axeFaults(page) {
  // axe is put in by the debugger: the page's own policy would rightly refuse it.
  const session = await page.context().newCDPSession(page);
  await session.send('Runtime.evaluate', { expression: await readFile(kAxe, 'utf8') });
  const { result } = await session.send('Runtime.evaluate', {
    expression: `axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}).then((found) =>
      JSON.stringify(found.violations.map((fault) => fault.id + ': ' + fault.nodes.map((node) => node.html.slice(0, 160)).join(' | '))))`,
    awaitPromise: true,
  });
  return JSON.parse(result.value);
}

export async function withMock(options, path, opening, run) {
  const mock = await startMock(options);
  const { page, context } = await open(mock, path, opening);
  try {
    await run(page, mock);
  } finally {
    await context.close();
    await mock.stop();
  }
}

export async function until(wanted) {
  for (let waited_ms = 0; !wanted(); waited_ms += 50) {
    assert.ok(waited_ms < 10_000, 'waited in vain');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
