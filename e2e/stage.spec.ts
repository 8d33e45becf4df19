import { frameWork, told } from './frame-work.ts';
import type { FrameWork } from './frame-work.ts';
import { expect, manifest, stalled, test } from './page.ts';
import { violations } from './violations.ts';

test('the timeline tells pods that are gone, and travels by keyboard and by dragging', async ({ kubetick, page }) => {
  await stalled(kubetick, page);
  const timeline = page.getByTestId('timeline');
  const told = timeline.getByRole('list', { name: 'Pods over time' }).getByRole('listitem');
  await expect(told).toHaveCount(6);
  await expect(told.filter({ hasText: /revision 1.*ready from.*is going from.*gone at/ })).toHaveCount(1);
  await expect(told.filter({ hasText: /revision 2.*fails from/ })).toHaveCount(2);
  const end = await kubetick.step();

  const slider = timeline.getByRole('slider');
  await slider.focus();
  await page.keyboard.press('Home');
  await expect.poll(() => kubetick.step()).toBeLessThan(end);
  await expect(page.getByTestId('rollout')).toHaveCount(0);
  await expect(told).toHaveCount(6);
  await page.keyboard.press('ArrowRight');
  await expect(page.getByTestId('rollout')).toHaveCount(1);
  await page.keyboard.press('End');
  await expect.poll(() => kubetick.step()).toBe(end);

  // A point half way along the bars is a time at which all was well.
  const box = (await slider.boundingBox())!;
  await page.mouse.move(box.x + box.width * 0.75, box.y + 12);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.42, box.y + 60, { steps: 6 });
  await page.mouse.up();
  await expect(kubetick.headline).toContainText('4 available');
  await expect(told).toHaveCount(6);

  // Shift and drag zooms; 0 shows the whole time again.
  await page.keyboard.down('Shift');
  await page.mouse.move(box.x + box.width * 0.3, box.y + 60);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.5, box.y + 60, { steps: 4 });
  await page.mouse.up();
  await page.keyboard.up('Shift');
  await expect(timeline.getByRole('button', { name: /whole time/ })).toBeVisible();
  await slider.focus();
  await page.keyboard.press('0');
  await expect(timeline.getByRole('button', { name: /whole time/ })).toHaveCount(0);

  await page.getByRole('tab', { name: 'Timeline' }).click();
  // Keys go along the bars that the drawing thread has told of.
  await expect(told).toHaveCount(6);
  await slider.focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('inspector')).toContainText('web-');
});

test('the ledger tells the numbers, and the engine projects what a change would do', async ({ kubetick, page }) => {
  await stalled(kubetick, page);
  await page.getByRole('button', { name: 'Ledger and what-if' }).click();
  for (const [name, value] of [
    ['desired', '4'],
    ['ceiling', '5'],
    ['floor', '3'],
    ['old', '3'],
    ['new', '2'],
    ['available', '3'],
    ['terminating', '0'],
  ] as const) {
    await expect(page.getByTestId(`figure-${name}`)).toHaveText(value);
  }
  const answer = page.getByTestId('what-if');
  await expect(answer).toContainText('it gets stuck');
  const before = await kubetick.step();
  await page.getByRole('slider', { name: 'maxSurge' }).fill('3');
  await expect(answer).toContainText('at most 7 pods');
  await expect(page.getByTestId('projected')).toBeAttached();
  expect(await kubetick.step()).toBe(before);
  await page.getByRole('button', { name: /kubectl patch deployment\/web/ }).click();
  await kubetick.expectTerminal('deployment.apps/web patched');
  await kubetick.press('settle');
  await expect(page.getByTestId('figure-ceiling')).toHaveText('7');
});

test('a revision tells what an undo would bring back and what not', async ({ kubetick, page }) => {
  await stalled(kubetick, page);
  await kubetick.type('kubectl scale deployment/web --replicas=6');
  await kubetick.expectTerminal('scaled');
  await kubetick.press('settle');
  const revisions = page.getByTestId('revisions');
  await expect(revisions.getByRole('listitem')).toHaveCount(2);
  await revisions.getByRole('button', { name: 'undo to this' }).click();
  const preview = page.getByTestId('undo-preview');
  await expect(preview).toContainText('image no/such:image → nginx:1.25');
  await expect(preview).toContainText('replicas 6 (was 4 then)');
  await expect(preview).toContainText('6 available in about');
  await preview.getByRole('button', { name: /rollout undo/ }).click();
  await kubetick.expectTerminal('rolled back');
  await kubetick.press('settle');
  await expect(kubetick.headline).toContainText('revision 3 is rolled out');
  await expect(kubetick.pods('ready')).toHaveCount(6);
});

test('nodes tell what is asked of them, and why they refuse a pod', async ({ kubetick, page }) => {
  await kubetick.open();
  await kubetick.paste(
    manifest('nginx:1.25', 4).replace('        image: nginx:1.25', '        image: nginx:1.25\n        resources: {requests: {cpu: 1500m}, limits: {cpu: "3"}}'),
  );
  await page.keyboard.press('ControlOrMeta+Enter');
  await kubetick.expectTerminal('created');
  await kubetick.press('settle');
  await kubetick.type('kubectl cordon node-3');
  await kubetick.expectTerminal('cordoned');
  await page.getByRole('tab', { name: 'Nodes' }).click();
  await expect(page.getByTestId('node')).toHaveCount(3);
  await expect(page.getByRole('button', { name: /^Node node-1, Ready, \d+ of 110 pods, CPU 1.5 of 2 requested, limits 3/ })).toBeVisible();
  await expect(page.getByRole('button', { name: /^Node node-3, Ready, cordoned/ })).toBeVisible();
  const waiting = page.getByRole('region', { name: 'No node yet' });
  await expect(waiting).toContainText('1 pod has no node');
  await expect(waiting.getByRole('listitem').filter({ hasText: 'node-1: refused by NodeResourcesFit: Insufficient cpu' })).toHaveCount(1);
  await page.getByTestId('node').first().focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('inspector')).toContainText('node-2');
  expect(await violations(page)).toEqual([]);
});

const workloads = `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  replicas: 3
  serviceName: db
  selector: {matchLabels: {app: db}}
  template: {metadata: {labels: {app: db}}, spec: {containers: [{name: c, image: 'nginx:1.25'}]}}
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  selector: {matchLabels: {app: agent}}
  template: {metadata: {labels: {app: agent}}, spec: {containers: [{name: c, image: 'nginx:1.25'}]}}
---
apiVersion: batch/v1
kind: Job
metadata: {name: sums}
spec:
  completions: 3
  template: {spec: {restartPolicy: Never, containers: [{name: c, image: busybox, command: [sleep, '2']}]}}
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: nightly}
spec:
  schedule: '0 3 * * *'
  jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: busybox}]}}}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
`;

for (const colorScheme of ['dark', 'light'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });
    test('other workloads have their own drawing', async ({ kubetick, page }) => {
      await kubetick.open();
      await kubetick.paste(workloads);
      await page.keyboard.press('ControlOrMeta+Enter');
      await kubetick.expectTerminal('configmap/settings created');
      await kubetick.press('settle');
      const of = (name: string) => page.getByTestId('rollout').filter({ has: page.locator(`.stage-name:text-is("${name}")`) });
      await expect(of('db')).toContainText('All 3 ordinals are ready');
      await expect(of('agent')).toContainText('3 of 3 nodes ready');
      await page.getByTestId('stage').evaluate((stage) => stage.scrollTo(0, 500));
      await expect(of('sums')).toContainText('3 of 3 completed · complete');
      await expect(of('nightly')).toContainText(/next run in \d+ h/);
      await page.getByTestId('stage').evaluate((stage) => stage.scrollTo(0, 5000));
      await expect(page.getByRole('button', { name: 'ConfigMap settings' })).toBeVisible();
      expect(await violations(page)).toEqual([]);
    });

    test('axe finds nothing in the timeline, the ledger and the preview of undo', async ({ kubetick, page }) => {
      await stalled(kubetick, page);
      await page.getByRole('button', { name: 'undo to this' }).click();
      await expect(page.getByTestId('undo-preview')).toContainText('available in about');
      expect(await violations(page)).toEqual([]);
      await page.getByRole('button', { name: 'Ledger and what-if' }).click();
      await expect(page.getByTestId('what-if')).toContainText('stuck');
      expect(await violations(page)).toEqual([]);
    });
  });
}

test.describe('a narrow screen', () => {
  test.use({ viewport: { width: 390, height: 800 } });
  test('has the timeline, the ledger and the nodes inside its width', async ({ kubetick, page }) => {
    await page.goto('./');
    await expect(kubetick.transport.getByRole('button', { name: /^step/ })).toBeEnabled({ timeout: 30_000 });
    await page.getByRole('tab', { name: 'Files' }).click();
    await page.getByRole('button', { name: /^Apply/ }).click();
    await expect(page.getByRole('status').filter({ hasText: '$ kubectl apply' })).toBeVisible();
    await page.getByRole('tab', { name: 'Stage' }).click();
    await kubetick.press('settle');
    await expect(kubetick.pods('ready')).toHaveCount(4);
    await page.getByRole('button', { name: 'Ledger and what-if' }).click();
    await expect(page.getByTestId('figure-available')).toHaveText('4');
    await page.getByRole('tab', { name: 'Nodes' }).click();
    for (const node of await page.getByTestId('node').all()) {
      const box = (await node.boundingBox())!;
      expect(box.x + box.width).toBeLessThanOrEqual(390);
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  });
});

/** Milliseconds that the main thread may work for a frame. */
const BUDGET = 8;

test('a rollout of 300 pods leaves the main thread its time', async ({ kubetick, page }) => {
  await kubetick.open();
  await kubetick.paste(manifest('nginx:1.25', 300));
  await page.keyboard.press('ControlOrMeta+Enter');
  await kubetick.expectTerminal('created');
  await expect(async () => {
    await kubetick.press('settle');
    await expect(kubetick.headline).toContainText('300 available', { timeout: 3000 });
  }).toPass();
  await kubetick.type('kubectl set image deployment/web nginx=nginx:1.27');
  await kubetick.expectTerminal('image updated');
  await kubetick.transport.getByRole('button', { name: /^play/ }).click();
  for (const view of ['Rollout', 'Nodes', 'Timeline', 'Table']) {
    await page.getByRole('tab', { name: view, exact: true }).click();
    // What a view takes to come is not what it takes to play.
    await page.waitForTimeout(1000);
    let best: FrameWork | undefined;
    // Neighbours on the machine empty the caches, and so cost processor time; they come and go, and never make it less.
    for (let tries = 0; tries < 3 && !(best && best.steadyP95 <= BUDGET); tries += 1) {
      const work = await frameWork(page, () => page.waitForTimeout(4000));
      console.log(`300 pods, ${view}: ${told(work)}`);
      expect(work.frames, view).toBeGreaterThan(20);
      if (!best || work.steadyP95 < best.steadyP95) best = work;
    }
    // Tracing itself is in it too.
    expect(best!.steadyP95, view).toBeLessThanOrEqual(BUDGET * 1.25);
    expect(best!.median, view).toBeLessThanOrEqual(BUDGET * 0.75);
  }
  await kubetick.transport.getByRole('button', { name: /^pause/ }).click();
});
