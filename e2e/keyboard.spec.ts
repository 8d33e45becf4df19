import { expect, manifest, test } from './page.ts';

test('the whole story by keyboard alone', async ({ kubetick, page }) => {
  await kubetick.open();
  const key = (name: string) => page.keyboard.press(name);
  /** Out of whatever field has the focus, to where keys are the page's. */
  const toStage = () => page.getByRole('tab', { name: 'Rollout' }).focus();
  const toTerminal = async () => {
    await key('`');
    await expect(page.getByRole('textbox', { name: 'kubectl command line' })).toBeFocused();
  };
  // A file, pasted into the editor, and applied.
  await page.locator('.monaco-editor').first().getByRole('textbox').focus();
  await kubetick.pasteHere(manifest());
  await key('ControlOrMeta+Enter');
  await kubetick.expectTerminal('created');
  // Step, settle.
  await toStage();
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
  await toStage();
  await key('s');
  await expect(kubetick.pods('failing')).toHaveCount(2);
  const hung = await kubetick.step();
  // A failing pod: why?
  await page.getByTestId('replicaset').first().focus();
  await key('ArrowRight');
  await key('Enter');
  const why = page.getByTestId('why');
  await expect(why.getByTestId('why-status')).toHaveText(/ImagePull/);
  // Undo, from the answer.
  await why.getByRole('button', { name: 'kubectl rollout undo deployment/web', exact: true }).focus();
  await key('Enter');
  await kubetick.expectTerminal('rolled back');
  await toStage();
  await key('s');
  await expect(kubetick.headline).toContainText('revision 3 is rolled out');
  const end = await kubetick.step();
  // Back by the scrubber, into the middle of the trouble.
  await page.getByTestId('scrubber').focus();
  while ((await kubetick.step()) > hung) {
    const step = await kubetick.step();
    await key('PageDown');
    await expect.poll(() => kubetick.step()).toBeLessThan(step);
  }
  expect(await kubetick.step()).toBeGreaterThan(0);
  await expect(page.getByTestId('step')).toBeVisible();
  // Another way out, on a branch; the old future is still there.
  await toStage();
  await toTerminal();
  await page.keyboard.type('kubectl scale deployment/web --replicas=6');
  await key('Enter');
  await kubetick.expectTerminal('scaled');
  await expect(page.getByTestId('branch')).toContainText('branch 1');
  await toStage();
  await key('g');
  await expect(page.getByTestId('branches')).toBeVisible();
  await page.getByTestId('branches').getByRole('button', { name: /^main/ }).focus();
  await key('Enter');
  await key('Escape');
  await expect(page.getByTestId('step')).toHaveText(`step ${end}`);
  await expect(kubetick.headline).toContainText('revision 3 is rolled out');
  expect(healthy).toBeLessThan(hung);
});
