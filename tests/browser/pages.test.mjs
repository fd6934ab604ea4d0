// Every page, as its readers meet it: no accessibility violation that axe-core finds, nothing cut off on a phone,
// usable with the keyboard, without script, on paper.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import axe from 'axe-core';
import { crawl, startBrowser, startSite } from './harness.mjs';

const widths = [360, 1280];
const rules = { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] };

let site;
let browser;
let pages = [];

before(async () => {
  site = await startSite();
  browser = await startBrowser();
  pages = (await crawl(site.base)).filter((page) => page.type.startsWith('text/html'));
});

after(async () => {
  await browser?.close();
  await site?.stop();
});

const at = (address) => address.slice(site.base.length - 1);

async function open(address, options) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  await page.goto(address);
  return { page, close: () => context.close() };
}

describe('every page that links lead to', () => {
  test('is there', () => {
    assert.ok(pages.length >= 8, `only ${pages.length} pages found`);
    assert.deepEqual(pages.filter((page) => page.status !== 200).map((page) => page.address), []);
  });

  for (const width of widths) {
    test(`has no violation and fits at ${width} px`, async () => {
      // axe-core is evaluated by the test, which the pages' own policy would refuse.
      const context = await browser.newContext({ bypassCSP: true, viewport: { width, height: 800 } });
      const page = await context.newPage();
      const problems = [];
      const addresses = [...pages.map((p) => p.address), `${site.base}not-there`, `${site.base}?as_of=tomorrow`];
      for (const address of addresses) {
        await page.goto(address);
        await page.evaluate(axe.source);
        const { violations } = await page.evaluate((options) => globalThis.axe.run(document, options), rules);
        for (const { id, nodes } of violations) problems.push(`${at(address)}: ${id}: ${nodes[0].html.slice(0, 200)}`);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        if (wide > width) problems.push(`${at(address)}: ${wide} px wide`);
      }
      await context.close();
      assert.deepEqual(problems, []);
    });
  }

  test('has one first heading, a main part, a language and a title of its own', async () => {
    const titles = new Map();
    for (const { address } of pages) {
      const html = await (await fetch(address)).text();
      assert.equal(html.match(/<h1[ >]/g)?.length, 1, at(address));
      assert.equal(html.match(/<main[ >]/g)?.length, 1, at(address));
      assert.match(html, /<html lang="en-GB">/, at(address));
      assert.doesNotMatch(html, /<script|\sstyle=|\son[a-z]+=/, `${at(address)} has script or inline style`);
      const title = html.match(/<title>([^<]+)<\/title>/)[1];
      const other = titles.get(title);
      assert.ok(!other || new URL(other).pathname === new URL(address).pathname || new URL(address).pathname === '/'
        || new URL(other).pathname === '/', `${at(address)} and ${at(other ?? '')} are both called "${title}"`);
      titles.set(title, address);
    }
  });

  test('makes the browser complain about nothing', async () => {
    const complaints = [];
    const context = await browser.newContext();
    const page = await context.newPage();
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(`${at(page.url())}: ${message.text()}`);
    });
    page.on('pageerror', (error) => complaints.push(`${at(page.url())}: ${error.message}`));
    for (const { address } of pages) await page.goto(address);
    await context.close();
    assert.deepEqual(complaints, []);
  });
});

describe('with the keyboard alone', () => {
  test('the first stop is the skip link, which leads to the main part', async () => {
    const { page, close } = await open(site.base);
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Skip to main content');
    assert.ok(await page.evaluate(() => document.activeElement.getBoundingClientRect().top >= 0), 'it is not visible');
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
    await close();
  });

  test('every stop is visible when it has the focus, and all links of the main part are reached', async () => {
    const { page, close } = await open(pages.find((p) => /\/a\/[^/]+\/$/.test(p.address)).address);
    const total = await page.locator('main a[href]').count();
    const reached = new Set();
    for (let presses = 0; presses < total + 40; ++presses) {
      await page.keyboard.press('Tab');
      const stop = await page.evaluate(() => {
        const focused = document.activeElement;
        if (focused === document.body) return null;
        const links = [...document.querySelectorAll('main a[href]')];
        // Within a date field the calendar's button has the focus for itself; a page's script cannot see its outline.
        const within = !focused.matches(':focus');
        return { index: links.indexOf(focused), visible: within || getComputedStyle(focused).outlineStyle !== 'none', html: focused.outerHTML };
      });
      if (!stop) break;
      assert.ok(stop.visible, `no visible focus: ${stop.html.slice(0, 120)}`);
      if (stop.index >= 0) reached.add(stop.index);
    }
    assert.equal(reached.size, total);
    await close();
  });

  test('a date is chosen by typing it', async () => {
    const address = pages.find((p) => /\/a\/[^/]+\/$/.test(p.address)).address;
    const { page, close } = await open(address, { javaScriptEnabled: false });
    await page.fill('#as_of', '2024-11-30');
    await page.click('form button');
    assert.equal(new URL(page.url()).searchParams.get('as_of'), '2024-11-30');
    assert.match(await page.textContent('main'), /As of\s+30 November 2024, from what was known then\./);
    await close();
  });
});

describe('on paper', () => {
  test('what cannot be used there is left out, and the figures stay', async () => {
    const address = pages.find((p) => /\/commitments\//.test(p.address)).address;
    const { page, close } = await open(address);
    await page.emulateMedia({ media: 'print' });
    assert.equal(await page.isVisible('nav.sections'), false);
    assert.equal(await page.isVisible('.as-of form'), false);
    assert.equal(await page.isVisible('h1'), true);
    const paper = await page.pdf({ format: 'A4' });
    assert.equal(paper.subarray(0, 5).toString(), '%PDF-');
    await close();
  });
});
