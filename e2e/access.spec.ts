import { expect, manifest, test } from './page.ts';

test.describe('a narrow screen', () => {
  test.use({ viewport: { width: 360, height: 740 } });
  test('shows one panel at a time and nothing spills over', async ({ kubetick, page }) => {
    await page.goto('./');
    await expect(page.getByRole('button', { name: /^step/ })).toBeEnabled({ timeout: 30_000 });
    await page.getByRole('tab', { name: 'Files' }).click();
    await page.getByRole('button', { name: /^Apply/ }).click();
    await page.getByRole('tab', { name: 'kubectl' }).first().click();
    await kubetick.expectTerminal('created');
    await page.getByRole('tab', { name: 'Stage' }).click();
    await page.getByRole('button', { name: 'settle' }).click();
    await expect(kubetick.pods('ready')).toHaveCount(4);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    for (const pod of await kubetick.pods().all()) {
      const box = await pod.boundingBox();
      expect(box!.x + box!.width).toBeLessThanOrEqual(360);
    }
    await kubetick.pods().first().click();
    await page.getByRole('tab', { name: 'Why?' }).first().click();
    await expect(page.getByTestId('why')).toBeVisible();
  });
});

test('goes on without a network once it is loaded, a refresh included', async ({ kubetick, page, context }) => {
  await kubetick.open();
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
  await context.setOffline(true);
  await page.reload();
  await expect(page.getByRole('button', { name: /^step/ })).toBeEnabled({ timeout: 30_000 });
  await kubetick.paste(manifest());
  await page.keyboard.press('ControlOrMeta+Enter');
  await kubetick.expectTerminal('created');
  await kubetick.press('settle');
  await expect(kubetick.pods('ready')).toHaveCount(4);
});
