import { describe, expect, it } from 'vitest';
import { ClusterHost } from './host.ts';
import type { CallName, CallOptions, CallResult, FromWorker, PodRow, Row, TrafficRow } from './protocol.ts';

const manifest = (image: string) => `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 4
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: nginx, image: '${image}'}]}
`;

/** The page's side of the wire, in one thread. */
function page() {
  const rows = new Map<string, Row>();
  const state = { step: 0, end: 0, branch: 0, output: '' };
  const answers = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  const host = new ClusterHost((message: FromWorker) => {
    const sent = structuredClone(message);
    if (sent.kind === 'answer') answers.get(sent.id)?.resolve(sent.value);
    else if (sent.kind === 'failed') answers.get(sent.id)?.reject(new Error(sent.message));
    else if (sent.kind === 'output') state.output += (sent.stdout ?? '') + (sent.stderr ?? '');
    else if (sent.kind === 'delta') {
      if (sent.fresh) rows.clear();
      Object.assign(state, { step: sent.position.step, end: sent.position.end, branch: sent.position.branch });
      for (const delta of Object.values(sent.tables)) {
        for (const key of delta.drop) rows.delete(key);
        for (const row of delta.put) rows.set(row.key, row);
      }
    }
  });
  let id = 0;
  const call = <N extends CallName>(name: N, options?: CallOptions<N>) =>
    new Promise<Awaited<CallResult<N>>>((resolve, reject) => {
      id += 1;
      answers.set(id, { resolve: resolve as (value: unknown) => void, reject });
      void host.handle({ call: name, id, options } as never);
    });
  const pods = () => [...rows.values()].filter((row): row is PodRow => row.key.startsWith('pods/'));
  const run = (line: string, files = {}) => call('run', { run: id + 1000, line, files });
  return { call, run, pods, rows, state };
}

async function stalled() {
  const at = page();
  await at.call('boot', { preset: 'three' });
  await at.run('kubectl apply -f web.yaml', { 'web.yaml': manifest('nginx:1.25') });
  await at.call('settle');
  await at.run('kubectl set image deployment/web nginx=no/such:image');
  await at.call('settle');
  return at;
}

describe('the worker', () => {
  it('feeds the page with what changes, forwards and backwards', async () => {
    const at = await stalled();
    expect(at.state.output).toContain('deployment.apps/web image updated');
    expect(
      at
        .pods()
        .map(({ shape }) => shape)
        .sort(),
    ).toEqual(['failing', 'failing', 'ready', 'ready', 'ready']);
    const there = JSON.stringify([...at.rows].sort());
    const { step } = at.state;
    await at.call('seek', { step: 0 });
    expect(at.pods()).toEqual([]);
    await at.call('seek', { step });
    expect(JSON.stringify([...at.rows].sort())).toBe(there);
  });

  it('answers why a pod fails: what it waits for, who made it, what was typed', async () => {
    const at = await stalled();
    const failing = at.pods().find(({ shape }) => shape === 'failing')!;
    const why = await at.call('why', { key: failing.key });
    expect(why).toMatchObject({ tone: 'bad', unblock: [{ command: 'kubectl rollout undo deployment/web' }] });
    expect(why!.now.join(' ')).toMatch(/pull access denied/);
    expect(why!.chain.at(-1)).toMatchObject({ tone: 'you', text: 'kubectl set image deployment/web nginx=no/such:image' });
    expect(new Set(why!.chain.map(({ actor }) => actor.split(' ')[0]))).toEqual(new Set(['kubelet', 'default-scheduler', 'replicaset-controller', 'deployment-controller', 'you']));
  });

  it('keeps the old future when the past is changed', async () => {
    const at = await stalled();
    const { step } = at.state;
    await at.call('seek', { step: step - 10 });
    await at.run('kubectl scale deployment/web --replicas=2');
    expect(at.state.branch).toBe(1);
    await at.call('branch', { id: 0 });
    expect(at.state).toMatchObject({ branch: 0, step });
  });

  it('brings a saved story back, branches included', async () => {
    const at = await stalled();
    await at.call('seek', { step: at.state.step - 10 });
    await at.run('kubectl scale deployment/web --replicas=2');
    await at.call('settle');
    const saved = structuredClone(await at.call('save'));
    const again = page();
    expect(await again.call('boot', { preset: 'three', saved })).toEqual({ restored: true });
    expect(JSON.stringify([...again.rows].sort())).toBe(JSON.stringify([...at.rows].sort()));
    expect(again.state).toMatchObject({ step: at.state.step, branch: 1 });
  });

  it('switches add-ons, and brings them back with inputs that came between steps of one instant', async () => {
    const at = page();
    await at.call('boot', { preset: 'three' });
    await at.run('kubectl create deployment web --image=nginx:1.25');
    expect(await at.call('fault', { fault: 'addon-on', args: { name: 'metrics' } })).toMatchObject({ done: expect.stringContaining('switched on') as string });
    expect(await at.call('fault', { fault: 'load', args: { target: 'deployment/web', requests: '300' } })).toMatchObject({
      done: expect.stringContaining('300 requests') as string,
    });
    expect((await at.call('addons')).loads).toEqual([{ target: 'deployment/web', namespace: 'default', text: '300 requests a second' }]);
    await at.call('settle');
    await at.call('step');
    const saved = structuredClone(await at.call('save'));
    const again = page();
    expect(await again.call('boot', { preset: 'three', saved })).toEqual({ restored: true });
    expect(JSON.stringify([...again.rows].sort())).toBe(JSON.stringify([...at.rows].sort()));
  });

  it('sends traffic as a row of numbers, which go back with the tape', async () => {
    const at = page();
    await at.call('boot', { preset: 'three' });
    await at.run('kubectl create deployment web --image=nginx:1.25 --replicas=2 && kubectl expose deployment web --port=80');
    await at.call('settle');
    expect(await at.call('fault', { fault: 'traffic-start', args: { target: 'svc/none', rate: 0 } })).toMatchObject({ error: expect.stringContaining('rate') as string });
    expect(await at.run('kubetick traffic start svc/web --rate=20')).toMatchObject({ exit: 0 });
    const { step } = at.state;
    await at.run('kubetick traffic watch --for 4s');
    const row = at.rows.get('traffic/web') as TrafficRow;
    expect(row).toMatchObject({ target: 'svc/web', rate: 20, asked: 80, answered: 80, lost: 0, sentence: '80 requests · none lost' });
    expect(row.buckets.reduce((sum, bucket) => sum + bucket.asked, 0)).toBe(80);
    await at.call('seek', { step });
    expect(at.rows.get('traffic/web')).toMatchObject({ asked: 0 });
    await at.call('seek', { step: step - 1 });
    expect(at.rows.has('traffic/web')).toBe(false);
  });

  it('starts another cluster from nothing', async () => {
    const at = await stalled();
    await at.call('boot', { preset: 'one' });
    expect(at.pods()).toEqual([]);
    expect([...at.rows.keys()].filter((key) => key.startsWith('nodes/'))).toHaveLength(1);
  });

  it('starts anew where a story does not fit', async () => {
    const at = page();
    const saved = { version: 1, preset: 'three', step: 5, branch: 0, tape: { branches: [{ inputs: [], end: { step: 99_999, time: 0 } }] } } as const;
    expect(await at.call('boot', { preset: 'three', saved })).toMatchObject({ restored: false });
    expect(at.state.branch).toBe(0);
  });

  it("runs lines of a shell, whose files are the editor's", async () => {
    const at = page();
    await at.call('boot', { preset: 'three' });
    const { exit, files } = await at.run("kubectl create deployment web --image=nginx:1.25 --dry-run=client -o yaml > new.yaml && grep -c 'kind: Deployment' new.yaml", {
      'a.yaml': 'a: 1\n',
    });
    expect(exit).toBe(0);
    expect(at.state.output).toBe('1\n');
    expect(Object.keys(files ?? {}).sort()).toEqual(['a.yaml', 'new.yaml']);
    expect((await at.run('ls', { 'a.yaml': 'a: 1\n' })).exit).toBe(0);
    expect(at.state.output).toBe('1\na.yaml\n');
    expect((await at.run('nothing', {})).exit).toBe(127);
  });

  it('completes commands, kinds, names and files', async () => {
    const at = await stalled();
    const complete = async (line: string) => (await at.call('complete', { line, cursor: line.length, files: { 'web.yaml': '' } })).candidates;
    expect(await complete('kub')).toEqual(['kubectl', 'kubetick']);
    expect(await complete('kubetick traffic st')).toEqual(['start', 'status', 'stop']);
    expect(await complete('kubectl roll')).toEqual(['rollout']);
    expect(await complete('kubectl apply -f w')).toEqual(['web.yaml']);
    expect(await complete('kubectl get pods; kubectl delete deployment w')).toEqual(['web']);
  });

  it.each([
    ['an unknown kind', 'apiVersion: apps/v1\nkind: Deploymnt\nmetadata: {name: a}\n', 2, /no matches for kind "Deploymnt"/],
    ['an unknown field', manifest('nginx').replace('  replicas: 4', '  replica: 4'), 5, /unknown field "spec.replica"/],
    ['broken YAML', 'a: [\n', 1, /yaml/],
  ])('finds %s and says where', async (_, text, line, message) => {
    const at = page();
    await at.call('boot', { preset: 'three' });
    const problems = await at.call('check', { file: 'web.yaml', text });
    expect(problems[0]!.message).toMatch(message);
    expect(problems[0]!.line).toBeGreaterThanOrEqual(line);
  });
});
