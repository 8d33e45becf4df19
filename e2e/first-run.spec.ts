/** What somebody meets who comes for the first time, with a mouse, a finger or the keyboard alone. */
import { expect, manifest, test } from './page.ts';
import { violations } from './violations.ts';

test('an empty stage says what to do, and does it', async ({ kubetick, page }) => {
  await kubetick.open();
  await expect(page.getByText('Nothing runs in namespace default yet.')).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await page.getByRole('button', { name: 'kubectl apply -f web.yaml' }).click();
  await kubetick.expectTerminal('deployment.apps/web created');
  await expect(kubetick.headline).toContainText('a change waits for the controller');
  // Nothing that has not changed moves with a step, and play is as wide as pause.
  const places = () =>
    page.locator('header button, header select, [role=tab], .step-caption, .dock').evaluateAll((all) => all.map((one) => JSON.stringify(one.getBoundingClientRect())));
  const before = await places();
  await kubetick.press('step');
  await expect(page.getByTestId('step-caption')).toContainText('deployment-controller');
  expect(await places()).toEqual(before);
  await page.getByRole('button', { name: 'play' }).click();
  await expect(page.getByRole('button', { name: 'pause' })).toBeVisible();
  expect(await places()).toEqual(before);
});

test('a rollout is a click away', async ({ kubetick, page }) => {
  await kubetick.open();
  await page.getByRole('button', { name: 'watch a rollout' }).click();
  await expect(page.getByTestId('replicaset')).toHaveCount(2, { timeout: 30_000 });
  await expect(kubetick.headline).toContainText('revision 2 is rolled out', { timeout: 45_000 });
});

test('a browser that draws on the page only has the same stages', async ({ kubetick, page }) => {
  await page.addInitScript(() => {
    delete (HTMLCanvasElement.prototype as Partial<HTMLCanvasElement>).transferControlToOffscreen;
    delete (globalThis as { OffscreenCanvas?: unknown }).OffscreenCanvas;
  });
  await kubetick.open();
  await kubetick.type('kubectl apply -f web.yaml');
  await kubetick.press('settle');
  await expect(kubetick.pods('ready')).toHaveCount(4);
  /** Whether anything is drawn, by what the canvas holds. */
  const drawn = (view: string) =>
    page
      .getByTestId(view)
      .locator('canvas')
      .evaluate((canvas: HTMLCanvasElement) =>
        canvas
          .getContext('2d')!
          .getImageData(0, 0, canvas.width, canvas.height)
          .data.some((byte) => byte > 0),
      );
  await expect.poll(() => drawn('stage')).toBe(true);
  await kubetick.pods('ready').first().click();
  await expect(page.getByTestId('inspector')).toContainText('web-');
  await page.getByRole('tab', { name: 'Nodes', exact: true }).click();
  await expect(page.getByTestId('node').first()).toBeVisible();
  await expect.poll(() => drawn('nodes')).toBe(true);
  await page.getByRole('tab', { name: 'Timeline', exact: true }).click();
  await expect(page.getByTestId('timeline').getByRole('listitem')).toHaveCount(4);
  await expect.poll(() => drawn('timeline')).toBe(true);
});

test('the keyboard gets into the editor and the terminal, and out again', async ({ kubetick, page }) => {
  await kubetick.open();
  const focused = page.locator(':focus');
  await expect(page.getByTestId('editor').locator('.view-lines')).toBeVisible({ timeout: 30_000 });
  await page.keyboard.press('i');
  await expect(page.getByTestId('editor').getByRole('textbox')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(focused).toHaveText(/^Apply/);
  await page.keyboard.press('`');
  await expect(page.getByRole('textbox', { name: 'kubectl command line' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(focused).toHaveText('Why?');
  // Each list of tabs is a stop of the Tab key.
  await page.getByRole('button', { name: 'Open files' }).focus();
  const stops: string[] = [];
  for (let stop = 0; stop < 3; stop += 1) {
    await page.keyboard.press('Tab');
    stops.push((await focused.getAttribute('aria-label')) ?? (await focused.innerText()));
  }
  expect(stops).toEqual(["Editor's width", 'Rollout', 'Namespace']);
});

test('what port-forward opens answers, and can be read by all', async ({ kubetick, page }) => {
  await kubetick.open();
  await kubetick.paste(manifest('nginx:1.25', 1));
  await page.keyboard.press('ControlOrMeta+Enter');
  await kubetick.expectTerminal('created');
  await kubetick.press('settle');
  await expect(kubetick.pods('ready')).toHaveCount(1);
  await kubetick.type('kubectl port-forward deployment/web 8080:80');
  const ports = page.getByTestId('ports');
  await expect(ports).toContainText('answers here');
  expect(await violations(page)).toEqual([]);
  await ports.getByRole('button', { name: 'get' }).click();
  await expect(ports.getByText('HTTP 200')).toBeVisible();
  await expect(ports.getByLabel('Body')).toContainText('nginx');
  expect(await violations(page)).toEqual([]);
  await ports.getByLabel('Path').fill('/not-there');
  await page.keyboard.press('Enter');
  await expect(ports.getByText('HTTP 404')).toBeVisible();
  await page.setViewportSize({ width: 390, height: 740 });
  await page.getByRole('tablist', { name: 'Panels' }).getByRole('tab', { name: 'kubectl' }).click();
  for (const name of ['get', 'stop']) {
    const box = (await ports.getByRole('button', { name }).boundingBox())!;
    expect(box.x + box.width).toBeLessThanOrEqual(390);
  }
  expect(await violations(page)).toEqual([]);
  await ports.getByRole('button', { name: 'stop' }).click();
  await expect(ports).toBeHidden();
});

test.describe('fingers on a narrow screen', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('share, export and theme are under More', async ({ kubetick, page }) => {
    await kubetick.open({ terminal: false });
    await page.getByRole('button', { name: 'kubectl apply -f web.yaml' }).tap();
    await expect(page.getByRole('status').filter({ hasText: '$ kubectl apply -f web.yaml' })).toBeVisible();
    const more = page.getByRole('button', { name: 'More' });
    await more.tap();
    await expect(page.getByRole('menu')).toBeVisible();
    // A menu stands outside of the landmarks, as its library puts it.
    expect(await violations(page, ['region'])).toEqual([]);
    for (const item of await page.getByRole('menu').locator('[role^=menuitem]').all()) expect((await item.boundingBox())!.height).toBeGreaterThanOrEqual(44);
    const download = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: 'the objects as YAML' }).tap();
    expect((await download).suggestedFilename()).toBe('kubetick.yaml');
    await more.tap();
    await page.getByRole('menuitemradio', { name: 'Dark' }).tap();
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
    // What is pressed on the stage is what the panel of reasons is about.
    await page.getByRole('button', { name: 'web', exact: true }).tap();
    await page.getByRole('tab', { name: 'Why? web' }).tap();
    await expect(page.getByTestId('why')).toContainText('Deployment');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  });
});
