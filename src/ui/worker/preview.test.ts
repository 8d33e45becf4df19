import { describe, expect, it } from 'vitest';
import { booted, webManifest } from './testing.ts';

async function rolledOut() {
  const at = await booted();
  await at.run('kubectl apply -f web.yaml', { 'web.yaml': webManifest() });
  await at.call('settle');
  const preview = (text: string, file = 'web.yaml') => at.call('preview', { file, text });
  return { ...at, preview };
}

describe('what Apply would do', () => {
  it('creates', async () => {
    const at = await booted();
    const answer = await at.call('preview', { file: 'web.yaml', text: webManifest() });
    expect(answer).toMatchObject({ tone: 'change', text: 'create deployment web: one new ReplicaSet, 4 pods.' });
    expect(answer!.notes[0]).toMatch(/^4 pods come, in about \d+ s\.$/);
    expect(at.state.position!.step).toBe(at.state.position!.start);
  });

  it('tells the same wherever time was stopped while it ran', async () => {
    const at = await rolledOut();
    for (let stops = 0; stops < 3; stops += 1) {
      const { time } = at.state.position!;
      await at.call('play', { speed: 0.25 });
      await expect
        .poll(() => {
          void at.call('drawn');
          return at.state.position!.time;
        })
        .toBeGreaterThan(time + 4);
      await at.call('pause');
      expect(at.state.position!.time % 1, 'parts of a millisecond').toBe(0);
      expect((await at.preview(webManifest('nginx:1.26')))?.text).toMatch(/^make revision 2 of web: one new ReplicaSet/);
    }
  });

  it.each([
    ['nothing', webManifest(), 'same', /^change nothing/, /^$/],
    [
      'a new template',
      webManifest('nginx:1.26'),
      'change',
      /^make revision 2 of web: one new ReplicaSet, at most 5 pods, at least 3 available\.$/,
      /^4 pods are replaced, in about \d+ s\.$/,
    ],
    ['a scale', webManifest('nginx:1.25', 6), 'change', /^scale web from 4 to 6: no new ReplicaSet\.$/, /^2 pods come, in about \d+ s\.$/],
    [
      'an image that nobody has',
      webManifest('no/such:1'),
      'stall',
      /^make revision 2 of web: one new ReplicaSet, at most 5 pods, at least 3 available\.$/,
      /The registry does not know `no\/such:1`: the rollout would stall at 2 pods that do not get ready\./,
    ],
    [
      'pods that no node takes',
      webManifest().replace("nginx:1.25'", "nginx:1.25', resources: {requests: {cpu: 100}}"),
      'stall',
      /^make revision 2/,
      /would stall at 2 pods that do not get ready \(no node takes it\)/,
    ],
    ['a selector that may not change', webManifest().replaceAll('app: web', 'app: other'), 'refused', /^be refused\.$/, /field is immutable/],
    ['a change beside it', `${webManifest()}---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: conf}\ndata: {a: b}\n`, 'change', /^create configmap\/conf\.$/, /^$/],
    [
      'a strategy',
      webManifest().replace('  replicas: 4', '  replicas: 4\n  minReadySeconds: 3'),
      'change',
      /^change deployment web: no new ReplicaSet\.$/,
      /^No pod comes, goes or restarts\.$/,
    ],
  ] as const)('%s', async (_, text, tone, says, notes) => {
    const at = await rolledOut();
    const before = at.state.position;
    const answer = await at.preview(text);
    expect(answer!.text).toMatch(says);
    expect(answer!.notes.join(' ')).toMatch(notes);
    expect(answer!.tone).toBe(tone);
    expect(at.state.position).toEqual(before);
  });

  it('goes back to a template that was there before', async () => {
    const at = await rolledOut();
    await at.run('kubectl apply -f web.yaml', { 'web.yaml': webManifest('nginx:1.26') });
    await at.call('settle');
    expect((await at.preview(webManifest()))!.text).toMatch(/^make revision 3 of web: no new ReplicaSet, web-\w+ comes back, at most 5 pods, at least 3 available\.$/);
  });

  it('answers the last question only, and none about what is no manifest', async () => {
    const at = await rolledOut();
    const first = at.preview(webManifest('nginx:1.26'));
    expect((await at.preview(webManifest('nginx:1.25', 5)))!.text).toMatch(/^scale/);
    expect(await first).toBeUndefined();
    expect(await at.preview('hello', 'notes.txt')).toBeUndefined();
    expect(await at.preview('\n')).toBeUndefined();
  });
});
