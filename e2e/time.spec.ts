import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, manifest, test } from './page.ts';
import type { Kubetick } from './page.ts';

async function applied(kubetick: Kubetick, page: Page): Promise<void> {
  await kubetick.open();
  await kubetick.paste(manifest());
  await page.keyboard.press('ControlOrMeta+Enter');
  await kubetick.expectTerminal('created');
}

async function stalled(kubetick: Kubetick, page: Page): Promise<void> {
  await applied(kubetick, page);
  await kubetick.press('settle');
  await expect(kubetick.pods('ready')).toHaveCount(4);
  await kubetick.type('kubectl set image deployment/web nginx=no/such:image');
  await kubetick.expectTerminal('image updated');
  await kubetick.press('settle');
  await expect(kubetick.pods('failing')).toHaveCount(2);
}

const violations = async (page: Page) =>
  (await new AxeBuilder({ page }).exclude('.monaco-editor').exclude('.xterm').analyze()).violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`,
  );

test('a way out is tried on a branch, beside what happens without it; the objects that differ are told', async ({ kubetick, page }) => {
  await stalled(kubetick, page);
  await kubetick.pods('failing').first().focus();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: /^Try it on a branch: kubectl rollout undo/ }).click();
  await kubetick.expectTerminal('rolled back');
  await kubetick.press('settle');
  const sides = page.getByTestId('beside').getByTestId('headline');
  await expect(sides.nth(0)).toContainText('revision 3 is rolled out');
  await expect(sides.nth(1)).toContainText('does not progress');
  const heads = page.getByTestId('beside').locator('.beside-head .num');
  const time = /T\+[\d:.]+/;
  expect(time.exec(await heads.nth(0).innerText())?.[0]).toBe(time.exec(await heads.nth(1).innerText())?.[0]);
  // One scrubber for both: before the fork they are the same.
  await page.getByTestId('scrubber').focus();
  await page.keyboard.press('Home');
  await expect(page.getByTestId('beside').getByTestId('pod')).toHaveCount(0);
  await page.keyboard.press('End');
  await expect(sides.nth(1)).toContainText('does not progress');
  expect(await violations(page)).toEqual([]);

  await page.getByTestId('branch').getByRole('button').click();
  const rows = page.getByTestId('branch-row');
  await expect(rows).toHaveCount(2);
  await expect(rows.nth(1)).toContainText('you are here');
  expect(await violations(page)).toEqual([]);
  await rows
    .nth(1)
    .getByRole('button', { name: /^Rename/ })
    .click();
  await page.keyboard.type('the way out');
  await page.keyboard.press('Enter');
  await expect(rows.nth(1)).toContainText('the way out');
  await rows.nth(0).getByRole('button', { name: 'Which objects of main differ' }).click();
  const deployment = page.getByTestId('compare-object').filter({ hasText: 'Deployment web' });
  await expect(deployment).toContainText('spec.template.spec.containers[nginx].image: no/such:image → nginx:1.25');
  await deployment.click();
  await expect(page.getByTestId('compare-diff')).toContainText(/\+ +- image: nginx:1\.25/);
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press('Escape');

  await page.getByRole('region', { name: 'The branch beside' }).getByRole('button', { name: 'go there' }).click();
  await expect(sides.nth(0)).toContainText('does not progress');
  await page.getByTestId('branch').getByRole('button').click();
  await rows.nth(1).getByRole('button', { name: 'Remove the way out' }).click();
  await expect(rows).toHaveCount(1);
  await expect(page.getByTestId('beside')).toHaveCount(0);
});

test('time runs until a condition holds, goes back to when it last did, and stops there while playing', async ({ kubetick, page }) => {
  await applied(kubetick, page);
  await page.getByRole('tab', { name: 'Rollout' }).focus();
  await page.keyboard.press('u');
  const field = page.getByRole('textbox', { name: 'Condition' });
  await field.fill('deployment/web .status.readyReplicas[ == 2');
  await expect(page.getByTestId('until')).toContainText('In brackets stands an index');
  await expect(page.getByTestId('until').locator('mark')).toHaveText('[');
  expect(await violations(page)).toEqual([]);
  await field.fill('deployment/web .status.readyReplicas == 2');
  await expect(page.getByTestId('until')).toContainText('It does not hold at this step.');
  await field.press('Enter');
  await expect(page.getByRole('status').filter({ hasText: 'It holds since step' })).toBeVisible();
  await expect(kubetick.headline).toContainText('2 available');
  const two = await kubetick.step();

  await kubetick.press('settle');
  await expect(kubetick.pods('ready')).toHaveCount(4);
  await page.getByRole('button', { name: 'until' }).click();
  await expect(page.getByRole('list', { name: 'Used before' })).toContainText('readyReplicas == 2');
  await field.press('Shift+Enter');
  await expect(page.getByRole('status').filter({ hasText: 'It last held here' })).toBeVisible();
  await expect(kubetick.headline).not.toContainText('4 available');
  expect(await kubetick.step()).toBeGreaterThanOrEqual(two);

  await page.getByTestId('scrubber').focus();
  await page.keyboard.press('Home');
  await page.getByRole('button', { name: 'until' }).click();
  await page.getByRole('button', { name: 'stop there while playing' }).click();
  await expect(page.getByRole('list', { name: 'Breakpoints' }).getByRole('listitem')).toHaveCount(1);
  await page.keyboard.press('Escape');
  await page.getByLabel('Speed').selectOption('10');
  await kubetick.transport.getByRole('button', { name: /^play/ }).click();
  await expect(page.getByRole('status').filter({ hasText: 'The clock stopped: deployment/web' })).toBeVisible();
  expect(await kubetick.step()).toBe(two);
});

test('bookmarks have names, the scrubber tells what happened, and keys go from one mark to the next', async ({ kubetick, page }) => {
  await stalled(kubetick, page);
  const end = await kubetick.step();
  await page.getByTestId('scrubber').focus();
  await page.keyboard.press('Shift+ArrowLeft');
  await expect.poll(() => kubetick.step()).toBeLessThan(end);
  const slider = page.getByTestId('scrubber');
  await expect(slider).toHaveAttribute('aria-valuetext', /(warning|event|command|done): /);
  await page.keyboard.press('b');
  await page.getByRole('button', { name: 'Bookmarks, and what happened' }).click();
  const places = page.getByTestId('places');
  await places.getByRole('button', { name: /^Rename the bookmark/ }).click();
  await page.keyboard.type('the first refusal');
  await page.keyboard.press('Enter');
  await expect(places.getByRole('list', { name: 'Bookmarks' })).toContainText('the first refusal');
  await expect(places.getByRole('list', { name: 'What happened' })).toContainText('kubectl apply -f web.yaml');
  await expect(places.getByRole('list', { name: 'What happened' })).toContainText('deployment/web is rolled out');
  expect(await violations(page)).toEqual([]);
  await places.getByRole('button', { name: /kubectl apply -f web.yaml/ }).click();
  await expect(kubetick.pods()).toHaveCount(0);
  await page.keyboard.press('Escape');
  await page.getByRole('tab', { name: 'Rollout' }).focus();
  await page.keyboard.press(']');
  await expect(page.getByRole('status').filter({ hasText: /^Step \d+: / })).toBeVisible();

  // A link takes the bookmarks along.
  await page.getByRole('button', { name: 'share' }).click();
  await expect(page).toHaveURL(/#s=/);
  const other = await page.context().newPage();
  await other.goto(page.url());
  await other.getByRole('button', { name: 'Bookmarks, and what happened' }).click();
  await expect(other.getByTestId('places').getByRole('list', { name: 'Bookmarks' })).toContainText('the first refusal', { timeout: 30_000 });
  await other.close();
});
