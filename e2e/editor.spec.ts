import { expect, test } from './page.ts';

const old = `apiVersion: extensions/v1beta1
kind: Deployment
metadata:
  name: web
spec:
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - name: nginx
        image: nginx:1.25
`;

test('an old manifest is repaired by keyboard in one undoable step; what its fields mean is at hand', async ({ kubetick, page }) => {
  await kubetick.open();
  await kubetick.paste(old);
  const editor = page.getByTestId('editor');
  await expect(page.getByTestId('problems')).toContainText('no matches for kind "Deployment" in version "extensions/v1beta1"');
  await page.keyboard.press('ControlOrMeta+Home');
  await expect(editor.locator('.codicon-light-bulb, .codicon-lightbulb, [class*=lightbulb]').first()).toBeVisible();
  await page.keyboard.press('ControlOrMeta+.');
  const menu = page.locator('.action-widget').first();
  await expect(menu).toContainText('Use apps/v1 with a selector');
  await page.keyboard.press('Enter');
  await expect(editor).toContainText('matchLabels');
  await expect(editor).toContainText('apiVersion: apps/v1');
  await expect(page.getByTestId('problems')).toHaveCount(0);
  await page.keyboard.press('ControlOrMeta+z');
  await expect(editor).toContainText('extensions/v1beta1');
  await expect(editor).not.toContainText('matchLabels');

  await kubetick.type('kubectl explain deployment.spec.paused');
  await kubetick.expectTerminal('Indicates that the deployment is paused.');
});
