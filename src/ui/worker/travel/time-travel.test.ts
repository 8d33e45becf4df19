import { describe, expect, it } from 'vitest';
import type { FromWorker } from '../protocol.ts';
import { booted, webManifest } from '../testing.ts';

async function rolledOut() {
  const at = await booted();
  await at.run('kubectl apply -f web.yaml', { 'web.yaml': webManifest() });
  return at;
}
const namespace = 'default';

describe('until', () => {
  it('goes on to where a condition holds, and back to where it last did', async () => {
    const at = await rolledOut();
    const begun = at.state.position!.step;
    const arrived = await at.call('untilHolds', { text: 'deployment/web .status.readyReplicas == 4', namespace });
    expect(arrived).toMatchObject({ came: true });
    expect(arrived.text).toMatch(/^It holds since step \d+, \d+ s later: deployment-controller on web: /);
    const { step } = at.state.position!;
    expect(step).toBeGreaterThan(begun);
    expect(await at.call('untilHolds', { text: 'deployment/web .status.readyReplicas == 4', namespace })).toMatchObject({ came: true, text: 'It holds here already.' });

    const two = await at.call('untilHolds', { text: 'deployment/web .status.readyReplicas < 4', namespace, back: true });
    expect(two.text).toContain(`It last held here, until step ${step}`);
    expect(at.state.position!.step).toBe(step - 1);
    const began = await at.call('untilHolds', { text: 'count(pods) == 4', namespace, back: true });
    expect(began.text).toMatch(/^It has held since step \d+: replicaset-controller on web-/);
    expect(await at.call('condition', { text: 'count(pods) == 4', namespace })).toMatchObject({ holds: true });
    expect(await at.call('untilHolds', { text: 'count(pods) == 9', namespace, back: true })).toEqual({ came: false, text: 'It never held on this branch up to here.' });
  });

  it('tells where a text is wrong, and moves nothing', async () => {
    const at = await rolledOut();
    const { step } = at.state.position!;
    const answer = await at.call('untilHolds', { text: 'deployment/web .status. == 4', namespace });
    expect(answer).toMatchObject({ came: false, fault: { at: 22 } });
    expect(at.state.position!.step).toBe(step);
    expect((await at.call('condition', { text: 'deploy', namespace })).fault).toMatchObject({ at: 0 });
  });

  it('stops the clock where a breakpoint begins to hold', async () => {
    const at = await rolledOut();
    await at.call('breakpoints', { texts: ['nonsense', 'any pods .status.phase == Running', 'count(pods) >= 0'], namespace });
    const stopped = () => at.messages.find((message): message is Extract<FromWorker, { kind: 'stopped' }> => message.kind === 'stopped');
    await at.call('play', { speed: Infinity });
    await expect.poll(stopped, { timeout: 5000 }).toEqual({ kind: 'stopped', text: 'any pods .status.phase == Running' });
    expect(await at.call('condition', { text: 'count(pods .status.phase == Running) == 1', namespace })).toMatchObject({ holds: true });
    await at.call('pause');
  });

  it.each([
    ['settle', (at: Awaited<ReturnType<typeof rolledOut>>) => at.call('settle')],
    ['until rolled out', (at: Awaited<ReturnType<typeof rolledOut>>) => at.call('until', { what: 'rolled out' })],
    ['until a condition', (at: Awaited<ReturnType<typeof rolledOut>>) => at.call('untilHolds', { text: 'count(pods .status.phase == Running) == 4', namespace })],
    [
      'ticks',
      async (at: Awaited<ReturnType<typeof rolledOut>>) => {
        for (let i = 0; i < 400 && !at.messages.some(({ kind }) => kind === 'stopped'); i += 1) await at.call('tick');
      },
    ],
  ])('stops %s too where a breakpoint begins to hold', async (_title, goOn) => {
    const at = await rolledOut();
    await at.call('breakpoints', { texts: ['any pods .status.phase == Running'], namespace });
    const answer = await goOn(at);
    if (answer) expect(answer).toMatchObject({ came: false });
    expect(at.messages).toContainEqual({ kind: 'stopped', text: 'any pods .status.phase == Running' });
    expect(await at.call('condition', { text: 'count(pods .status.phase == Running) == 1', namespace })).toMatchObject({ holds: true });
  });
});

describe('branches', () => {
  it('have names, lie side by side at one virtual time, differ by objects, and go', async () => {
    const at = await rolledOut();
    await at.call('settle');
    const fork = at.state.position!.step;
    const { id } = await at.call('branchOff', { name: '  seven of them ' });
    await at.run('kubectl scale deployment/web --replicas=7');
    await at.call('beside', { branch: 0 });
    await at.call('settle');
    const beside = () => at.messages.flatMap((message) => (message.kind === 'beside' && message.delta ? [message.delta] : []));
    expect(beside()[0]).toMatchObject({ fresh: true, position: { branch: 0 } });
    expect(beside().at(-1)!.position.time).toBe(at.state.position!.time);
    expect(
      beside()
        .flatMap(({ tables }) => tables.deployments?.put ?? [])
        .at(-1),
    ).toMatchObject({ replicas: 4 });
    const branches = at.messages.flatMap((message) => (message.kind === 'delta' && message.branches ? [message.branches] : [])).at(-1)!;
    expect(branches.map(({ name, from }) => ({ name, from }))).toEqual([
      { name: 'main', from: undefined },
      { name: 'seven of them', from: { branch: 0, step: fork, time: expect.any(Number) } },
    ]);

    const here = { step: at.state.position!.step, branch: id };
    const diff = await at.call('diff', { left: { step: fork, branch: 0 }, right: here });
    expect(diff.changes.find(({ key }) => key === 'deployments.apps/default/web')).toMatchObject({
      change: 'differs',
      fields: expect.arrayContaining(['spec.replicas: 4 → 7', 'status.readyReplicas: 4 → 7']),
    });
    expect(diff.changes.filter(({ kind, change }) => kind === 'Pod' && change === 'only right')).toHaveLength(3);
    const { hunks } = await at.call('diffText', { left: { step: fork, branch: 0 }, right: here, key: 'deployments.apps/default/web' });
    expect(hunks).toMatch(/^-  replicas: 4\n\+  replicas: 7$/m);

    // What is asked of the branch beside is answered from there.
    const key = 'deployments.apps/default/web';
    const beyond = await at.call('diffBeside', { key, other: key });
    expect(beyond).toMatchObject({ here: true, there: true, more: 0 });
    expect(beyond.fields).toContainEqual({ path: 'spec.replicas', here: '7', there: '4' });
    expect(await at.call('diffBeside', { key, other: 'pods/default/nobody' })).toEqual({ here: true, there: false, fields: [], more: 0 });
    const pods = { here: await at.call('lives', { since: 0, branch: -1 }), there: await at.call('lives', { since: 0, branch: -1, side: 'beside' }) };
    expect([pods.here.lives.length, pods.there.lives.length]).toEqual([7, 4]);
    const curves = { here: await at.call('ledger', { key }), there: await at.call('ledger', { key, side: 'beside' }) };
    expect([curves.here.samples.at(-1)?.desired, curves.there.samples.at(-1)?.desired]).toEqual([7, 4]);
    expect((await at.call('why', { key, side: 'beside' }))?.now).toEqual(['All 4 pods of revision 1 are available: nothing is left to do.']);

    // Going over to the branch beside shows the one before beside it.
    await at.call('branch', { id: 0 });
    await at.call('seekTime', { time: at.state.position!.time });
    expect(beside().at(-1)!.position.branch).toBe(id);
    await at.call('renameBranch', { id, name: 'seven' });
    await expect(at.call('renameBranch', { id, name: ' ' })).rejects.toThrow('at least one character');
    await expect(at.call('removeBranch', { id: 0 })).rejects.toThrow('stays');
    await at.call('removeBranch', { id });
    await expect(at.call('why', { key, side: 'beside' })).rejects.toThrow('No other branch is shown.');
    expect(at.messages.filter(({ kind }) => kind === 'beside').at(-1)).toEqual({ kind: 'beside', delta: undefined });
    expect(at.messages.flatMap((message) => (message.kind === 'delta' && message.branches ? [message.branches] : [])).at(-1)).toHaveLength(1);
  });

  it('come back under their names and numbers with a story', async () => {
    const at = await rolledOut();
    await at.call('branchOff', { name: 'a' });
    const b = await at.call('branchOff', { name: 'b' });
    await at.run('kubectl scale deployment/web --replicas=2');
    await at.call('settle');
    await at.call('removeBranch', { id: 1 });
    const saved = structuredClone(await at.call('save'));
    const again = await booted();
    expect(await again.call('boot', { preset: 'three', saved })).toEqual({ restored: true });
    expect(again.state.position).toEqual(at.state.position);
    expect(again.state.position!.branch).toBe(b.id);
    expect(structuredClone(await again.call('save'))).toEqual(saved);
  });
});

describe('fields', () => {
  it('stand at their lines of the YAML', async () => {
    const at = await rolledOut();
    const { text, lines } = await at.call('fields', { key: 'deployments.apps/default/web' });
    const rows = text.split('\n');
    const lineOf = (path: string) => rows[lines.find((one) => one.path === path)!.line];
    expect(lineOf('.spec.replicas')).toBe('  replicas: 4');
    expect(lineOf('.spec.template.spec.containers[0].image')).toMatch(/image: nginx:1.25/);
    expect(lineOf('.spec.template.metadata.labels.app')).toBe('        app: web');
  });

  it.each([
    ['.spec.replicas', '7', /You changed it from 4 to 7/, 'kubectl scale deployment/web --replicas=7'],
    ['.spec.revisionHistoryLimit', '10', /Your request left it out: the API server filled in 10/, 'kubectl apply -f web.yaml'],
    ['.spec.paused', 'absent', /absent/, 'kubectl apply -f web.yaml'],
    ['.status.readyReplicas', '4', /deployment-controller on web changed it from (absent|\d) to 4/, undefined],
  ])('tell who wrote %s', async (path, value, sentence, command) => {
    const at = await rolledOut();
    await at.call('settle');
    await at.run('kubectl scale deployment/web --replicas=7');
    const answer = (await at.call('whyField', { key: 'deployments.apps/default/web', path }))!;
    expect(answer).toMatchObject({ title: path, kind: 'field of Deployment web', status: value });
    expect(answer.now[0]).toMatch(sentence);
    if (command !== undefined) expect(answer.chain.map(({ text }) => text)).toContain(command);
    expect(answer.chain.length).toBeGreaterThan(0);
  });
});
