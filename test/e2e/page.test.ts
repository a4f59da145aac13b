import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Browser } from 'puppeteer-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWithChromium, launchChromium, watchedTab } from '../helpers/chromium.ts';
import { cli } from '../helpers/cli.ts';
import { lookAt, looks } from '../helpers/page-looks.ts';
import { placesOf, type ServedHistory, serveDrift } from '../helpers/served-history.ts';

const [wide] = looks;

describeWithChromium('the page of pinwatch serve', () => {
  let browser: Browser;
  let served: ServedHistory;
  let [newest, oldest, incident] = ['', '', ''];

  beforeAll(async () => {
    served = await serveDrift();
    ({ newest, oldest, incident } = await placesOf(served));
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await served?.end();
  });

  /** A run that answered something with this in it. */
  async function answerWith(text: string): Promise<{ run: string; golden: string }> {
    const { runs } = await served.ask<{ runs: { run: string }[] }>('/endpoints/support/runs?limit=200');
    for (const { run } of runs) {
      const { answers } = await served.ask<{ answers: { sample: { golden: string; text?: string } }[] }>(
        `/runs/${run}/answers`,
      );
      const found = answers.find(({ sample }) => sample.text?.includes(text));
      if (found !== undefined) return { run, golden: found.sample.golden };
    }
    throw new Error('nobody said it');
  }

  it('leads from the overview to an answer with the keyboard alone', async () => {
    const { page, wrong } = await watchedTab(browser, served.url);
    await lookAt(page, served.url, '/', wide);
    const press = async (key: 'Tab' | 'Enter' | 'ArrowLeft', times = 1) => {
      for (let i = 0; i < times; i++) await page.keyboard.press(key);
    };
    const focusOn = async (selector: string) => {
      for (let i = 0; i < 40; i++) {
        await press('Tab');
        if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
      }
      throw new Error(`Tab never comes to ${selector}`);
    };
    await focusOn('a[href="/endpoints/support"].stretched');
    await press('Enter');
    await page.waitForSelector('.keyboard-plot');
    await focusOn('.keyboard-plot');
    await press('ArrowLeft', 2);
    const run = await page.$eval('.readout a', (link) => link.getAttribute('href'));
    await press('Enter');
    await page.waitForFunction((path) => location.pathname === path, {}, run);
    await page.waitForSelector('.chips a');
    await focusOn('.chips a');
    await press('Enter');
    await page.waitForSelector('.answer .said');
    expect(new URL(page.url()).pathname).toMatch(/^\/runs\/[^/]+\/goldens\/[^/]+$/);
    expect(wrong).toEqual([]);
    await page.close();
  });

  it('keeps the run that the keys chose while more is loaded, and leaves the focus where the person put it', async () => {
    const { page } = await watchedTab(browser, served.url);
    // What a busy machine does now and then: the incidents come last, and so does the next frame.
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.setRequestInterception(true);
    page.on('request', async (request) => {
      if (request.url().includes('/incidents?endpoint=')) await held;
      await request.continue();
    });
    await page.evaluateOnNewDocument(() => {
      const soon = requestAnimationFrame;
      globalThis.requestAnimationFrame = (draw) => Number(setTimeout(() => soon(draw), 200));
    });
    await lookAt(page, served.url, '/', wide);
    await page.focus('a[href="/endpoints/support"].stretched');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.keyboard-plot');
    await page.focus('.keyboard-plot');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    const run = () => page.$eval('.readout a', (link) => link.getAttribute('href'));
    const chosen = await run();
    const drawn = await page.$('.u-over');
    release();
    await page.waitForFunction((before) => !before?.isConnected && document.querySelector('.u-over'), {}, drawn);
    await page.waitForNetworkIdle();
    expect(await run()).toBe(chosen);
    expect(await page.evaluate(() => document.activeElement?.className)).toBe('keyboard-plot');
    await page.keyboard.press('ArrowRight');
    expect(await run()).not.toBe(chosen);
    await page.close();
  });

  it('shows what cannot be seen, and marks what differs between two runs', async () => {
    const { page } = await watchedTab(browser, served.url);
    await lookAt(page, served.url, `/compare/${oldest}/${newest}`, wide);
    expect(await page.$$eval('ins', (found) => found.length)).toBeGreaterThan(0);
    const { run, golden } = await answerWith('\u202E');
    await lookAt(page, served.url, `/runs/${run}/goldens/${golden}`, wide);
    const unseen = await page.$$eval('.unseen', (found) => found.length);
    expect(unseen).toBeGreaterThan(0);
    await page.close();
  });

  it('compares any two runs that are chosen in the list, also of different pages of it', async () => {
    const { page, wrong } = await watchedTab(browser, served.url);
    await lookAt(page, served.url, '/endpoints/support/runs', wide);
    const link = '.toolbar a.button';
    expect(await page.$(link)).toBeNull();
    const boxes = await page.$$('td.choice input');
    await boxes[0]?.click();
    await boxes.at(-1)?.click();
    await page.waitForSelector(link);
    expect(await page.$eval(link, (found) => found.getAttribute('href'))).toBe(`/compare/${oldest}/${newest}`);
    await page.click(link);
    await page.waitForFunction(() => document.querySelector('h1')?.textContent === 'Two runs side by side');
    expect(wrong).toEqual([]);
    await page.close();
  });

  it('zooms, and keeps the zoom in the address', async () => {
    const { page } = await watchedTab(browser, served.url);
    await lookAt(page, served.url, '/endpoints/support', wide);
    await page.waitForNetworkIdle();
    const place = await page.$eval('.u-over', (element) => {
      element.scrollIntoView({ block: 'center', behavior: 'instant' });
      const { left, top, width, height } = element.getBoundingClientRect();
      return { left, top, width, height };
    });
    await page.mouse.move(place.left + place.width * 0.3, place.top + place.height / 2);
    await page.mouse.down();
    await page.mouse.move(place.left + place.width * 0.6, place.top + place.height / 2, { steps: 5 });
    await page.mouse.up();
    await page.waitForFunction(() => location.search.includes('from='));
    const { searchParams } = new URL(page.url());
    const hours = (Date.parse(searchParams.get('to') ?? '') - Date.parse(searchParams.get('from') ?? '')) / 3_600_000;
    expect(hours).toBeGreaterThan(25 * 0.2);
    expect(hours).toBeLessThan(25 * 0.4);
    await page.close();
  });

  it('answers "did it change on that day?" as the command line, the API and SQL do', async () => {
    const day = '2026-11-21';
    const answer = await served.ask<{
      sentence: string;
      runs: number;
      drifting: number;
      changes: { incident: { id: string } }[];
    }>(`/endpoints/support/change?from=${day}&to=2026-11-22`);
    expect(answer.sentence).toMatch(/^Yes: the answers changed at about 21 Nov 2026/);
    const said = await cli(served.folder, ['history', 'support', '--on', day, '--utc', '--last', '1']);
    const plain = (text: string) => text.replace(/\s+/g, ' ');
    expect(plain(said.stdout)).toContain(answer.sentence);
    const { page } = await watchedTab(browser, served.url);
    await lookAt(page, served.url, `/endpoints/support?on=${day}`, wide);
    await page.waitForSelector('#did-it-change .notice');
    expect(await page.$eval('#did-it-change .notice', ({ textContent }) => textContent)).toBe(answer.sentence);
    await page.close();
    const history = new DatabaseSync(join(served.folder, '.pinwatch/history.sqlite'), { readOnly: true });
    const verdicts = history.prepare('SELECT verdict FROM pinwatch_verdicts WHERE endpoint = ? AND date = ?');
    const incidents = history.prepare('SELECT incident FROM pinwatch_incidents WHERE endpoint = ? AND date = ?');
    const found = verdicts.all('support', day).map(({ verdict }) => verdict);
    expect(found).toHaveLength(answer.runs);
    expect(found.filter((verdict) => verdict === 'drift-detected')).toHaveLength(answer.drifting);
    expect(incidents.all('support', day)).toMatchObject(
      answer.changes.map(({ incident: { id } }) => ({ incident: id })),
    );
    history.close();
  });

  it('lists marks beside the timeline, and ends a silence where it is shown', async () => {
    const { page, wrong } = await watchedTab(browser, served.url);
    const tell = async (path: string, body: object) => {
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${served.token}` };
      const sent = { method: 'POST', headers, body: JSON.stringify({ by: 'bo', ...body }) };
      expect((await fetch(`${served.url}api/v1/endpoints/support/${path}`, sent)).status).toBe(200);
    };
    await tell('marks', { why: 'the prompt was shipped', happenedAt: '2026-11-20T20:00:00Z' });
    await tell('silence', { why: 'a move', until: new Date(Date.now() + 3_600_000).toISOString() });
    await page.goto(`${served.url}endpoints/support#token=${served.token}`, { waitUntil: 'networkidle0' });
    await page.waitForSelector('#marks');
    expect(await page.$eval('#marks', ({ textContent }) => textContent)).toContain('the prompt was shipped');
    await page.locator('::-p-text(End the silence)').click();
    await page.waitForSelector('#unsilence button');
    await page.type('#unsilence input[name=by]', 'ana');
    await page.type('#unsilence input[name=why]', 'moved');
    await page.click('#unsilence button');
    await page.waitForFunction(() => document.querySelector('#unsilence') === null);
    await page.waitForFunction(() => !document.querySelector('main')?.textContent?.includes('Nothing is told until'));
    expect((await served.ask<{ quiet?: object }>('/endpoints/support')).quiet).toBeUndefined();
    // The page remembers who decided, and would fill it in in the next test.
    await page.evaluate(() => localStorage.clear());
    expect(wrong).toEqual([]);
    await page.close();
  });

  it('lets a person with the token accept what is served now, and nobody else', async () => {
    const { page, wrong } = await watchedTab(browser, served.url);
    await lookAt(page, served.url, `/incidents/${incident}`, wide);
    expect(await page.$('form.action')).toBeNull();
    await page.goto(`${served.url}incidents/${incident}#token=${served.token}`, { waitUntil: 'networkidle0' });
    await page.waitForSelector('#accept input[name=by]');
    expect(page.url(), 'the token does not stay in the address').not.toContain('token');
    await page.type('#accept input[name=by]', 'ana');
    await page.type('#accept input[name=why]', 'the release was announced');
    await page.click('#accept button');
    await page.waitForFunction(() => document.querySelector('.badge')?.textContent?.includes('accepted'));
    const detail = await served.ask<{ epochs: { by: string; why: string }[] }>('/endpoints/support');
    expect(detail.epochs.at(-1)).toMatchObject({ by: 'ana', why: 'the release was announced' });
    expect(wrong).toEqual([]);
    await page.close();
  });
});
