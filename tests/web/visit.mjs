// A person's browser at one page of the real server.

export async function visit(browser, url, lang = 'th') {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  await context.addInitScript((language) => localStorage.setItem('saduak.lang', language), lang);
  const page = await context.newPage();
  await page.goto(url);
  return page;
}

export async function signIn(browser, url, user) {
  const page = await visit(browser, url);
  await page.fill('input[name=username]', user.name);
  await page.fill('input[name=password]', user.password);
  await page.click('form button[type=submit]');
  return page;
}
