import { expect, manifest, test } from './page.ts';

test('a rollout is applied, stepped, broken, explained, undone, and looked at again in the past', async ({ kubetick, page }) => {
  await kubetick.open();
  await expect(page.getByText('simulated v1.34.4')).toBeVisible();

  // Paste and Apply: the command stands in the terminal, and nothing has moved yet.
  await kubetick.paste(manifest());
  await page.getByRole('button', { name: /^Apply/ }).click();
  await kubetick.expectTerminal('kubectl apply -f web.yaml\ndeployment.apps/web created');
  await expect(page.getByTestId('rollout')).toHaveAttribute('data-name', 'web');
  await expect(kubetick.headline).toContainText('a change waits for the controller');
  await expect(kubetick.pods()).toHaveCount(0);

  // Steps: the Deployment controller makes a ReplicaSet, that makes pods, the scheduler binds them, kubelets start them.
  const applied = await kubetick.step();
  for (let presses = 0; presses < 12 && (await kubetick.pods().count()) < 4; presses += 1) await kubetick.press('step');
  await expect(page.getByTestId('replicaset')).toHaveCount(1);
  await expect(kubetick.pods()).toHaveCount(4);
  expect(await kubetick.step()).toBeGreaterThan(applied);
  await expect(kubetick.pods('starting').first()).toBeVisible();
  await kubetick.press('settle');
  await expect(kubetick.pods('ready')).toHaveCount(4);
  await expect(kubetick.headline).toContainText('4 available · revision 1 is rolled out');
  await kubetick.type('kubectl get deploy');
  await kubetick.expectTerminal(/web +4\/4 +4 +4/);
  const healthy = await kubetick.step();

  // An image that does not exist: the rollout hangs, the old pods stay.
  await kubetick.type('kubectl set image deployment/web nginx=no/such:image');
  await kubetick.expectTerminal('deployment.apps/web image updated');
  await kubetick.press('settle');
  await expect(kubetick.headline).toContainText('3 available · revision 2 does not progress');
  await expect(kubetick.sentence).toContainText('3 available − 1 < floor 3. No pod may come: 5 pods = ceiling 5.');
  expect(await kubetick.podsOf('revision 2')).toEqual(['failing', 'failing']);
  expect((await kubetick.podsOf('revision 1')).filter((shape) => shape === 'ready')).toHaveLength(3);
  await page.getByTestId('terminal').locator('.xterm-screen').click();
  await page.keyboard.press('Control+l');
  await kubetick.type('kubectl get pods');
  await kubetick.expectTerminal(/0\/1 +(ImagePullBackOff|ErrImagePull) +0/);
  const hung = await kubetick.step();

  // Why?
  await kubetick.pods('failing').first().click();
  const why = page.getByTestId('why');
  await expect(why.getByTestId('why-status')).toHaveText(/ImagePull.*pull again in \d+ s|ErrImagePull/);
  await expect(why).toContainText('The registry says');
  await expect(why.getByTestId('why-link').last()).toContainText('kubectl set image deployment/web nginx=no/such:image');
  await page.getByRole('tab', { name: 'YAML', exact: true }).click();
  await expect(page.getByTestId('inspector')).toContainText('image: no/such:image');
  await page.getByRole('tab', { name: 'Describe' }).click();
  await expect(page.getByTestId('inspector')).toContainText('Failed to pull image');
  await page.getByRole('tab', { name: 'Why?' }).click();

  // Undo, from the answer itself.
  await why.getByRole('button', { name: 'kubectl rollout undo deployment/web', exact: true }).click();
  await kubetick.expectTerminal('deployment.apps/web rolled back');
  await kubetick.press('settle');
  await expect(kubetick.headline).toContainText('4 available · revision 3 is rolled out');
  await expect(kubetick.pods('ready')).toHaveCount(4);
  const end = await kubetick.step();

  // Back in time, by the scrubber and by the step list: the same pods at the same places.
  const scrubber = page.getByTestId('scrubber');
  await scrubber.focus();
  await page.keyboard.press('Home');
  await expect(page.getByTestId('rollout')).toHaveCount(0);
  await page.getByRole('tab', { name: 'Steps' }).click();
  await expect(page.getByTestId('steps').locator('[data-ahead]').first()).toBeVisible();
  await scrubber.focus();
  await page.keyboard.press('End');
  await expect(page.getByTestId('step')).toHaveText(new RegExp(`step ${end}`));
  // Each press is seen through before the next: a page is told of a place only when it is there.
  while ((await kubetick.step()) > hung) {
    const before = await kubetick.step();
    await page.keyboard.press('PageDown');
    await expect.poll(() => kubetick.step()).toBeLessThan(before);
  }
  while ((await kubetick.step()) < hung) {
    const before = await kubetick.step();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => kubetick.step()).toBeGreaterThan(before);
  }
  await expect(kubetick.headline).toContainText('revision 2 does not progress');
  expect(await kubetick.podsOf('revision 2')).toEqual(['failing', 'failing']);

  // A change in the past starts a branch; the old future stays.
  await page.getByRole('tab', { name: 'kubectl', exact: true }).click();
  await kubetick.type('kubectl scale deployment/web --replicas=6');
  await kubetick.expectTerminal('deployment.apps/web scaled');
  await expect(page.getByTestId('branch')).toContainText('branch 1');
  await page.getByTestId('branch').click();
  await page.getByTestId('branches').getByRole('button', { name: /^main/ }).click();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('step')).toHaveText(`step ${end}`);
  await expect(kubetick.headline).toContainText('4 replicas · 4 available · revision 3 is rolled out');
  expect(healthy).toBeLessThan(hung);
});

test('a refresh loses nothing', async ({ kubetick, page }) => {
  await kubetick.open();
  await kubetick.paste(manifest('nginx:1.25', 2));
  await page.getByRole('button', { name: /^Apply/ }).click();
  await kubetick.expectTerminal('created');
  await kubetick.press('settle');
  await expect(kubetick.pods('ready')).toHaveCount(2);
  const names = await kubetick.pods().evaluateAll((pods) => pods.map((pod) => pod.getAttribute('data-name')));
  const step = await kubetick.step();
  await kubetick.kept('replicas: 2');
  await page.reload();
  await expect(kubetick.pods('ready')).toHaveCount(2);
  expect(await kubetick.pods().evaluateAll((pods) => pods.map((pod) => pod.getAttribute('data-name')))).toEqual(names);
  expect(await kubetick.step()).toBe(step);
  await expect(page.getByTestId('editor')).toContainText('replicas: 2');
});

test('a waiting command lets the clock run, and Ctrl+C ends it', async ({ kubetick, page }) => {
  await kubetick.open();
  await page.getByLabel('Speed').selectOption('10');
  await kubetick.paste(manifest());
  await page.keyboard.press('ControlOrMeta+Enter');
  await kubetick.expectTerminal('created');
  await kubetick.type('kubectl rollout status deployment/web');
  await kubetick.expectTerminal('successfully rolled out');
  await expect(page.getByRole('button', { name: /^play/ })).toBeVisible();
  await kubetick.type('kubectl get pods -w');
  await expect(page.getByRole('button', { name: /^pause/ })).toBeVisible();
  await page.keyboard.press('Control+c');
  await kubetick.expectTerminal(/\^C/);
  await expect(page.getByRole('button', { name: /^play/ })).toBeVisible();
});
