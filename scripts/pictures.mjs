// Makes the pictures of README and docs/WALK.md from the built site: `npm run build && node scripts/pictures.mjs [NAME OF THE WALK'S …]`.
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

for (const theme of process.argv.length > 2 ? [] : ['dark', 'light']) {
  const page = await open({ width: 1440, height: 900 }, theme);
  await stalled(page);
  await page.screenshot({ path: `${out}/stalled-rollout-${theme}.png` });
  await page.close();
}

/** Until the terminal and the step have been the same for a while. */
async function quiet(page) {
  for (let last, same = 0; same < 3;) {
    await page.waitForTimeout(400);
    const now = `${await page.getByTestId('step').innerText()} ${await page.getByTestId('terminal').innerText()}`;
    same = now === last ? same + 1 : 0;
    last = now;
  }
}

async function example(page, title, speed = 'max') {
  await page.getByLabel('Speed').selectOption(speed);
  await page.getByRole('button', { name: 'examples' }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: new RegExp(`^${title}`) })
    .click();
  await quiet(page);
}

/** Instead of the line that the example offers. */
async function line(page, text) {
  await page.getByTestId('terminal').locator('.xterm-screen').click();
  await page.keyboard.press('Control+u');
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
  await quiet(page);
  await page.getByRole('button', { name: /^settle/ }).click();
  await quiet(page);
}

/** The questions of docs/WALK.md: what leads to each, and what of the page answers it. */
const walk = {
  pending: async (page) => {
    await example(page, 'Pending: it fits nowhere', '1');
    await page.getByTestId('stage').getByTestId('pod').first().click();
    return ['stage-panel', 'inspector-panel'];
  },
  stuck: async (page) => {
    await example(page, 'A bad image, and undo');
    await page.getByTestId('stage').getByRole('button', { name: 'web', exact: true }).click();
    return ['stage-panel', 'inspector-panel'];
  },
  retry: async (page) => {
    await example(page, 'A bad image, and undo');
    await page.getByTestId('stage').locator('[data-testid=pod][data-shape=failing]').first().click();
    return ['inspector-panel'];
  },
  undo: async (page) => {
    await example(page, 'A healthy rollout');
    await line(page, 'kubectl set image deployment/web nginx=nginx:1.25');
    await line(page, 'kubectl set image deployment/web nginx=nginx:1.27');
    await line(page, 'kubectl rollout undo deployment/web');
    return ['revisions-panel'];
  },
  limits: async (page) => {
    await example(page, 'Requests lost in a rollout');
    await page.getByRole('button', { name: 'Ledger and what-if' }).click();
    return ['stage-panel'];
  },
  node: async (page) => {
    await example(page, 'A healthy rollout');
    await page.getByRole('tab', { name: 'Nodes' }).click();
    await page.getByTestId('node').nth(1).click();
    await page.getByRole('button', { name: 'What if it died now?' }).click();
    await page.getByTestId('node-loss').getByText('instead, ready after').waitFor();
    return ['stage-panel', 'inspector-panel'];
  },
  requests: async (page) => {
    await example(page, 'Requests lost in a rollout');
    await page.getByRole('button', { name: /Fold the timeline/ }).click();
    return ['stage-panel'];
  },
  gone: async (page) => {
    await example(page, 'A healthy rollout');
    await line(page, 'kubectl scale deployment/web --replicas=2');
    await page.getByRole('tab', { name: 'Timeline' }).click();
    await page.waitForTimeout(600);
    const bars = page.getByTestId('timeline').getByRole('slider');
    await bars.click({ position: { x: (await bars.boundingBox()).width * 0.2, y: 67 } });
    return ['stage-panel', 'inspector-panel'];
  },
  apply: async (page) => {
    await example(page, 'Requests lost in a rollout');
    await page.locator('.view-line').nth(16).click();
    await page.keyboard.press('End');
    await page.keyboard.press('Backspace');
    await page.keyboard.type('7');
    await page.getByTestId('preview').getByText('make revision').waitFor();
    return ['editor-panel'];
  },
};

const wanted = process.argv.slice(2);
for (const [name, lead] of Object.entries(walk)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const page = await open({ width: 1280, height: name === 'undo' ? 1100 : 800 }, 'light');
  const panels = await lead(page);
  await page.mouse.move(950, 20);
  await page.waitForTimeout(700);
  const boxes = await Promise.all(panels.map((id) => page.locator(`#${id}`).boundingBox()));
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  const width = Math.max(...boxes.map((box) => box.x + box.width)) - x;
  const height = Math.max(...boxes.map((box) => box.y + box.height)) - y;
  await page.screenshot({ path: `${out}/walk-${name}.png`, clip: { x, y, width, height } });
  await page.close();
}

await browser.close();
await site.close();
console.log(`pictures are in ${out}`);
