/** Every view, panel and dialog once, in light and dark: axe finds nothing, and nothing spills over; the main states as pictures. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, stalled, test } from './page.ts';

/** Monaco and xterm bring their own trees, which their makers answer for. */
async function scan(page: Page, where: string, more: { readonly without?: readonly string[] } = {}): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme);
    const axe = new AxeBuilder({ page })
      .exclude('.monaco-editor')
      .exclude('.xterm')
      .disableRules([...(more.without ?? [])]);
    // The themes differ in their colours alone: all other rules are asked once.
    if (colorScheme === 'light') axe.withRules(['color-contrast']);
    const { violations } = await axe.analyze();
    expect(
      violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`),
      `${where}, ${colorScheme}`,
    ).toEqual([]);
  }
}

/** The page in both themes. The editor's and the terminal's texts are their makers', and blink. */
async function picture(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme);
    await page.mouse.move(1, 1);
    await expect(page).toHaveScreenshot(`${name}-${colorScheme}.png`, { mask: [page.locator('.monaco-editor'), page.locator('.xterm')], maskColor: '#808080' });
  }
}

/** A key is nobody's but the page's while a tab has the focus. */
const press = async (page: Page, key: string) => {
  await page.getByRole('tab', { name: 'Rollout' }).focus();
  await page.keyboard.press(key);
};

test.use({ contextOptions: { reducedMotion: 'reduce' } });

test('axe finds nothing in the inspector and in any view', async ({ kubetick, page }) => {
  test.setTimeout(180_000);
  await stalled(kubetick, page);
  await kubetick.pods('failing').first().click();
  await expect(page.getByTestId('why')).toBeVisible();
  await scan(page, 'Why?');
  for (const tab of ['Summary', 'YAML', 'Describe', 'Events', 'Logs']) {
    await page.getByRole('tablist', { name: 'Inspector' }).getByRole('tab', { name: tab }).click();
    await scan(page, tab);
  }
  for (const view of ['Nodes', 'Timeline', 'Table', 'Rollout']) {
    await page.getByRole('tab', { name: view }).click();
    await scan(page, view);
  }
});

test('axe finds nothing in any dialog or panel under a button', async ({ kubetick, page }) => {
  test.setTimeout(180_000);
  await stalled(kubetick, page);
  // What a key opens, by the name of its dialog where it is one.
  for (const [key, place] of [
    ['f', page.getByRole('dialog', { name: 'Break something' })],
    ['q', page.getByRole('dialog', { name: 'Send traffic' })],
    ['c', page.getByTestId('cluster-panel')],
    ['u', page.getByLabel('Condition', { exact: true })],
    ['m', page.getByTestId('places')],
    ['g', page.getByTestId('branches')],
    ['d', page.getByRole('dialog')],
    ['?', page.getByRole('dialog')],
    ['ControlOrMeta+k', page.getByRole('dialog')],
  ] as const) {
    await press(page, key);
    await expect(place, `what ${key} opens`).toBeVisible();
    await scan(page, `what ${key} opens`);
    await page.keyboard.press('Escape');
    await expect(place, `what ${key} opened`).toBeHidden();
  }
  await page.getByRole('button', { name: 'examples' }).click();
  await expect(page.getByRole('dialog', { name: 'Examples' })).toBeVisible();
  await scan(page, 'examples');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Export' }).click();
  await expect(page.getByRole('menu')).toBeVisible();
  // A menu stands outside of the landmarks, as its library puts it.
  await scan(page, 'export', { without: ['region'] });
});

test('axe finds nothing where something is broken, and in two branches side by side', async ({ kubetick, page }) => {
  test.setTimeout(180_000);
  await stalled(kubetick, page);
  // Something broken, what if a node died, and two branches side by side.
  await kubetick.type('kubetick fault node-disconnect node-2');
  await expect(page.getByRole('region', { name: 'Broken now' })).toBeVisible();
  await page.getByRole('tab', { name: 'Nodes' }).click();
  await page.getByTestId('node').first().click();
  await page.getByRole('button', { name: 'What if it died now?' }).click();
  await page
    .getByTestId('node-loss')
    .getByRole('button', { name: /^Try it on a branch/ })
    .click({ timeout: 30_000 });
  await expect(page.getByTestId('beside')).toBeVisible();
  await scan(page, 'side by side');
});

test('the main states look as they did', async ({ kubetick, page }) => {
  test.setTimeout(180_000);
  await page.setViewportSize({ width: 1280, height: 720 });
  await kubetick.open();
  await expect(page.getByTestId('editor').locator('.view-lines')).toBeVisible();
  await picture(page, 'empty');
  await stalled(kubetick, page);
  await page.getByTestId('clock').click();
  await expect(kubetick.sentence).toContainText('3 available − 1 < floor 3');
  await picture(page, 'stalled');
  for (const view of ['Nodes', 'Timeline', 'Table']) {
    await page.getByRole('tab', { name: view }).click();
    await expect(page.getByTestId({ Nodes: 'node', Timeline: 'timeline', Table: 'table-row' }[view]!).first()).toBeVisible();
    await picture(page, view.toLowerCase());
  }
  await page.getByRole('tab', { name: 'Rollout' }).click();
  await page.setViewportSize({ width: 390, height: 740 });
  await page.getByRole('tab', { name: 'Stage' }).click();
  await expect(kubetick.pods('failing')).toHaveCount(2);
  await picture(page, 'narrow');
});
