import { existsSync } from 'node:fs';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { describeUnless } from './describe-unless.ts';

/** Where Debian, other systems and CI keep a Chromium. */
const places = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

const chromium = places.find((path) => path !== undefined && existsSync(path));

/** Tests of the page in a real Chromium; without one they say that they are skipped, and with CI=true they fail. */
export function describeWithChromium(name: string, tests: () => void): void {
  const isSkipped = chromium === undefined && process.env.CI !== 'true';
  describeUnless(isSkipped ? 'there is no Chromium (apt-get install chromium)' : undefined, name, tests);
}

/** Starts the browser. Nothing of the person's own browser is in it. */
export function launchChromium(): Promise<Browser> {
  if (chromium === undefined) throw new Error('expected a Chromium (apt-get install chromium), got none');
  // A container has no namespaces for its sandbox; what is looked at here is the page of this repository only.
  return puppeteer.launch({ executablePath: chromium, args: ['--no-sandbox', '--disable-gpu', '--lang=en-US'] });
}

/** What went on in a tab that should not have. */
export interface Watched {
  readonly page: Page;
  /** Errors of the console, refused loads, dialogs, and requests that left for elsewhere. */
  readonly wrong: string[];
}

/** A new tab, with an eye on it. */
export async function watchedTab(browser: Browser, origin: string): Promise<Watched> {
  const page = await browser.newPage();
  const wrong: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warn') wrong.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => wrong.push(`error: ${String(error)}`));
  page.on('dialog', (dialog) => {
    wrong.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(origin) && !request.url().startsWith('data:'))
      wrong.push(`request: ${request.url()}`);
  });
  return { page, wrong };
}
