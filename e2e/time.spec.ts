import { applied, expect, manifest, test, stalled } from './page.ts';
import { violations } from './violations.ts';

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
  await expect(async () => {
    const [here, there] = (await heads.allInnerTexts()).map((text) => time.exec(text)?.[0]);
    expect(here).toBeDefined();
    expect(there).toBe(here);
  }).toPass();
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
  await expect(page.getByTestId('until')).toContainText('It does not hold at this step: deployments/web .status.readyReplicas is absent or empty.');
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

test('every field, every Event and a pod without a node tell why', async ({ kubetick, page }) => {
  await kubetick.open();
  await kubetick.paste(manifest('nginx:1.25', 2).replace('        image: nginx:1.25', '        image: nginx:1.25\n        resources: {requests: {cpu: "3"}}'));
  await page.keyboard.press('ControlOrMeta+Enter');
  await kubetick.expectTerminal('created');
  await kubetick.press('settle');
  await expect(kubetick.pods('failing')).toHaveCount(2);
  await kubetick.pods('failing').first().focus();
  await page.keyboard.press('Enter');
  const table = page.getByTestId('why-table');
  await expect(table.getByRole('row')).toHaveCount(4);
  await expect(table.getByRole('row').nth(1)).toContainText(/node-1.*NodeResourcesFit.*Insufficient cpu.*of 2/);
  expect(await violations(page)).toEqual([]);

  await page.getByRole('tab', { name: 'Events', exact: true }).last().click();
  await page
    .getByRole('button', { name: /^Why FailedScheduling of pod web-/ })
    .first()
    .click();
  await expect(page.getByTestId('why-status')).toContainText(/FailedScheduling, about pod\/web-/);
  await expect(page.getByTestId('why-link').last()).toContainText('kubectl apply -f web.yaml');

  await page.getByRole('button', { name: 'web', exact: true }).click();
  await page.getByRole('tab', { name: 'YAML', exact: true }).click();
  await page.getByTestId('yaml').getByRole('button', { name: 'replicas: 2', exact: true }).first().click();
  const field = page.getByTestId('yaml-why');
  await expect(field).toContainText('You wrote it when the Deployment was made');
  await field.getByRole('button', { name: 'when it last changed' }).click();
  await expect(kubetick.pods()).toHaveCount(0);
  await page.keyboard.press('End');
  await page
    .getByTestId('yaml')
    .getByRole('button', { name: /progressDeadlineSeconds/ })
    .click();
  await expect(field).toContainText('the API server filled in 600');
  expect(await violations(page)).toEqual([]);
});

test('the terminal tells what a line would do; the stage and the tape go into files, and a tape comes back', async ({ kubetick, page }, info) => {
  await applied(kubetick, page);
  await kubetick.press('settle');
  await expect(kubetick.pods('ready')).toHaveCount(4);
  const end = await kubetick.step();
  await page.getByTestId('terminal').locator('.xterm-screen').click();
  await page.keyboard.type('kubectl rollout restart deployment/web');
  await page.keyboard.press('Alt+Enter');
  await kubetick.expectTerminal(/would make revision 2 of web: one new ReplicaSet, at most 5 pods, at least 3 available/);
  await kubetick.expectTerminal(/4 pods are replaced, in about \d+ s/);
  expect(await kubetick.step()).toBe(end);

  const saved = async (name: RegExp) => {
    const download = page.waitForEvent('download', { timeout: 60_000 });
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByRole('menuitem', { name }).click();
    const path = info.outputPath((await download).suggestedFilename());
    await (await download).saveAs(path);
    return path;
  };
  const { readFileSync } = await import('node:fs');
  const svg = readFileSync(await saved(/SVG/), 'utf8');
  expect(svg).toMatch(/^<svg xmlns/);
  expect(svg).toMatch(/<text [^>]*>revision 1<\/text>/);
  // Pods, limits and bars are drawn as elements, not as a picture of them.
  expect(svg).not.toContain('<image');
  expect(svg.match(/<path /g)?.length).toBeGreaterThan(20);
  expect(svg).toMatch(/<text [^>]*>floor 3<\/text>/);
  expect(
    readFileSync(await saved(/PNG/))
      .subarray(1, 4)
      .toString(),
  ).toBe('PNG');
  // It tells how far it has come, and can be stopped: time is then where it was.
  await page.getByRole('button', { name: 'Export' }).click();
  await page.getByRole('menuitem', { name: /animated/ }).click();
  await expect(page.getByTestId('animation-progress')).toContainText(/Draws frame \d+ of \d+/);
  await page.getByRole('button', { name: 'cancel' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'No animation was made.' })).toBeVisible();
  await expect.poll(() => kubetick.step()).toBe(end);
  const gif = readFileSync(await saved(/animated/));
  expect(gif.subarray(0, 6).toString()).toBe('GIF89a');
  expect(gif.length).toBeGreaterThan(20_000);
  await expect.poll(() => kubetick.step()).toBe(end);

  const tape = await saved(/The tape, to go on/);
  await page.getByTestId('scrubber').focus();
  await page.keyboard.press('Home');
  await expect(kubetick.pods()).toHaveCount(0);
  const open = async (path: string) => {
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByRole('menuitem', { name: 'Open a tape from a file' }).click();
    await (await chooser).setFiles(path);
  };
  await open(info.config.configFile ?? 'package.json');
  await expect(page.getByRole('status').filter({ hasText: 'is no tape of Kubetick: nothing was changed.' })).toBeVisible();
  await open(tape);
  await expect(kubetick.pods('ready')).toHaveCount(4);
  expect(await kubetick.step()).toBe(end);

  await page.getByRole('tab', { name: 'Rollout' }).focus();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toContainText('tells what the line would do, without doing it');
  await expect(page.getByRole('dialog')).toContainText('kubectl rollout status');
  expect(await violations(page)).toEqual([]);
});

test.describe('a narrow screen', () => {
  test.use({ viewport: { width: 360, height: 760 }, hasTouch: true });
  test('has until, branches and places inside its width', async ({ page }) => {
    await page.goto('./');
    await expect(page.getByRole('group', { name: 'Time' }).getByRole('button', { name: /^step/ })).toBeEnabled({ timeout: 30_000 });
    for (const [button, panel] of [
      [page.getByRole('button', { name: 'until' }), 'until'],
      [page.getByTestId('branch').getByRole('button'), 'branches'],
      [page.getByRole('button', { name: 'Bookmarks, and what happened' }), 'places'],
    ] as const) {
      await button.tap();
      const box = (await page.getByTestId(panel).boundingBox())!;
      expect(box.x).toBeGreaterThanOrEqual(0);
      expect(box.x + box.width).toBeLessThanOrEqual(360);
      await page.keyboard.press('Escape');
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  });
});
