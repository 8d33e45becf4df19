// Makes README's pictures from the built site: `npm run build && node scripts/pictures.mjs`.
import fs from 'node:fs';
import { chromium } from '@playwright/test';
import { CHROMIUM, root } from './setup.mjs';
import { serveFolder } from './static-server.mjs';

const out = `${root}/docs/pictures`;
fs.mkdirSync(out, { recursive: true });
const site = await serveFolder(`${root}/dist`);
const browser = await chromium.launch({
  executablePath: CHROMIUM,
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});

async function open(viewport, colorScheme) {
  const page = await browser.newPage({ viewport, colorScheme, reducedMotion: 'reduce' });
  await page.goto(site.url);
  await page.locator('.view-lines').waitFor();
  await page.getByTestId('terminal').locator('.xterm-screen').waitFor();
  return page;
}

async function type(page, line) {
  await page.getByTestId('terminal').locator('.xterm-screen').click();
  await page.keyboard.type(line);
  await page.keyboard.press('Enter');
  await page.waitForTimeout(600);
}

/** A rollout that hangs on an image that does not exist. */
async function stalled(page) {
  await page.getByRole('button', { name: /^Apply/ }).click();
  await page.waitForTimeout(600);
  await page.getByRole('button', { name: /^settle/ }).click();
  await page.waitForTimeout(1200);
  await type(page, 'kubectl set image deployment/web nginx=no/such:image');
  await page.getByRole('button', { name: /^settle/ }).click();
  await page.waitForTimeout(1500);
  await type(page, 'kubectl get pods');
  await page.getByTestId('stage').locator('[data-testid=pod][data-shape=failing]').first().click();
  await page.mouse.move(950, 20);
  await page.waitForTimeout(900);
}

for (const theme of ['dark', 'light']) {
  const page = await open({ width: 1440, height: 900 }, theme);
  await stalled(page);
  await page.screenshot({ path: `${out}/stalled-rollout-${theme}.png` });
  await page.close();
}

await browser.close();
await site.close();
console.log(`pictures are in ${out}`);
