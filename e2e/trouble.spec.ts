import AxeBuilder from '@axe-core/playwright';
import { expect, test } from './page.ts';

test('breaks a node by keyboard, says what is broken, and mends it; sends traffic', async ({ kubetick, page }) => {
  await kubetick.open();
  await kubetick.type('kubectl create deployment web --image=nginx:1.25 --replicas=3 && kubectl expose deployment web --port=80');
  await kubetick.expectTerminal('service/web exposed');
  await page.getByRole('button', { name: 'settle' }).click();
  await page.getByTestId('clock').click();

  await page.keyboard.press('f');
  const dialog = page.getByRole('dialog', { name: 'Break something' });
  await dialog.getByRole('combobox').selectOption({ label: 'node-2' });
  await dialog.getByRole('button', { name: 'cut it off from the network' }).focus();
  await page.keyboard.press('Enter');
  const strip = page.getByRole('region', { name: 'Broken now' });
  await expect(strip).toContainText('node-2 is cut off from the network');
  expect((await new AxeBuilder({ page }).include('.broken').analyze()).violations).toEqual([]);

  await page.getByTestId('clock').click();
  await page.keyboard.press('q');
  const traffic = page.getByRole('dialog', { name: 'Send traffic' });
  await expect(traffic.getByLabel('Ask')).toHaveValue('svc/web');
  await traffic.getByLabel('Requests a second').fill('50');
  expect((await new AxeBuilder({ page }).include('[role=dialog]').analyze()).violations).toEqual([]);
  await traffic.getByRole('button', { name: 'start' }).click();
  await kubetick.expectTerminal('kubetick: asks svc/web 50 times a second');
  await page.getByRole('button', { name: 'settle' }).click();
  await page.getByTestId('clock').click();
  await page.keyboard.press('q');
  await expect(traffic).toContainText(/\d requests · [\d,]+ lost.* because node-2, where web-\S+ runs, does not answer/);
  await page.keyboard.press('Escape');

  await strip.getByRole('button', { name: 'connect it again' }).click();
  await expect(strip).toBeHidden();
  await expect.poll(() => kubetick.terminal()).toContain('kubetick: the kubelet of node-2 answers again');
});
