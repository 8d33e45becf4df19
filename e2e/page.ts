import { expect, test as base } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';

/** The page as a person uses it: what is typed, what is pressed, what is read. */
export class Kubetick {
  constructor(readonly page: Page) {}

  get transport(): Locator {
    return this.page.getByRole('group', { name: 'Time' });
  }

  /** `terminal`: a narrow screen shows another panel first. */
  async open({ terminal = true }: { readonly terminal?: boolean } = {}): Promise<void> {
    await this.page.goto('./');
    await expect(this.transport.getByRole('button', { name: /^step/ })).toBeEnabled({ timeout: 30_000 });
    if (terminal) await expect(this.page.getByTestId('terminal').locator('.xterm-screen')).toBeVisible();
  }

  /** Replaces the active file, as a paste does. */
  async paste(text: string): Promise<void> {
    const editor = this.page.getByTestId('editor');
    await expect(editor.locator('.view-lines')).toBeVisible({ timeout: 30_000 });
    await editor.locator('.view-lines').click();
    await this.pasteHere(text);
  }

  /** The same where the editor has the focus already. */
  async pasteHere(text: string): Promise<void> {
    await this.page.keyboard.press('ControlOrMeta+a');
    await this.page.keyboard.press('Delete');
    await this.page.evaluate((pasted) => {
      const data = new DataTransfer();
      data.setData('text/plain', pasted);
      document.activeElement?.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
    }, text);
  }

  async type(line: string): Promise<void> {
    await this.page.getByTestId('terminal').locator('.xterm-screen').click();
    await this.page.keyboard.type(line);
    await this.page.keyboard.press('Enter');
  }

  /** The lines that the terminal shows. */
  async terminal(): Promise<string> {
    const rows = await this.page.getByTestId('terminal').locator('.xterm-accessibility-tree > div').allInnerTexts();
    return rows
      .map((row) => row.replaceAll('\u00a0', ' ').trimEnd())
      .join('\n')
      .trim();
  }

  async expectTerminal(text: string | RegExp): Promise<void> {
    await expect.poll(() => this.terminal(), { timeout: 20_000 }).toMatch(text instanceof RegExp ? text : new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')));
  }

  press(name: 'tick' | 'settle' | 'step' | 'Back one step'): Promise<void> {
    return this.transport.getByRole('button', { name: new RegExp(`^${name}`) }).click();
  }

  pods(shape?: string): Locator {
    return this.page.getByTestId('stage').locator(shape === undefined ? '[data-testid=pod]' : `[data-testid=pod][data-shape=${shape}]`);
  }

  /** Pods of the ReplicaSet card with this title, by shape. */
  async podsOf(title: string): Promise<string[]> {
    const card = this.page.getByTestId('replicaset').filter({ hasText: title });
    const name = await card.getAttribute('data-name');
    return this.page
      .getByRole('list', { name: `Pods of ${name}` })
      .getByTestId('pod')
      .evaluateAll((pods) => pods.map((pod) => pod.getAttribute('data-shape') ?? '').sort());
  }

  async step(): Promise<number> {
    return Number(/step (\d+)/.exec(await this.page.getByTestId('step').innerText())?.[1]);
  }

  /** Until the browser keeps what is shown, this step and these words in a file: a refresh brings it back. */
  async kept(words: string): Promise<void> {
    const stored = () =>
      this.page.evaluate(
        () =>
          new Promise<{ readonly step: number; readonly text: string }>((resolve, reject) => {
            const opening = indexedDB.open('kubetick');
            opening.onerror = () => reject(opening.error);
            opening.onsuccess = () => {
              const store = opening.result.transaction('kept').objectStore('kept');
              const [story, workspace] = [store.get('story'), store.get('workspace')];
              store.transaction.oncomplete = () => {
                opening.result.close();
                resolve({ step: story.result?.step, text: JSON.stringify(workspace.result?.files ?? '') });
              };
            };
          }),
      );
    const step = await this.step();
    await expect.poll(async () => (await stored()).step).toBe(step);
    await expect.poll(async () => (await stored()).text).toContain(words);
  }

  get headline(): Locator {
    return this.page.getByTestId('headline').first();
  }
  get sentence(): Locator {
    return this.page.getByTestId('sentence').first();
  }
}

export const test = base.extend<{ kubetick: Kubetick }>({
  kubetick: async ({ page, baseURL }, use) => {
    const origin = new URL(baseURL!).origin;
    const elsewhere: string[] = [];
    const broken: string[] = [];
    page.on('request', (request) => {
      if (!request.url().startsWith(origin) && !request.url().startsWith('data:') && !request.url().startsWith('blob:')) elsewhere.push(request.url());
    });
    page.on('pageerror', (error) => broken.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') broken.push(message.text());
    });
    await use(new Kubetick(page));
    expect(elsewhere, 'requests to other origins').toEqual([]);
    expect(broken, 'errors in the console').toEqual([]);
  },
});

export { expect };

export const manifest = (image = 'nginx:1.25', replicas = 4): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: ${replicas}
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - name: nginx
        image: ${image}
`;

/** A Deployment of four pods is handed to the cluster, which has done nothing about it yet. */
export async function applied(kubetick: Kubetick, page: Page): Promise<void> {
  await kubetick.open();
  await kubetick.paste(manifest());
  await page.keyboard.press('ControlOrMeta+Enter');
  await kubetick.expectTerminal('created');
}

/** A rollout that hangs on an image that does not exist: three old pods stay, two new ones fail. */
export async function stalled(kubetick: Kubetick, page: Page): Promise<void> {
  await applied(kubetick, page);
  await kubetick.press('settle');
  await expect(kubetick.pods('ready')).toHaveCount(4);
  await kubetick.type('kubectl set image deployment/web nginx=no/such:image');
  await kubetick.expectTerminal('image updated');
  await kubetick.press('settle');
  await expect(kubetick.pods('failing')).toHaveCount(2);
}
