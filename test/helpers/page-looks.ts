import type { Page } from 'puppeteer-core';
import { driftingFolder } from './drifting-folder.ts';
import { endpointId, makeManyRuns } from './many-runs.ts';

/** Widths and colours in which the page is looked at. */
export const looks = [
  { width: 1280, scheme: 'light' },
  { width: 1280, scheme: 'dark' },
  { width: 390, scheme: 'light' },
  { width: 390, scheme: 'dark' },
] as const;
export type Look = (typeof looks)[number];

/** A project of some size, with what there is to see of it. */
export interface PageSize {
  readonly name: string;
  readonly endpoint: string;
  readonly make: (folder: string) => Promise<void>;
}

const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();

/** With nothing yet, in its first hours, and with many endpoints that have months behind them. */
export const pageSizes: readonly PageSize[] = [
  { name: 'nothing', endpoint: 'support', make: (folder) => driftingFolder(folder, { runs: 0, goldens: 2 }) },
  {
    name: 'first',
    endpoint: 'support',
    make: (folder) => driftingFolder(folder, { runs: 3, goldens: 3, firstAt: hoursAgo(2.5) }),
  },
  {
    name: 'many',
    endpoint: endpointId(1),
    make: (folder) => makeManyRuns(folder, { endpoints: 20, runs: 2000, goldens: 12 }),
  },
];

/** The views of an endpoint that its size changes most. */
export const viewsOf = ({ endpoint }: PageSize) =>
  ['/', '', '/goldens', '/distributions', '/runs', '/facts', '/incidents', '/decision']
    .map((view) => (view === '/' ? view : `/endpoints/${endpoint}${view}`))
    .concat('/incidents');

/** Opens a view in a look, and waits until all of it is there. */
export async function lookAt(page: Page, url: string, path: string, { width, scheme }: Look): Promise<void> {
  await page.setViewport({ width, height: 900, isMobile: width < 600, hasTouch: width < 600 });
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
  await page.goto(url.replace(/\/$/, '') + path, { waitUntil: 'networkidle0' });
  await page.waitForFunction("document.querySelector('.skeleton') === null");
}
