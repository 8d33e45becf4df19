/** The page's side of the wire, in one thread: for tests. */
import { ClusterHost } from './host.ts';
import type { CallName, CallOptions, CallResult, FromWorker, Position } from './protocol.ts';

export async function booted(preset = 'three') {
  const messages: FromWorker[] = [];
  const state = { output: '', position: undefined as Position | undefined };
  const answers = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  const host = new ClusterHost((message) => {
    const sent = structuredClone(message);
    messages.push(sent);
    if (sent.kind === 'answer') answers.get(sent.id)?.resolve(sent.value);
    else if (sent.kind === 'failed') answers.get(sent.id)?.reject(new Error(sent.message));
    else if (sent.kind === 'output') state.output += (sent.stdout ?? '') + (sent.stderr ?? '');
    else if (sent.kind === 'delta') state.position = sent.position;
  });
  let id = 0;
  const call = <N extends CallName>(name: N, options?: CallOptions<N>) =>
    new Promise<Awaited<CallResult<N>>>((resolve, reject) => {
      id += 1;
      answers.set(id, { resolve: resolve as (value: unknown) => void, reject });
      void host.handle({ call: name, id, options } as never);
    });
  const run = (line: string, files = {}) => call('run', { run: id + 1000, line, files });
  await call('boot', { preset });
  return { call, run, state, messages };
}

export const webManifest = (image = 'nginx:1.25', replicas = 4): string => `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: ${replicas}
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: nginx, image: '${image}'}]}
`;
