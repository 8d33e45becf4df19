import AxeBuilder from '@axe-core/playwright';
import { expect, manifest, test } from './page.ts';

const REQUESTS = '        resources: {requests: {cpu: 100m}}\n';

test('metrics are switched on, a Deployment gets load, its autoscaler scales it; the switch goes back and forth with time, and a refresh keeps it', async ({ kubetick, page }) => {
  await kubetick.open();
  await kubetick.paste(manifest('nginx:1.25', 1) + REQUESTS);
  await page.getByRole('button', { name: /^Apply/ }).click();
  await kubetick.expectTerminal('deployment.apps/web created');
  await kubetick.press('settle');
  const before = await kubetick.step();

  // By keyboard: `c` opens the panel, the switch is reached and pressed.
  await page.keyboard.press('c');
  const panel = page.getByTestId('cluster-panel');
  const metrics = panel.getByRole('switch', { name: 'Metrics' });
  await expect(metrics).not.toBeChecked();
  await metrics.focus();
  await page.keyboard.press('Space');
  await expect(metrics).toBeChecked();
  const findings = await new AxeBuilder({ page }).include('[data-testid=cluster-panel]').analyze();
  expect(findings.violations).toEqual([]);

  // Load on the Deployment, as an input.
  await panel.getByLabel('Requests a second').fill('300');
  await panel.getByRole('button', { name: 'put' }).click();
  await expect(panel).toContainText('deployment/web 300 requests a second');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Cluster: three nodes + 1 add-on' })).toBeVisible();

  await page.getByLabel('Speed').selectOption('max');
  await kubetick.type('kubectl autoscale deployment web --min=1 --max=6 --cpu=50%');
  await kubetick.expectTerminal('autoscaled');
  await kubetick.type("kubectl wait --for=jsonpath='{.status.readyReplicas}'=6 deployment/web --timeout=300s");
  await kubetick.expectTerminal('deployment.apps/web condition met');
  await expect(kubetick.pods('ready')).toHaveCount(6);
  await kubetick.type('kubectl get hpa');
  await kubetick.expectTerminal(/cpu: \d+%\/50% +1 +6 +[46]/);
  await page.getByTestId('terminal').locator('.xterm-screen').click();
  await page.keyboard.press('Control+l');
  await kubetick.type('kubectl top pods');
  await kubetick.expectTerminal(/web-\S+ +\d+m +\d+Mi/);

  // A refresh keeps it; before the input it is off.
  await kubetick.kept('cpu: 100m');
  await page.reload();
  await expect(page.getByRole('button', { name: 'Cluster: three nodes + 1 add-on' })).toBeVisible({ timeout: 30_000 });
  await expect(kubetick.pods('ready')).toHaveCount(6);
  await page.getByTestId('step').click();
  await page.keyboard.press('Home');
  await expect(page.getByRole('button', { name: 'Cluster: three nodes', exact: true })).toBeVisible();
  expect(await kubetick.step()).toBeLessThan(before);
});
