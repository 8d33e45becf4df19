import type { Page } from '@playwright/test';
import { expect, stalled, test } from './page.ts';
import { violations } from './violations.ts';
import type { Kubetick } from './page.ts';

const shoot = async (page: Page, name: string) => {
  if (process.env['SHOTS'] === undefined) return;
  for (const theme of ['light', 'dark']) {
    await page.evaluate((wanted) => {
      document.documentElement.dataset['theme'] = wanted;
      window.dispatchEvent(new Event('kubetick-theme'));
    }, theme);
    await page.waitForTimeout(500);
    await page.screenshot({ path: `${process.env['SHOTS']}/${name}-${theme}.png` });
  }
};

/** A rollout that hangs, and beside it the branch on which it was undone; opened by keys. */
async function undone(kubetick: Kubetick, page: Page) {
  await stalled(kubetick, page);
  await page.getByRole('tab', { name: 'Rollout' }).focus();
  await page.keyboard.press('v');
  await expect(page.getByRole('status').filter({ hasText: 'There is no other branch yet' })).toBeVisible();
  await page.keyboard.press('n');
  await expect(page.getByRole('status').filter({ hasText: 'A branch leaves here' })).toBeVisible();
  await kubetick.type('kubectl rollout undo deployment/web');
  await kubetick.expectTerminal('rolled back');
  await kubetick.press('settle');
  await page.getByRole('tab', { name: 'Rollout' }).focus();
  await page.keyboard.press('v');
  const [here, there] = [page.getByRole('region', { name: 'This branch' }), page.getByRole('region', { name: 'The branch beside' })];
  await expect(here.getByTestId('headline')).toContainText('revision 3 is rolled out');
  await expect(there.getByTestId('headline')).toContainText('does not progress');
  return { here, there };
}

test('two branches side by side: the ledger and the inspector say what differs, and both zoom together', async ({ kubetick, page }) => {
  const { here, there } = await undone(kubetick, page);
  // The numbers of both, and both curves on the same axes.
  await page.getByRole('button', { name: 'Ledger and what-if' }).click();
  await expect(page.getByTestId('ledger-sides')).toContainText('main');
  await expect(page.getByTestId('figure-there').filter({ hasText: '≠' }).first()).toBeVisible();
  await expect(page.getByTestId('curve-beside')).toBeVisible();
  await shoot(page, 'ledger');
  expect(await violations(page)).toEqual([]);
  // What if, and the revisions, of the branch that is chosen: there the second revision does not get on, here nothing is under way.
  const ledger = page.getByRole('group', { name: 'Branch that the ledger tells of' });
  await expect(page.getByTestId('what-if')).toContainText('Move a slider');
  await ledger.getByRole('button', { name: 'main' }).click();
  await expect(page.getByTestId('what-if')).toContainText('it gets stuck');
  const revisions = page.getByTestId('revisions');
  await expect(revisions.getByRole('listitem').first()).toContainText('→ nginx:1.25');
  await page.getByRole('group', { name: 'Branch that the revisions are of' }).getByRole('button', { name: 'main' }).click();
  await expect(revisions.getByRole('listitem').first()).toContainText('→ no/such:image');
  await revisions.getByRole('button', { name: 'undo to this' }).first().click();
  await expect(page.getByTestId('undo-preview')).toContainText(/on main: *kubectl rollout undo deployment\/web --to-revision=1/);
  await expect(page.getByTestId('undo-preview')).toContainText('4 available in about');
  await shoot(page, 'ledger-there');
  await page.getByRole('button', { name: 'Timeline', exact: true }).click();

  // The chosen object, field by field.
  await here.getByRole('button', { name: 'web', exact: true }).first().click();
  await page.getByRole('tab', { name: '≠ Differs' }).click();
  const differs = page.getByTestId('differs');
  await expect(differs.getByTestId('differs-summary')).toContainText(/≠ \d+ fields differ/);
  const image = differs.getByTestId('differs-field').filter({ hasText: 'spec.template.spec.containers[nginx].image' });
  await expect(image).toContainText('differs');
  await expect(image).toContainText(/nginx:1\.25.*no\/such:image/s);
  await shoot(page, 'differs');
  expect(await violations(page)).toEqual([]);
  await page.getByRole('tab', { name: 'Why?' }).click();
  await page.getByRole('group', { name: 'Branch that this tells of' }).getByRole('button', { name: 'main' }).click();
  await expect(page.getByTestId('why-status')).toContainText('does not progress');

  // Both zoom together, within a level wherever the wheel is turned, and down to a pod.
  const scales = () => page.locator('.stage-overlay').evaluateAll((all) => all.map((one) => (one as HTMLElement).style.transform));
  await there.getByTestId('stage').hover();
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, -100);
  await expect.poll(scales).toEqual([expect.stringMatching(/^scale\(1\.\d/), expect.stringMatching(/^scale\(1\.\d/)]);
  const [first, second] = await scales();
  expect(first).toBe(second);
  await here.getByTestId('stage').hover();
  await page.mouse.wheel(0, 100);
  await page.keyboard.up('Control');
  await expect.poll(scales).toEqual(['', '']);
  await page.getByRole('tab', { name: 'Rollout' }).focus();
  await page.keyboard.press('-');
  await expect(page.getByTestId('cluster-stage')).toHaveCount(2);
  await page.keyboard.press('+');
  await page.keyboard.press('+');
  await expect(page.getByTestId('cluster-stage')).toHaveCount(0);
  await there.locator('[data-testid=pod][data-shape=ready]').first().focus();
  await page.keyboard.press('Enter');
  await page.getByRole('tab', { name: 'Rollout' }).focus();
  for (let level = 0; level < 3; level += 1) await page.keyboard.press('+');
  await expect(page.getByTestId('pod-stage')).toHaveCount(2);
  await expect(page.getByTestId('container')).toHaveCount(2);
  await shoot(page, 'pod');
});

test('two branches side by side as nodes, timelines and tables, with one scrubber, and a key that goes over', async ({ kubetick, page }) => {
  const { here, there } = await undone(kubetick, page);
  await page.keyboard.press('2');
  await expect(here.getByTestId('node')).toHaveCount(3);
  await expect(there.getByTestId('pod')).toHaveCount(5);
  await shoot(page, 'nodes');
  await page.keyboard.press('3');
  await expect(here.getByRole('list', { name: 'Pods over time' })).toContainText('gone at');
  await expect(there.getByRole('list', { name: 'Pods over time on main' })).not.toContainText('no-such');
  await expect(page.getByTestId('timeline')).toHaveCount(2);
  await shoot(page, 'timeline');
  await page.keyboard.press('4');
  await expect(there.getByRole('table', { name: 'Objects on main' })).toContainText('≠ branch 1: ');
  await expect(here.getByRole('status')).toContainText(/≠ \d+ differ/);
  await shoot(page, 'table');
  expect(await violations(page)).toEqual([]);

  // One scrubber for both, and a key that goes over.
  await page.keyboard.press('1');
  await page.getByTestId('scrubber').focus();
  await page.keyboard.press('Home');
  await expect(page.getByTestId('beside').getByTestId('pod')).toHaveCount(0);
  await page.keyboard.press('End');
  await expect(here.getByTestId('headline')).toContainText('rolled out');
  await page.keyboard.press('x');
  await expect(here.getByTestId('headline')).toContainText('does not progress');
  await page.keyboard.press('v');
  await expect(page.getByTestId('beside')).toHaveCount(0);
});

test.describe('a narrow screen', () => {
  test.use({ viewport: { width: 390, height: 844 } });
  test('shows one of two branches, and a switch to the other', async ({ kubetick, page }) => {
    await page.goto('./');
    await expect(page.getByRole('group', { name: 'Time' }).getByRole('button', { name: /^step/ })).toBeEnabled({ timeout: 30_000 });
    await page.getByRole('tab', { name: 'kubectl' }).click();
    await page.getByTestId('terminal').locator('.xterm-screen').click();
    await page.keyboard.type('kubectl create deployment web --image=nginx --replicas=3');
    await page.keyboard.press('Enter');
    await kubetick.expectTerminal('created');
    await page.getByRole('tab', { name: 'Stage' }).click();
    await page
      .getByRole('group', { name: 'Time' })
      .getByRole('button', { name: /settle/ })
      .click();
    await expect(page.getByTestId('pod')).toHaveCount(3);
    await page.getByRole('tab', { name: 'Rollout' }).focus();
    await page.keyboard.press('n');
    await page.getByRole('tab', { name: 'kubectl' }).click();
    await page.getByTestId('terminal').locator('.xterm-screen').click();
    await page.keyboard.type('kubectl scale deployment/web --replicas=7');
    await page.keyboard.press('Enter');
    await kubetick.expectTerminal('scaled');
    await page.getByRole('tab', { name: 'Stage' }).click();
    await page
      .getByRole('group', { name: 'Time' })
      .getByRole('button', { name: /settle/ })
      .click();
    await expect(page.getByTestId('pod')).toHaveCount(7);
    await page.getByRole('tab', { name: 'Rollout' }).focus();
    await page.keyboard.press('v');
    const pick = page.getByRole('group', { name: 'Branch that is shown' });
    await shoot(page, 'narrow-here');
    await pick.getByRole('button', { name: 'main' }).click();
    await expect(page.getByTestId('pod')).toHaveCount(3);
    await shoot(page, 'narrow-there');
    await page.getByRole('tab', { name: 'Table' }).click();
    await expect(page.getByRole('table', { name: 'Objects on main' })).toContainText('≠ branch 1: 7/7');
    await shoot(page, 'narrow-table');
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  });
});
