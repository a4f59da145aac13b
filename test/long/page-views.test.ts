import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWithChromium, launchChromium, watchedTab } from '../helpers/chromium.ts';
import { lookAt, looks } from '../helpers/page-looks.ts';
import { placesOf, type ServedHistory, serveDrift, serveNothing } from '../helpers/served-history.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

describeWithChromium('every view of the page of pinwatch serve', () => {
  let browser: Browser;
  let served: ServedHistory;
  let nothing: ServedHistory;
  let [newest, oldest, incident] = ['', '', ''];

  beforeAll(async () => {
    [served, nothing] = await Promise.all([serveDrift(), serveNothing()]);
    ({ newest, oldest, incident } = await placesOf(served));
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await Promise.all([served?.end(), nothing?.end()]);
  });

  const views = () => [
    '/',
    '/endpoints/support',
    '/endpoints/support/goldens',
    '/endpoints/support/goldens/refund-email',
    '/endpoints/support/distributions',
    '/endpoints/support/runs',
    '/endpoints/support/facts',
    '/endpoints/support/incidents',
    '/endpoints/support/decision',
    `/runs/${newest}`,
    `/runs/${newest}/goldens/refund-email`,
    `/runs/${newest}/goldens/refund-email/1`,
    `/compare/${oldest}/${newest}`,
    '/incidents',
    `/incidents/${incident}`,
  ];

  /** What a person who cannot see, or has no mouse, would stumble over. */
  async function barriers(page: Page, only?: string): Promise<string[]> {
    await page.evaluate(axe);
    return page.evaluate(async (rule) => {
      const { axe } = globalThis as unknown as {
        axe: { run(options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
      };
      const { violations } = await axe.run(rule === undefined ? {} : { runOnly: [rule] });
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
    }, only);
  }

  it.each([looks[0], looks[3]])(
    'shows every view at its own address at $width pixels, $scheme: without barriers, wider than nothing, harmed by no answer',
    async (size) => {
      const { page, wrong } = await watchedTab(browser, served.url);
      for (const path of views()) {
        await lookAt(page, served.url, path, size);
        const said = await page.evaluate(() => ({
          headings: document.querySelectorAll('h1').length,
          title: document.title,
          overflow: document.documentElement.scrollWidth - innerWidth,
          problems: [...document.querySelectorAll('[role=alert]')].map(({ textContent }) => textContent),
        }));
        expect(said, path).toEqual({
          headings: 1,
          title: expect.stringMatching(/ · Pinwatch$/),
          overflow: 0,
          problems: [],
        });
        expect(await barriers(page, size.scheme === 'dark' ? 'color-contrast' : undefined), path).toEqual([]);
      }
      expect(wrong).toEqual([]);
      await page.close();
    },
  );

  it('says so before anything was run', async () => {
    const { page, wrong } = await watchedTab(browser, nothing.url);
    for (const path of views().slice(0, 9)) {
      await lookAt(page, nothing.url, path, looks[1]);
      expect(await page.$$eval('[role=alert]', (found) => found.length), path).toBe(0);
    }
    await lookAt(page, nothing.url, '/', looks[2]);
    const said = () => page.$eval('main', ({ textContent }) => textContent);
    expect(await said()).toContain('no runs yet');
    await lookAt(page, nothing.url, '/endpoints/support/facts', looks[2]);
    expect(await said(), 'nobody looked: it is no good news that nothing was seen').toContain('No run was made yet.');
    await lookAt(page, nothing.url, '/endpoints/support/decision', looks[2]);
    const isSeen = await page.$eval('.tabs [aria-current]', (tab) => tab.getBoundingClientRect().right <= innerWidth);
    expect(isSeen, 'the tab of this view').toBe(true);
    expect(wrong).toEqual([]);
    await page.close();
  });
});
