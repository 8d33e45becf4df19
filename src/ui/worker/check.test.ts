import { describe, expect, it } from 'vitest';
import { booted, webManifest } from './testing.ts';

const list = `apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: ConfigMap
  metadata: {name: good}
- apiVersion: v1
  kind: Service
  metadata: {name: bad}
  spec:
    ports:
    - {port: 99999, targetPort: 80}
`;

describe('errors at their line', () => {
  it('tells what may not be changed of an object that exists', async () => {
    const at = await booted();
    await at.run('kubectl apply -f web.yaml', { 'web.yaml': webManifest() });
    const { position } = at.state;
    const [problem, ...more] = await at.call('check', { file: 'web.yaml', text: webManifest().replaceAll('app: web', 'app: other') });
    expect(problem).toMatchObject({ line: 6, message: expect.stringMatching(/^spec\.selector: .*field is immutable/) });
    expect(more).toEqual([]);
    expect(await at.call('check', { file: 'web.yaml', text: webManifest('nginx:1.26', 2) })).toEqual([]);
    expect((await at.call('check', { file: 'web.yaml', text: webManifest().replace('  replicas: 4', '  replica: 4') }))[0]).toMatchObject({
      line: 5,
      message: 'unknown field "spec.replica"',
    });
    expect(at.state.position).toEqual(position);
  });

  it('looks into a List', async () => {
    const at = await booted();
    const problems = await at.call('check', { file: 'all.yaml', text: list });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ line: 12, message: expect.stringMatching(/^spec\.ports\[0\]\.port: Invalid value: 99999/) });
  });
});
