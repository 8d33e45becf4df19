/** docs/WALK.md, question by question: the same clicks, counted, and the same answers. */
import type { Locator, Page } from '@playwright/test';
import { expect, manifest, test } from './page.ts';
import type { Kubetick } from './page.ts';

/** At most three clicks lead to each answer. */
const MOST = 3;

/** Someone who asks: counts what is clicked from the moment on that the question comes up. */
class Asker {
  private clicks = 0;
  constructor(private readonly page: Page) {}
  async click(target: Locator, position?: { readonly x: number; readonly y: number }): Promise<void> {
    this.clicks += 1;
    await target.click({ position });
  }
  async read(answer: Locator, ...texts: (string | RegExp)[]): Promise<void> {
    for (const text of texts) await expect(answer).toContainText(text, { timeout: 30_000 });
    expect(this.clicks, `clicks to the answer on ${this.page.url()}`).toBeLessThanOrEqual(MOST);
  }
}

/** Opens an example of the gallery and waits until its commands have run: what the terminal then shows. */
async function example(kubetick: Kubetick, page: Page, title: string, last: string | RegExp): Promise<Asker> {
  await kubetick.open();
  await page.getByLabel('Speed').selectOption('max');
  await page.getByRole('button', { name: 'examples' }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: new RegExp(`^${title}`) })
    .click();
  await kubetick.expectTerminal(last);
  await expect(page.getByRole('button', { name: /^play/ })).toBeVisible();
  return new Asker(page);
}

/** The next command that the example offers at the prompt. */
async function next(kubetick: Kubetick, page: Page, done: string | RegExp): Promise<void> {
  await page.getByTestId('terminal').locator('.xterm-screen').click();
  await page.keyboard.press('Enter');
  await kubetick.expectTerminal(done);
  await kubetick.press('settle');
}

/** Another line than the one that is offered. */
async function instead(kubetick: Kubetick, page: Page, line: string, done: string | RegExp): Promise<void> {
  await page.getByTestId('terminal').locator('.xterm-screen').click();
  await page.keyboard.press('Control+u');
  await page.keyboard.type(line);
  await page.keyboard.press('Enter');
  await kubetick.expectTerminal(done);
  await kubetick.press('settle');
}

const stalled = /timed out waiting for the condition\n\$ kubectl rollout undo/;

test('1. why is it Pending?', async ({ kubetick, page }) => {
  const asker = await example(kubetick, page, 'Pending: it fits nowhere', /describe pod big/);
  await asker.click(kubetick.pods().first());
  await asker.read(
    page.getByTestId('why'),
    'The scheduler found no node: 0/3 nodes are available: 3 Insufficient cpu, 3 Insufficient memory.',
    'The pod asks for 64 CPU and 1024Gi',
    'What would unblock it',
  );
  await expect(page.getByTestId('why-table').getByRole('row').filter({ hasText: 'NodeResourcesFit' })).toHaveCount(3);
});

test('2. why is it stuck? and 6. when is the next retry?', async ({ kubetick, page }) => {
  const asker = await example(kubetick, page, 'A bad image, and undo', stalled);
  await asker.read(kubetick.sentence, '3 available − 1 < floor 3. No pod may come: 5 pods = ceiling 5.');
  await asker.click(page.getByRole('button', { name: 'web', exact: true }).first());
  await asker.read(page.getByTestId('why'), 'does not progress', 'kubectl rollout undo deployment/web');

  const again = new Asker(page);
  await again.click(kubetick.pods('failing').first());
  await again.read(page.getByTestId('why-status'), /ImagePull.*pull again in \d+ s/);
  await again.read(page.getByTestId('why'), /waits \d+ s between two tries to pull; the wait doubles each time, up to 5 min/);
});

test('3. what did undo do? and 5. why has a revision vanished?', async ({ kubetick, page }) => {
  await example(kubetick, page, 'A healthy rollout', /successfully rolled out\n\$ kubectl set image/);
  await next(kubetick, page, 'image updated');
  await expect(kubetick.headline).toContainText('revision 2 is rolled out');
  await instead(kubetick, page, 'kubectl set image deployment/web nginx=nginx:1.27', /image updated[^]*image updated/);
  await expect(kubetick.headline).toContainText('revision 3 is rolled out');
  await instead(kubetick, page, 'kubectl rollout undo deployment/web', 'rolled back');
  await expect(kubetick.headline).toContainText('revision 4 is rolled out');
  const asker = new Asker(page);
  const revisions = page.getByTestId('revisions');
  await asker.read(revisions.getByRole('listitem').first(), 'image nginx:1.27 → nginx:1.25', 'was revision 2');
  await asker.read(
    page.getByTestId('revision-jumps'),
    /Revision 2 is not in the list: an undo takes the ReplicaSet that is there and gives it the next number: web-\S+ was revision 2 and is 4 now/,
  );
  await asker.click(revisions.getByRole('button', { name: /^Revision 4/ }));
  await asker.read(page.getByTestId('why').getByTestId('why-link').filter({ hasText: 'you' }).first(), 'kubectl rollout undo deployment/web');
});

test('4. why is 25 % of 3 what it is? and 10. what would Apply do?', async ({ kubetick, page }) => {
  await kubetick.open();
  await kubetick.paste(manifest('nginx:1.25', 3));
  const asker = new Asker(page);
  await asker.read(page.getByTestId('preview'), 'create deployment web: one new ReplicaSet, 3 pods');
  await page.keyboard.press('ControlOrMeta+Enter');
  await kubetick.expectTerminal('created');
  await kubetick.press('settle');
  await kubetick.paste(manifest('no/such:image', 3));
  await asker.read(page.getByTestId('preview'), 'make revision 2 of web: one new ReplicaSet, at most 4 pods, at least 3 available', 'The registry does not know no/such:image');
  await asker.click(page.getByRole('button', { name: 'Ledger and what-if' }));
  await asker.read(page.getByTestId('ledger'), 'ceiling 4 = 3 + 1: maxSurge 25 % of 3 = 0.75, rounded up', 'floor 3 = 3 − 0: maxUnavailable 25 % of 3 = 0.75, rounded down');
});

test('7. what happens if this node dies now?', async ({ kubetick, page }) => {
  const asker = await example(kubetick, page, 'A healthy rollout', /successfully rolled out\n\$ kubectl set image/);
  const before = await kubetick.step();
  await asker.click(page.getByRole('tab', { name: 'Nodes' }));
  await asker.click(page.getByTestId('node').nth(1));
  await asker.click(page.getByRole('button', { name: 'What if it died now?' }));
  await asker.read(
    page.getByTestId('node-loss'),
    /At once \d pods? stops?: web-/,
    'After 45 s the control plane counts it as NotReady',
    'After 5 min 45 s',
    /instead, ready after 5 min \d+ s/,
  );
  expect(await kubetick.step(), 'nothing here has changed').toBe(before);
});

test('8. does this update lose requests?', async ({ kubetick, page }) => {
  const asker = await example(kubetick, page, 'Requests lost in a rollout', /traffic status/);
  await asker.read(page.getByTestId('attachment-traffic'), /lost(?:, the last)? at T\+[\d:.]+ while web-\S+ was terminating before the proxy had taken its endpoint out/);
  await asker.click(page.getByRole('button', { name: 'undo to this' }));
  await asker.read(page.getByTestId('undo-preview'), /Of \d+ requests to svc\/web \(40 a second\) (none|\d+) would be lost/);
});

test('9. why did this pod go, and not that one?', async ({ kubetick, page }) => {
  await example(kubetick, page, 'A healthy rollout', /successfully rolled out\n\$ kubectl set image/);
  await instead(kubetick, page, 'kubectl scale deployment/web --replicas=3', 'scaled');
  await expect(kubetick.pods()).toHaveCount(3);
  const asker = new Asker(page);
  await asker.click(page.getByRole('tab', { name: 'Timeline' }));
  const told = page.getByTestId('timeline').getByRole('list', { name: 'Pods over time' }).getByRole('listitem');
  await expect(told.filter({ hasText: 'gone at' })).toHaveCount(1);
  const gone = (await told.allInnerTexts()).findIndex((text) => /gone at/.test(text));
  const bars = page.getByTestId('timeline').getByRole('slider');
  const { width } = (await bars.boundingBox())!;
  const bar = { x: width * 0.2, y: 67 + gone * 20 };
  // Pointing at it shows what it is; then it is clicked.
  await expect(async () => {
    await bars.hover({ position: bar });
    await expect(page.getByTestId('timeline')).toContainText(/pulls its image · revision 1/, { timeout: 1000 });
  }).toPass();
  await asker.click(bars, bar);
  await asker.read(
    page.getByTestId('why'),
    /gone since T\+/,
    /4 pods exist, 3 wanted: delete web-\S+ \((2 pods of its owner share its node, 1 the next one's|ready for less long goes first)/,
  );
});
