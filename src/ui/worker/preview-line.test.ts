import { beforeAll, describe, expect, it } from 'vitest';
import { booted, webManifest } from './testing.ts';

let at: Awaited<ReturnType<typeof booted>>;
beforeAll(async () => {
  at = await booted();
  await at.run('kubectl apply -f web.yaml; kubectl create configmap settings', { 'web.yaml': webManifest() });
  await at.call('settle');
});

describe('what a line of the terminal would do', () => {
  it.each([
    ['kubectl get pods', 'same', /^change nothing/, undefined],
    [
      'kubectl set image deployment/web nginx=nginx:1.27',
      'change',
      /make revision 2 of web: one new ReplicaSet, at most 5 pods, at least 3 available/,
      /4 pods are replaced, in about \d+ s/,
    ],
    ['kubectl set image deployment/web nginx=no/such:1', 'stall', /make revision 2 of web/, /The registry does not know no\/such:1/],
    ['kubectl scale deployment/web --replicas=6', 'change', /scale web from 4 to 6/, /2 pods come/],
    ['kubectl rollout restart deployment/web', 'change', /make revision 2 of web/, /4 pods are replaced/],
    ['kubectl delete configmap settings', 'change', /^remove configmap\/settings/, undefined],
    ['kubectl create configmap other && kubectl label configmap settings a=b', 'change', /create configmap\/other; change configmap\/settings/, undefined],
    ['kubectl scale deployment/nobody --replicas=6', 'refused', /be refused/, /deployments.apps "nobody" not found/],
    ['kubectl apply -f web.yaml', 'same', /change nothing/, undefined],
  ])('%s', async (line, tone, text, note) => {
    const before = at.state.position!.step;
    const preview = (await at.call('previewLine', { line, files: { 'web.yaml': webManifest() } }))!;
    expect(preview).toMatchObject({ tone });
    expect(preview.text).toMatch(text);
    if (note) expect(preview.notes.join('\n').replaceAll('`', '')).toMatch(note);
    expect(at.state.position!.step).toBe(before);
    expect((await at.run('kubectl get configmap settings')).exit).toBe(0);
  });
});
