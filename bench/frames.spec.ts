/** How long the main thread works for a frame: `npm run bench` runs these and reads the lines that start with FIGURE. */
import { frameWork, told } from '../e2e/frame-work.ts';
import type { FrameWork } from '../e2e/frame-work.ts';
import { expect, test } from '../e2e/page.ts';

const figure = (what: string, work: FrameWork) => {
  console.log(`${what}: ${told(work)}`);
  console.log(`FIGURE ${JSON.stringify({ what, median: work.median, p95: work.p95 })}`);
};

for (const [view, speed, what] of [
  ['Rollout', '1', ''],
  ['Rollout', '10', ''],
  ['Nodes', '1', ', Nodes'],
  ['Timeline', '1', ', Timeline'],
  ['Table', '1', ', Table'],
] as const)
  test(`a rollout of 300 pods at ${speed}×${what}`, async ({ kubetick, page }) => {
    await kubetick.open();
    await kubetick.type('kubectl create deployment web --image=nginx:1.25 --replicas=300');
    await kubetick.expectTerminal('created');
    for (let tries = 0; tries < 12 && !(await kubetick.headline.innerText()).includes('300 available'); tries += 1) {
      await kubetick.press('settle');
      await page.waitForTimeout(1000);
    }
    await kubetick.type('kubectl set image deployment/web nginx=nginx:1.27');
    await kubetick.expectTerminal('image updated');
    await page.getByRole('tab', { name: view, exact: true }).click();
    await page.getByLabel('Speed').selectOption(speed);
    const works: FrameWork[] = [];
    for (let window = 0; window < 3; window += 1)
      works.push(
        await frameWork(page, async () => {
          if (window === 0) await kubetick.transport.getByRole('button', { name: /^play/ }).click();
          await page.waitForTimeout(3000);
        }),
      );
    // Of three windows the middle one: what else the machine does comes in bursts.
    const [, middle] = works.sort((a, b) => a.p95 - b.p95);
    figure(`frame of a rollout of 300 pods at ${speed}×${what}`, middle!);
  });

/** To bring up so many pods takes the engine minutes; what is measured is the page, so their rows come to it as the worker would send them. */
function manyRows({ nodes, perNode }: { readonly nodes: number; readonly perNode: number }): void {
  const Real = window.Worker;
  // The thread that draws gets its rows from the worker: over here, so that those below reach it the same way.
  let drawing: MessagePort | undefined;
  window.Worker = class extends Real {
    override postMessage(message: unknown, transfer?: unknown): void {
      const { call, options } = message as { readonly call?: string; readonly options?: { readonly port: MessagePort } };
      if (call !== 'mirror') {
        super.postMessage(message, transfer as Transferable[]);
        return;
      }
      drawing = options!.port;
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = ({ data }) => drawing!.postMessage(data);
      super.postMessage({ ...(message as object), options: { port: port2 } }, [port2]);
    }
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options);
      (window as unknown as { fill: () => void }).fill ??= () => {
        const row = (key: string, namespace: string, name: string) => ({ key, namespace, name, uid: key, created: 0 });
        const hosts = Array.from({ length: nodes }, (_, at) => ({
          ...row(`nodes/many-${at}`, '', `many-${at}`),
          ready: true,
          schedulable: true,
          cpu: 8000,
          memory: 33e9,
          pods: 110,
          taints: [],
        }));
        const shapes = ['ready', 'ready', 'ready', 'ready', 'starting', 'going'];
        const pods = Array.from({ length: nodes * perNode }, (_, at) => ({
          ...row(`pods/default/many-${at}`, 'default', `many-${at}`),
          node: `many-${at % nodes}`,
          shape: shapes[at % shapes.length],
          status: 'Running',
          ready: '1/1',
          restarts: 0,
          cpu: 100,
          memory: 64e6,
          cpuLimit: 0,
          memoryLimit: 0,
          image: 'nginx:1.25',
        }));
        const position = { step: 1, time: 0, branch: 0, end: 1, start: 0, origin: 0 };
        const data = { kind: 'delta', fresh: false, reset: false, position, playing: false, tables: { nodes: { put: hosts, drop: [] }, pods: { put: pods, drop: [] } } };
        this.dispatchEvent(new MessageEvent('message', { data }));
        drawing!.postMessage({ side: 'main', delta: data });
      };
    }
  };
}

for (const { nodes, perNode } of [
  { nodes: 1000, perNode: 10 },
  { nodes: 5000, perNode: 30 },
]) {
  const pods = (nodes * perNode).toLocaleString('en-GB');
  test(`panning ${pods} pods`, async ({ kubetick, page }) => {
    await page.addInitScript(manyRows, { nodes, perNode });
    await kubetick.open();
    await page.getByRole('tab', { name: 'Nodes' }).click();
    await expect(page.getByTestId('node').first()).toBeVisible();
    await page.evaluate(() => (window as unknown as { fill: () => void }).fill());
    await expect(page.getByRole('list', { name: new RegExp(`^${nodes + 3} nodes`) })).toBeAttached({ timeout: 60_000 });
    const box = (await page.getByTestId('nodes').boundingBox())!;
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    const pan = async (turns: number) => {
      for (let turn = 0; turn < turns; turn += 1) {
        await page.mouse.wheel(0, turn < turns * 0.7 ? 60 : -60);
        await page.waitForTimeout(16);
      }
    };
    await pan(20);
    const work = await frameWork(page, () => pan(150));
    expect(work.frames).toBeGreaterThan(30);
    figure(`frame while panning ${pods} pods on ${nodes.toLocaleString('en-GB')} nodes`, work);
  });
}
