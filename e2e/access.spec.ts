import AxeBuilder from '@axe-core/playwright';
import { expect, manifest, test } from './page.ts';

for (const colorScheme of ['dark', 'light'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });
    test('nothing that axe finds', async ({ kubetick, page }) => {
      await kubetick.open();
      await kubetick.paste(manifest());
      await page.keyboard.press('ControlOrMeta+Enter');
      await kubetick.expectTerminal('created');
      await kubetick.type('kubectl set image deployment/web nginx=no/such:image');
      await kubetick.press('settle');
      await kubetick.pods('failing').first().click();
      await expect(page.getByTestId('why')).toBeVisible();
      // Monaco and xterm bring their own trees, which their makers answer for.
      const scan = () => new AxeBuilder({ page }).exclude('.monaco-editor').exclude('.xterm').analyze();
      expect((await scan()).violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`)).toEqual([]);
      for (const tab of ['Nodes', 'Timeline', 'Table', 'Steps', 'Summary']) {
        await page.getByRole('tab', { name: tab }).click();
        await page.waitForTimeout(150);
        expect((await scan()).violations.map(({ id, nodes }) => `${tab} ${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`)).toEqual([]);
      }
    });
  });
}

test('by keyboard alone: apply, step, choose a pod, ask why', async ({ kubetick, page }) => {
  await kubetick.open();
  await page.keyboard.press('ControlOrMeta+Enter');
  await kubetick.expectTerminal('created');
  await page.getByRole('tab', { name: 'Rollout' }).focus();
  const before = await kubetick.step();
  await page.keyboard.press('.');
  await expect.poll(() => kubetick.step()).toBeGreaterThan(before);
  await page.keyboard.press('s');
  await expect(kubetick.pods('ready')).toHaveCount(4);
  await page.getByTestId('replicaset').first().focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('why')).toContainText('every container is ready');
  const ready = await kubetick.step();
  await page.getByRole('tab', { name: 'Rollout' }).focus();
  await page.keyboard.press(',');
  await expect.poll(() => kubetick.step()).toBeLessThan(ready);
});

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
