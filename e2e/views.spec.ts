import type { Page } from '@playwright/test';
import { expect, manifest, test } from './page.ts';
import { violations } from './violations.ts';
import type { Kubetick } from './page.ts';

async function applied(kubetick: Kubetick, page: Page, text: string, last: string): Promise<void> {
  await kubetick.open();
  await kubetick.paste(text);
  await page.keyboard.press('ControlOrMeta+Enter');
  await kubetick.expectTerminal(last);
}

const probed = manifest('nginx:1.25', 2).replace(
  '        image: nginx:1.25',
  '        image: nginx:1.25\n        readinessProbe: {httpGet: {path: /, port: 80}, periodSeconds: 5}',
);

test('the stage zooms from the cluster into a container and back, by keys and by buttons', async ({ kubetick, page }) => {
  await applied(kubetick, page, probed, 'created');
  await kubetick.press('settle');
  await expect(kubetick.pods('ready')).toHaveCount(2);
  const zoom = page.getByRole('navigation', { name: 'Zoom' });
  const here = zoom.locator('[aria-current=location]');
  await kubetick.pods('ready').first().click();
  await page.getByRole('tab', { name: 'Rollout' }).focus();
  await page.keyboard.press('+');
  await expect(here).toHaveText('web');
  await page.keyboard.press('+');
  await expect(here).toHaveText('revision 1');
  await page.keyboard.press('+');
  await expect(here).toHaveText(/^web-/);
  const container = page.getByTestId('pod-stage').getByTestId('container');
  await expect(container).toContainText('running for');
  await expect(container.getByTestId('probe')).toContainText(/success.*GET :80\/.*asks in \d+ s/);
  await container.getByRole('button', { name: 'nginx' }).click();
  await expect(here).toHaveText('nginx');
  await expect(page.getByRole('region', { name: 'Log of nginx' })).toBeVisible();
  expect(await violations(page)).toEqual([]);
  // The place stays, whatever time does: before the pod was made it is not there.
  await here.focus();
  await page.keyboard.press('Home');
  await expect(page.getByTestId('pod-stage')).toContainText('is not there at step');
  await page.keyboard.press('End');
  await expect(container).toContainText('running for');
  for (const text of [/^web-/, 'revision 1', 'web', 'default', 'cluster']) {
    await page.keyboard.press('-');
    await expect(here).toHaveText(text);
  }
  await expect(page.getByTestId('cluster-stage')).toContainText('3 nodes');
  await page.getByRole('button', { name: /^default 1 workload · 2 pods.*2 ready/ }).click();
  await expect(here).toHaveText('default');
});

test('each step says what was done, by whom, because of what', async ({ kubetick, page }) => {
  await applied(kubetick, page, manifest(), 'created');
  await kubetick.press('step');
  const caption = page.getByTestId('step-caption');
  await expect(caption).toContainText(/deployment-controller.*No ReplicaSet.*because of step \d+ \(you/);
  const step = await kubetick.step();
  await caption.getByRole('button', { name: /^because of step/ }).click();
  await expect.poll(() => kubetick.step()).toBeLessThan(step);
});

const attached = `${manifest('nginx:1.25', 4)}---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec: {minReplicas: 2, maxReplicas: 8, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 50}}}]}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web}
spec: {minAvailable: 3, selector: {matchLabels: {app: web}}}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop}
spec: {rules: [{host: shop.example, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}, {path: /x, pathType: Prefix, backend: {service: {name: none, port: {number: 80}}}}]}}]}
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: often}
spec: {schedule: '* * * * *', jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: busybox}]}}}}}
`;

test('what scales, guards, leads to and asks a Deployment stands under it', async ({ kubetick, page }) => {
  await applied(kubetick, page, attached, 'cronjob.batch/often created');
  await kubetick.press('settle');
  await page.getByRole('button', { name: /Fold the timeline/ }).click();
  const web = page.getByTestId('rollout').first();
  await expect(web.getByTestId('attachment-budget')).toContainText('4 of 3 healthy · 1 may be evicted');
  await expect(web.getByRole('img', { name: /Deployment web: 4 now.*at least 2, at most 8/ })).toBeAttached();
  await expect(web.getByTestId('attachment-ingress')).toContainText(/svc\/web:80 ✓ 4 endpoints.*✕ no such Service/);
  await expect(page.getByTestId('attachment-schedule').getByRole('img', { name: /^Next run in \d+ s/ })).toBeAttached();
  await kubetick.type('kubetick traffic start svc/web --rate 10');
  await kubetick.expectTerminal('asks svc/web 10 times a second');
  await kubetick.press('settle');
  await expect(web.getByTestId('attachment-traffic')).toContainText(/10 requests\/s to svc\/web.*none lost.*by nginx:1.25/);
  await kubetick.type('kubectl delete pods --all --force --grace-period 0');
  await kubetick.expectTerminal('force deleted');
  await kubetick.press('settle');
  await expect(web.getByTestId('attachment-traffic')).toContainText(/\d+ lost/);
  expect(await violations(page)).toEqual([]);
});

test('the table holds everything, owners before what they own, and is filtered', async ({ kubetick, page }) => {
  await applied(kubetick, page, attached, 'cronjob.batch/often created');
  await kubetick.press('settle');
  await page.getByRole('tab', { name: 'Table' }).click();
  const rows = page.getByTestId('table-row');
  await expect(rows.nth(0)).toContainText('Deployment');
  await expect(rows.nth(1)).toContainText('ReplicaSet');
  await expect(rows.nth(2)).toContainText('Pod');
  await page.getByLabel('Filter the table').fill('pod web');
  await expect(page.locator('[data-testid=table-row][data-kind=Pod]')).toHaveCount(4);
  await rows.nth(0).getByRole('button').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(rows.nth(1)).toHaveAttribute('data-selected', 'true');
  expect(await violations(page)).toEqual([]);
});

test('nodes give their reasons, with numbers, for the pod that is pointed at', async ({ kubetick, page }) => {
  const big = manifest('nginx:1.25', 4).replace('        image: nginx:1.25', '        image: nginx:1.25\n        resources: {requests: {cpu: 1500m}}');
  await applied(kubetick, page, big, 'created');
  await kubetick.press('settle');
  await page.getByRole('tab', { name: 'Nodes' }).click();
  await page.getByRole('list', { name: 'Pods without a node' }).getByTestId('pod').focus();
  await expect(page.getByRole('button', { name: /^Node node-1.*refuses web-.*Insufficient cpu \(asks 1.5, 500m left\)/ })).toBeAttached();
});

for (const width of [360, 390]) {
  test.describe(`${width} px`, () => {
    test.use({ viewport: { width, height: 740 }, hasTouch: true });
    test('every view and level stays inside the screen, and what is touched is large enough', async ({ kubetick, page }) => {
      await page.goto('./');
      await expect(kubetick.transport.getByRole('button', { name: /^step/ })).toBeEnabled({ timeout: 30_000 });
      await page.getByRole('tab', { name: 'Files' }).click();
      await page.getByRole('button', { name: /^Apply/ }).click();
      await expect(page.getByRole('status').filter({ hasText: '$ kubectl apply' })).toBeVisible();
      await page.getByRole('tab', { name: 'Stage' }).click();
      await kubetick.press('settle');
      await expect(kubetick.pods('ready')).toHaveCount(4);
      const inside = async () => {
        const boxes = await page.locator('.transport button, .crumbs button, .tabs button, .dock-bar button').evaluateAll((buttons) =>
          buttons.map((button) => {
            const { right, width: wide, height } = button.getBoundingClientRect();
            return { name: button.textContent || button.getAttribute('aria-label'), right, wide, height };
          }),
        );
        for (const { name, right, wide, height } of boxes) {
          if (wide === 0) continue;
          expect(height, `height of ${name}`).toBeGreaterThanOrEqual(24);
          expect(right, `right edge of ${name}`).toBeLessThanOrEqual(width + 1);
        }
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      };
      await inside();
      await kubetick.pods('ready').first().click();
      for (let level = 0; level < 3; level += 1) await page.getByRole('button', { name: 'Zoom in', exact: true }).click();
      await expect(page.getByTestId('container')).toBeVisible();
      await inside();
      for (const view of ['Nodes', 'Timeline', 'Table']) {
        await page.getByRole('tab', { name: view }).click();
        await inside();
      }
    });
  });
}
