/**
 * Command lines as they were typed at a real v1.34.4 cluster, one after the other, and what the real kubectl printed. A step without an
 * expectation is run for what it leaves behind: it needs what the simulation has not.
 */
import descriptions from 'virtual:api-descriptions';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createCluster, kindRegistry } from '../cluster/cluster.ts';
import { TaskRun } from '../engine/drive.ts';
import type { Simulation } from '../engine/simulation.ts';
import { tutorialImages } from '../kubelet/images/index.ts';
import { kubectl } from './kubectl.ts';
import { Terminal } from './terminal/terminal.ts';

interface Session {
  readonly files: Readonly<Record<string, string>>;
  readonly steps: readonly { readonly run: string; readonly stdin?: string; readonly exit?: number; readonly stdout?: string; readonly stderr?: string }[];
}

const SESSIONS = path.resolve(import.meta.dirname, 'testing/sessions');
const NAMESPACE = 'zqkbtck';
const KUBECONFIG = `apiVersion: v1
kind: Config
clusters: [{name: kubesim, cluster: {server: "https://127.0.0.1:6443"}}]
users: [{name: kubernetes-admin, user: {token: simulated}}]
contexts: [{name: kubesim, context: {cluster: kubesim, user: kubernetes-admin, namespace: ${NAMESPACE}}}]
current-context: kubesim
`;

/** What differs from one run to the next. */
const clean = (text: string): string =>
  text
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'UID')
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, 'TIME')
    .replace(/resourceVersion: "\d*"/g, 'rv')
    .replace(/^[WE]\d{4} .*?\] /gm, 'KLOG ')
    .replace(/\b\d+(ms|s|m)\b/g, 'AGE')
    .replace(/[ \t]+$/gm, '')
    .replace(/ {2,}/g, '  ')
    .replace(/kubectl-edit-\d+/g, 'kubectl-edit-N')
    .replace(/(LIVE|MERGED)-\d+/g, '$1-N')
    .replace(/\b10\.\d+\.\d+\.\d+/g, 'IP')
    .replace(/\t2026-.*$/gm, '')
    .replaceAll(NAMESPACE, 'NAMESPACE')
    .replace(/, was \d{2,}/g, ', was N');

function typed(simulation: Simulation, terminal: Terminal, line: string, stdin: string): { readonly exit: number; readonly stdout: string; readonly stderr: string } {
  const output = { stdout: '', stderr: '' };
  const run = new TaskRun(
    simulation,
    terminal.runLine(line, {
      stdout: (text) => {
        output.stdout += text;
      },
      stderr: (text) => {
        output.stderr += text;
      },
      stdin,
    }),
    line,
  );
  const deadline = simulation.position.time + 60_000;
  for (;;) {
    const state = run.advance();
    if (state.state === 'done') return { exit: state.value, stdout: clean(output.stdout), stderr: clean(output.stderr) };
    const until = Math.min(deadline, state.until ?? Infinity);
    if (simulation.step(until)) continue;
    simulation.advanceTo(until);
    if (until === deadline) throw new Error(`${line} does not end`);
  }
}

describe('sessions at a real cluster', () => {
  const names = fs.readdirSync(SESSIONS).filter((name) => name.endsWith('.json'));
  it('are there', () => expect(names.length).toBeGreaterThan(0));
  it.each(names)('%s', (name) => {
    const { files, steps } = JSON.parse(fs.readFileSync(path.join(SESSIONS, name), 'utf8')) as Session;
    const simulation = createCluster({ images: tutorialImages, seed: 1, start: Date.UTC(2026, 10, 22, 5, 0, 0) });
    simulation.request({ verb: 'create', group: '', version: 'v1', resource: 'namespaces', body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } } });
    simulation.advanceTo(simulation.position.time + 3000);
    const terminal = new Terminal({
      cwd: '/tmp/work',
      env: { KUBECONFIG: '/tmp/kubeconfig' },
      files: { ...files, '/tmp/kubeconfig': KUBECONFIG },
      kubectl: (argv, io) => kubectl(argv, io, { kinds: kindRegistry.kinds, descriptions }),
    });
    const wrong = steps.flatMap(({ run, stdin, exit, stdout, stderr }) => {
      simulation.advanceTo(simulation.position.time + 100);
      const got = typed(simulation, terminal, run, stdin ?? '');
      const want = { exit, stdout, stderr };
      return exit === undefined || JSON.stringify(want) === JSON.stringify(got) ? [] : [{ run, want, got }];
    });
    expect(wrong).toEqual([]);
  });
});
