/** Requests through ports that `kubectl port-forward` has open: a tab of the page, where nothing else can connect to them. */
import { close, next, openStream, request, type Task } from '../engine/client.ts';
import type { Forwarded } from '../kubelet/connectors/port-forward.ts';

/** A port that a running command forwards. */
export interface OpenPort {
  readonly namespace: string;
  readonly pod: string;
  readonly local: number;
  readonly remote: number;
}

export type Visit = Forwarded | { readonly result: 'lost'; readonly message: string };

/** Asks the pod for a path through the port. */
export function* visit({ namespace, pod, local, remote }: OpenPort, path: string): Task<Visit> {
  const response = yield* request({
    verb: 'create',
    group: '',
    version: 'v1',
    resource: 'pods',
    subresource: 'portforward',
    namespace,
    name: pod,
    options: { parameters: { port: remote, path, host: `localhost:${local}` } },
  });
  if (!response.ok) return { result: 'lost', message: response.status.message };
  if (!('text' in response) || response.stream === undefined) return { result: 'malformed' };
  const handle = yield* openStream(response.stream);
  let answer = '';
  try {
    for (;;) {
      const notice = yield* next([handle]);
      if (notice.notice !== 'chunk') continue;
      if ('stdout' in notice.chunk) answer += notice.chunk.stdout;
      else if ('exit' in notice.chunk) return answer === '' ? { result: 'lost', message: notice.chunk.error ?? 'the pod is gone' } : (JSON.parse(answer) as Forwarded);
    }
  } finally {
    yield* close(handle);
  }
}
