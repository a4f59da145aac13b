import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { launchChromium, watchedTab } from '../helpers/chromium.ts';
import { lookAt, looks, pageSizes, viewsOf } from '../helpers/page-looks.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

/**
 * `node test/pictures/page.ts FOLDER`: pictures of the page of `pinwatch serve` with nothing yet, 3 runs of one endpoint and
 * 2,000 of each of 20, at 1,280 and 390 pixels, light and dark; for a person to look at after a change of the page. Prints what the
 * browser complained of, and views that are wider than the screen.
 */
const main = resolve(import.meta.dirname, '../../lib/cli/main.ts');
const output = resolve(process.argv[2] ?? 'page-pictures');
mkdirSync(output, { recursive: true });

const browser = await launchChromium();
try {
  for (const size of pageSizes) {
    using folder = temporaryFolder();
    await size.make(folder.path);
    const server = spawn(process.execPath, [main, 'serve', '--port', '0', '--json', '--read-only'], {
      cwd: folder.path,
      env: { ...process.env, NODE_NO_WARNINGS: '1' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const url = await new Promise<string>((settle, fail) => {
      server.stdout.once('data', (said) => settle((JSON.parse(String(said)) as { url: string }).url));
      server.once('close', () => fail(new Error('the server ended')));
    });
    const { page, wrong } = await watchedTab(browser, url);
    for (const look of looks)
      for (const path of viewsOf(size)) {
        await lookAt(page, url, path, look);
        const width = Number(await page.evaluate('document.documentElement.scrollWidth'));
        if (width > look.width) wrong.push(`${path} is ${width} pixels wide at ${look.width}`);
        const view = path.replaceAll('/', '-').replace(`-endpoints-${size.endpoint}`, 'endpoint') || 'overview';
        const name = `${size.name}-${view === '-' ? 'overview' : view}-${look.width}-${look.scheme}.png`;
        await page.screenshot({ path: join(output, name) as `${string}.png`, fullPage: true });
      }
    await page.close();
    server.kill('SIGINT');
    for (const what of wrong) console.error(`${size.name}: ${what}`);
  }
} finally {
  await browser.close();
}
