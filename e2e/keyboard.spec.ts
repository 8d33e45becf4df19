import type { Locator } from '@playwright/test';
import { expect, manifest, test } from './page.ts';

test('the whole story by keyboard alone', async ({ kubetick, page }) => {
  await kubetick.open();
  const key = (name: string) => page.keyboard.press(name);
  const focused = page.locator(':focus');
  /** To the view of rollouts, from where keys are the page's; out of a field Escape leads first. */
  const toStage = async () => {
    await key('1');
    await expect(focused).toHaveText('Rollout');
  };
  const outAndToStage = async () => {
    await key('Escape');
    await toStage();
  };
  /** Goes on with Tab until something has the focus. */
  const tabTo = async (target: Locator) => {
    for (let stops = 0; stops < 40 && !(await target.evaluate((element) => element === document.activeElement)); stops += 1) await key('Tab');
    await expect(target).toBeFocused();
  };
  const toTerminal = async () => {
    await key('`');
    await expect(page.getByRole('textbox', { name: 'kubectl command line' })).toBeFocused();
  };
  // A file, pasted into the editor, and applied.
  await key('i');
  await expect(page.getByTestId('editor').getByRole('textbox')).toBeFocused();
  await kubetick.pasteHere(manifest());
  await key('ControlOrMeta+Enter');
  await kubetick.expectTerminal('created');
  // Step, settle.
  await outAndToStage();
  const before = await kubetick.step();
  await key('.');
  await expect.poll(() => kubetick.step()).toBeGreaterThan(before);
  await key('s');
  await expect(kubetick.pods('ready')).toHaveCount(4);
  const healthy = await kubetick.step();
  // The terminal: an image that does not exist.
  await toTerminal();
  await page.keyboard.type('kubectl set image deployment/web nginx=no/such:image');
  await key('Enter');
  await kubetick.expectTerminal('image updated');
  await outAndToStage();
  await key('s');
  await expect(kubetick.pods('failing')).toHaveCount(2);
  const hung = await kubetick.step();
  // A failing pod: why?
  await tabTo(page.getByTestId('replicaset').first());
  await key('ArrowRight');
  await key('Enter');
  const why = page.getByTestId('why');
  await expect(why.getByTestId('why-status')).toHaveText(/ImagePull/);
  // Undo, from the answer.
  await key('w');
  await expect(focused).toHaveText('Why?');
  await tabTo(why.getByRole('button', { name: 'kubectl rollout undo deployment/web', exact: true }));
  await key('Enter');
  await kubetick.expectTerminal('rolled back');
  await toStage();
  await key('s');
  await expect(kubetick.headline).toContainText('revision 3 is rolled out');
  const end = await kubetick.step();
  // Back from mark to mark, into the middle of the trouble.
  while ((await kubetick.step()) > hung) {
    const step = await kubetick.step();
    await key('[');
    await expect.poll(() => kubetick.step()).toBeLessThan(step);
  }
  // Another way out, on a branch; the old future is still there.
  await toTerminal();
  await page.keyboard.type('kubectl scale deployment/web --replicas=6');
  await key('Enter');
  await kubetick.expectTerminal('scaled');
  await expect(page.getByTestId('branch')).toContainText('branch 1');
  await outAndToStage();
  await key('g');
  await expect(page.getByTestId('branches')).toBeVisible();
  await tabTo(page.getByTestId('branches').getByRole('button', { name: /^main/ }));
  await key('Enter');
  await key('Escape');
  await expect(page.getByTestId('step')).toHaveText(`step ${end}`);
  await expect(kubetick.headline).toContainText('revision 3 is rolled out');
  expect(healthy).toBeLessThan(hung);
});
