/** What the page says of what would happen, and of what is gone. */
import { describe, expect, it } from 'vitest';
import { booted, webManifest } from './testing.ts';

async function rolledOut(replicas = 3) {
  const page = await booted();
  await page.run('kubectl apply -f web.yaml', { 'web.yaml': webManifest('nginx:1.25', replicas) });
  await page.call('pace', { speed: Infinity });
  await page.run('kubectl rollout status deployment/web');
  return page;
}

describe('a node that would die', () => {
  it('is noticed after 45 s, its pods are deleted after five minutes more, others come instead; nothing here changes', async () => {
    const { call, run, state } = await rolledOut();
    await run('kubectl expose deployment web --port=80');
    await run('kubectl run alone --image=nginx:1.25 --overrides=\'{"spec":{"nodeName":"node-1"}}\'');
    await run('kubectl wait --for=condition=Ready pod/alone');
    const before = state.position!.step;
    const { text, command } = (await call('nodeLoss', { key: 'nodes//node-1' }))!;
    expect(text.join('\n')).toMatch(/^At once 2 pods stop: (alone and web-\S+|web-\S+ and alone)\. Nobody knows yet/);
    expect(text.join('\n')).toMatch(/Of ReplicaSet web-\S+ 2 pods of 3 stay available/);
    expect(text.join('\n')).toMatch(/After 4\d s the control plane counts it as NotReady, and its pods leave their Services/);
    expect(text.join('\n')).toMatch(/After 5 min 4\d s 2 of its pods are deleted/);
    expect(text.join('\n')).toMatch(/web-\S+ on node-[23] comes instead, ready after 5 min \d+ s/);
    expect(text.join('\n')).toMatch(/Nobody makes alone anew: it has no owner/);
    expect(text.join('\n')).toMatch(/Of [\d,]+ requests to svc\/web \(10 a second\) [1-9]\d* would be lost, .*node-1/);
    expect(command).toBe('kubetick fault node-power-off node-1');
    await call('step');
    expect(state.position!.step).toBeGreaterThanOrEqual(before);
    expect(await call('yaml', { key: 'nodes//node-1' })).toContain("status: 'True'".replaceAll("'", '"'));
    expect(await call('nodeLoss', { key: 'nodes//node-9' })).toBeUndefined();
  });
});

describe('requests of an update', () => {
  it('are counted on the fork, and saved by a preStop sleep', async () => {
    const { call, run } = await rolledOut();
    await run('kubectl expose deployment web --port=80');
    await run('sleep 2');
    const { requests } = await call('project', { key: 'deployments.apps/default/web', change: { restart: true } });
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatch(/^Of \d+ requests to svc\/web \(40 a second\) [1-9]\d* would be lost, .*terminating before the proxy had taken its endpoint out\.$/);
    const { notes } = (await call('preview', { file: 'web.yaml', text: webManifest('nginx:1.27') }))!;
    expect(notes.join('\n')).toMatch(/requests to svc\/web .* would be lost/);
    await run(`kubectl patch deployment web -p '{"spec":{"template":{"spec":{"containers":[{"name":"nginx","lifecycle":{"preStop":{"sleep":{"seconds":5}}}}]}}}}'`);
    await run('kubectl rollout status deployment/web');
    const saved = await call('project', { key: 'deployments.apps/default/web', change: { restart: true } });
    expect(saved.requests[0]).toMatch(/none would be lost\.$/);
  });
});

describe('what is gone', () => {
  it('says who asked it to go, and why it rather than another', async () => {
    const { call, run } = await rolledOut(4);
    // A reconcile that is due already would be told as woken by what made it due first.
    await run('sleep 5');
    await run('kubectl scale deployment/web --replicas=3');
    await run('sleep 5');
    const { lives } = await call('lives', { since: 0, branch: -1 });
    const gone = lives.find(({ end }) => end !== undefined)!;
    const answer = (await call('why', { key: gone.key }))!;
    expect(answer.status).toMatch(/^gone since T\+/);
    expect(answer.now[0]).toMatch(/^replicaset-controller on web-\S+ asked it to go at T\+[\d:.]+: 4 pods exist, 3 wanted: delete web-\S+ \(.+\)\.$/);
    expect(answer.chain.at(-1)).toMatchObject({ tone: 'you', text: 'kubectl scale deployment/web --replicas=3' });
    expect(await call('why', { key: 'pods/default/never' })).toBeUndefined();
  });
  it('says so of what you deleted yourself', async () => {
    const { call, run } = await booted();
    await run('kubectl create configmap settings --from-literal=a=b');
    await run('kubectl delete configmap settings');
    const answer = (await call('why', { key: 'configmaps/default/settings' }))!;
    expect(answer.now).toEqual([expect.stringMatching(/^You asked it to go at T\+[\d:.]+: kubectl delete configmap settings\.$/)]);
  });
});
