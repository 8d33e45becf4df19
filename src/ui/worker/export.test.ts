import { describe, expect, it } from 'vitest';
import { booted, webManifest } from './testing.ts';

describe('exports', () => {
  it('gives the objects that somebody wrote, so that they can be applied elsewhere, and the story as a script', async () => {
    const at = await booted();
    const files = { 'web.yaml': webManifest(), 'other.yaml': 'a: b\n' };
    await at.run('kubectl apply -f web.yaml', files);
    await at.call('settle');
    await at.run('kubectl scale deployment web --replicas=2', files);
    await at.run('kubetick fault scheduler-stop', files);
    const { text } = await at.call('export', { what: 'yaml', files });
    expect(text).toMatch(/^apiVersion: apps\/v1\nkind: Deployment\n/);
    expect(text).not.toMatch(/uid:|status:|---|last-applied/);
    const script = (await at.call('export', { what: 'script', files })).text;
    expect(script).toMatch(/^#!\/bin\/sh\n/);
    expect(script).toMatch(/kubectl apply -f web\.yaml\nsleep \d+\nkubectl scale deployment web --replicas=2\n# only in the simulation: kubetick fault scheduler-stop\n$/);
    expect(script).not.toContain('other.yaml');
    const elsewhere = await booted();
    expect((await elsewhere.run('kubectl apply -f all.yaml', { 'all.yaml': text })).exit).toBe(0);
  });
});

describe('until', () => {
  it('goes on to the next Event, and until all is rolled out', async () => {
    const at = await booted();
    await at.run('kubectl apply -f web.yaml', { 'web.yaml': webManifest() });
    const { time } = at.state.position!;
    expect(await at.call('until', { what: 'event' })).toEqual({ came: true });
    expect(at.state.position!.time).toBeGreaterThan(time);
    expect(await at.call('until', { what: 'rolled out' })).toEqual({ came: true });
    await at.run('kubectl get deployment web');
    expect(at.state.output).toMatch(/web +4\/4 +4 +4/);
    await at.run('kubectl set image deployment/web nginx=no/such:image');
    expect(await at.call('until', { what: 'rolled out' })).toEqual({ came: false });
  });
});
