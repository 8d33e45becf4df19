import { describe, expect, it } from 'vitest';
import { booted, webManifest } from './testing.ts';

async function editing(line = 'kubectl edit deployment web') {
  const at = await booted();
  await at.run('kubectl apply -f web.yaml', { 'web.yaml': webManifest() });
  const edits = () => at.messages.filter((message) => message.kind === 'edit');
  const done = at.run(line);
  for (let turns = 0; edits().length === 0 && turns < 50; turns += 1)
    await new Promise((resolve) => {
      setTimeout(resolve, 5);
    });
  return { ...at, edits, done };
}

describe('kubectl edit', () => {
  it('hands the object to the page, waits, and goes on with what comes back', async () => {
    const at = await editing();
    const { name, text } = at.edits()[0]!;
    expect(name).toBe('kubectl-edit-1.yaml');
    expect(text).toContain('# Please edit the object below.');
    const before = at.state.position!.time;
    await new Promise((resolve) => {
      setTimeout(resolve, 80);
    });
    expect(at.state.position!.time).toBe(before);
    await at.call('edited', { text: text.replace('replicas: 4', 'replicas: 2') });
    expect((await at.done).exit).toBe(0);
    expect(at.state.output).toContain('deployment.apps/web edited');
    expect(at.edits().at(-1)!.name).toBeUndefined();
  });

  it('cancels where nothing was changed, and opens again what is refused', async () => {
    const at = await editing();
    await at.call('edited', { text: at.edits()[0]!.text.replace('replicas: 4', 'replicas: -1') });
    // kubectl takes a moment of virtual time before it comes back with it.
    await expect.poll(() => at.edits().at(-1)!.name, { timeout: 4000 }).toBeDefined();
    const again = at.edits().at(-1)!;
    expect(again.text).toContain('replicas: -1');
    await at.call('edited', { text: again.text });
    await at.done;
    expect(at.state.output).toMatch(/Edit cancelled|edit cancelled/i);
  });

  it('leaves by Ctrl+C, and uses the editor that was chosen', async () => {
    const at = await editing();
    // The second run of this page.
    await at.call('interrupt', { run: 1002 });
    expect((await at.done).exit).toBe(130);
    expect(at.edits().at(-1)!.name).toBeUndefined();
    expect((await at.run("KUBE_EDITOR='sed -i s/replicas:.4/replicas:\\ 3/' kubectl edit deployment web")).exit).toBe(0);
    expect(at.state.output).toContain('deployment.apps/web edited');
  });
});
