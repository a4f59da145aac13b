import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWithChromium, launchChromium, watchedTab } from '../helpers/chromium.ts';
import { cli, type RunningCli, startCli } from '../helpers/cli.ts';
import { driftingFolder } from '../helpers/drifting-folder.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What a model may say to do harm to whoever looks at it. */
const hostile = [
  '<script>document.title = "taken"</script><img src=x onerror="document.title = 1"><svg onload=alert(1)>',
  'plain\u202Edetrever\u202C and a\u200Bzero width',
  'x'.repeat(700),
  '</pre></main><iframe src="javascript:alert(1)"></iframe>[click](javascript:alert(1))',
];

type Size = readonly [width: number, scheme: 'light' | 'dark'];
const sizes: readonly Size[] = [
  [1280, 'light'],
  [390, 'dark'],
];
const [wide] = sizes as readonly [Size, Size];

interface Served {
  readonly url: string;
  readonly token: string;
}

describeWithChromium('the page of pinwatch serve', () => {
  const folder = temporaryFolder();
  const empty = temporaryFolder();
  const running: RunningCli[] = [];
  let browser: Browser;
  let [served, nothing] = [
    { url: '', token: '' },
    { url: '', token: '' },
  ];
  let newest = '';
  let oldest = '';
  let incident = '';

  async function serve(path: string): Promise<Served> {
    const server = startCli(path, ['serve', '--port', '0', '--json']);
    running.push(server);
    return new Promise((resolve, reject) => {
      let said = '';
      server.process.stdout?.on('data', (chunk) => {
        said += chunk;
        if (said.includes('}')) resolve(JSON.parse(said));
      });
      server.done.then(({ stderr }) => reject(new Error(stderr)), reject);
    });
  }
  const ask = async <T>(path: string) => (await (await fetch(`${served.url}api/v1${path}`)).json()) as T;

  /** A run that answered something with this in it. */
  async function answerWith(text: string): Promise<{ run: string; golden: string }> {
    const { runs } = await ask<{ runs: { run: string }[] }>('/endpoints/support/runs?limit=200');
    for (const { run } of runs) {
      const { answers } = await ask<{ answers: { sample: { golden: string; text?: string } }[] }>(
        `/runs/${run}/answers`,
      );
      const found = answers.find(({ sample }) => sample.text?.includes(text));
      if (found !== undefined) return { run, golden: found.sample.golden };
    }
    throw new Error('nobody said it');
  }

  beforeAll(async () => {
    await driftingFolder(folder.path, { runs: 28, changeAt: 19, goldens: 3, hostile, outages: [12] });
    await driftingFolder(empty.path, { runs: 0, goldens: 2 });
    [served, nothing] = await Promise.all([serve(folder.path), serve(empty.path)]);
    const { runs } = await ask<{ runs: { run: string }[] }>('/endpoints/support/runs?limit=200');
    newest = runs[0]?.run ?? '';
    oldest = runs.at(-1)?.run ?? '';
    const { incidents } = await ask<{ incidents: { incident: { id: string } }[] }>('/incidents');
    incident = encodeURIComponent(incidents[0]?.incident.id ?? '');
    if (incident === '') throw new Error('expected an incident, got none');
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    for (const { process } of running) process.kill('SIGINT');
    await Promise.all(running.map(({ done }) => done));
    folder.remove();
    empty.remove();
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

  async function look(page: Page, { url }: Served, path: string, [width, scheme]: Size) {
    await page.setViewport({ width, height: 900, isMobile: width < 600, hasTouch: width < 600 });
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    await page.goto(url.replace(/\/$/, '') + path, { waitUntil: 'networkidle0' });
    await page.waitForFunction(() => document.querySelector('.skeleton') === null);
  }

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

  it.each(sizes as Size[])(
    'shows every view at its own address at %i pixels, %s: without barriers, wider than nothing, harmed by no answer',
    async (width, scheme) => {
      const { page, wrong } = await watchedTab(browser, served.url);
      for (const path of views()) {
        await look(page, served, path, [width, scheme]);
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
        expect(await barriers(page, scheme === 'dark' ? 'color-contrast' : undefined), path).toEqual([]);
      }
      expect(wrong).toEqual([]);
      await page.close();
    },
  );

  it('says so before anything was run', async () => {
    const { page, wrong } = await watchedTab(browser, nothing.url);
    for (const path of views().slice(0, 9)) {
      await look(page, nothing, path, [1280, 'dark']);
      expect(await page.$$eval('[role=alert]', (found) => found.length), path).toBe(0);
    }
    await look(page, nothing, '/', [390, 'light']);
    const said = () => page.$eval('main', ({ textContent }) => textContent);
    expect(await said()).toContain('no runs yet');
    await look(page, nothing, '/endpoints/support/facts', [390, 'light']);
    expect(await said(), 'nobody looked: it is no good news that nothing was seen').toContain('No run was made yet.');
    await look(page, nothing, '/endpoints/support/decision', [390, 'light']);
    const isSeen = await page.$eval('.tabs [aria-current]', (tab) => tab.getBoundingClientRect().right <= innerWidth);
    expect(isSeen, 'the tab of this view').toBe(true);
    expect(wrong).toEqual([]);
    await page.close();
  });

  it('leads from the overview to an answer with the keyboard alone', async () => {
    const { page, wrong } = await watchedTab(browser, served.url);
    await look(page, served, '/', wide);
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
    await look(page, served, '/', wide);
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
    await look(page, served, `/compare/${oldest}/${newest}`, wide);
    expect(await page.$$eval('ins', (found) => found.length)).toBeGreaterThan(0);
    const { run, golden } = await answerWith('\u202E');
    await look(page, served, `/runs/${run}/goldens/${golden}`, wide);
    const unseen = await page.$$eval('.unseen', (found) => found.length);
    expect(unseen).toBeGreaterThan(0);
    await page.close();
  });

  it('compares any two runs that are chosen in the list, also of different pages of it', async () => {
    const { page, wrong } = await watchedTab(browser, served.url);
    await look(page, served, '/endpoints/support/runs', wide);
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
    await look(page, served, '/endpoints/support', wide);
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
    const answer = await ask<{
      sentence: string;
      runs: number;
      drifting: number;
      changes: { incident: { id: string } }[];
    }>(`/endpoints/support/change?from=${day}&to=2026-11-22`);
    expect(answer.sentence).toMatch(/^Yes: the answers changed at about 21 Nov 2026/);
    const said = await cli(folder.path, ['history', 'support', '--on', day, '--utc', '--last', '1']);
    const plain = (text: string) => text.replace(/\s+/g, ' ');
    expect(plain(said.stdout)).toContain(answer.sentence);
    const { page } = await watchedTab(browser, served.url);
    await look(page, served, `/endpoints/support?on=${day}`, wide);
    await page.waitForSelector('#did-it-change .notice');
    expect(await page.$eval('#did-it-change .notice', ({ textContent }) => textContent)).toBe(answer.sentence);
    await page.close();
    const history = new DatabaseSync(join(folder.path, '.pinwatch/history.sqlite'), { readOnly: true });
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
    expect((await ask<{ quiet?: object }>('/endpoints/support')).quiet).toBeUndefined();
    // The page remembers who decided, and would fill it in in the next test.
    await page.evaluate(() => localStorage.clear());
    expect(wrong).toEqual([]);
    await page.close();
  });

  it('lets a person with the token accept what is served now, and nobody else', async () => {
    const { page, wrong } = await watchedTab(browser, served.url);
    await look(page, served, `/incidents/${incident}`, wide);
    expect(await page.$('form.action')).toBeNull();
    await page.goto(`${served.url}incidents/${incident}#token=${served.token}`, { waitUntil: 'networkidle0' });
    await page.waitForSelector('#accept input[name=by]');
    expect(page.url(), 'the token does not stay in the address').not.toContain('token');
    await page.type('#accept input[name=by]', 'ana');
    await page.type('#accept input[name=why]', 'the release was announced');
    await page.click('#accept button');
    await page.waitForFunction(() => document.querySelector('.badge')?.textContent?.includes('accepted'));
    const detail = await ask<{ epochs: { by: string; why: string }[] }>('/endpoints/support');
    expect(detail.epochs.at(-1)).toMatchObject({ by: 'ana', why: 'the release was announced' });
    expect(wrong).toEqual([]);
    await page.close();
  });
});
