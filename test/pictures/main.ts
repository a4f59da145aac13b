import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { launchChromium } from '../helpers/chromium.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { terminalPage } from './terminal-page.ts';

/**
 * `npm run pictures`: makes the pictures of the README anew, from a demo that runs for this. Wants two idle cores, since the
 * picture says how long it took.
 */
const root = resolve(import.meta.dirname, '../..');
const images = join(root, 'docs/images');

using folder = temporaryFolder();
const said = await demo(folder.path);
const browser = await launchChromium();
try {
  const page = await browser.newPage();
  await page.setViewport({ width: 890, height: 600, deviceScaleFactor: 2 });
  await page.setContent(terminalPage('npm start', said));
  await page.screenshot({ path: join(images, 'demo-terminal.png'), fullPage: true });
  await page.setViewport({ width: 1100, height: 1250, deviceScaleFactor: 2 });
  await page.goto(pathToFileURL(join(folder.path, 'pinwatch-demo/pinwatch-report/support-desk.html')).href);
  await page.screenshot({ path: join(images, 'report.png') });
} finally {
  await browser.close();
}

/** What a demo writes in colour, of its last state: whatever it wrote over is left out. */
function demo(cwd: string): Promise<string> {
  return new Promise((settle, fail) => {
    const child = spawn(process.execPath, [join(root, 'lib/cli/main.ts'), 'demo'], {
      cwd,
      env: { ...process.env, FORCE_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    child.stdout.on('data', (data) => {
      text += String(data);
    });
    child.on('error', fail);
    child.on('close', (code) => (code === 0 ? settle(text) : fail(new Error(`the demo ended with ${code}`))));
  });
}
