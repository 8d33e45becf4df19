/** `pods/portforward`: one HTTP request through a forwarded port. The kubelet connects within the pod's own network, past Services and whoever is cut off. */
import { badRequest, failure, notFound } from '../../api/meta/status.ts';
import type { Pod } from '../../api/kinds/pod/types.ts';
import type { Connector } from '../../engine/component.ts';
import { podKey } from '../component.ts';
import { KUBELET, machineOf, nodeOf, rareKey } from '../memory.ts';
import type { SessionRequest } from './exec.ts';
import { number, text, unreachable } from './target.ts';

/** What came through a forwarded port. Bodies are as the server wrote them: nobody may take them for anything but text. */
export type Forwarded =
  | { readonly result: 'answer'; readonly status: number; readonly headers: readonly (readonly [name: string, value: string])[]; readonly body: string }
  | { readonly result: 'refused' | 'timeout' | 'malformed' };

/** Parameters: `port`, `path`, `host`. The answer comes as one piece of the stream: a `Forwarded` as JSON. */
export const portForward: Connector = {
  resource: 'pods',
  subresource: 'portforward',
  serve(request, context) {
    const fails = (status: ReturnType<typeof badRequest>) => ({ ok: false as const, status, warnings: [] });
    const pod = context.get<Pod>('pods', request.namespace, request.name!);
    if (!pod) return fails(notFound({ group: '', resource: 'pods' }, request.name!));
    if (!pod.spec.nodeName) return fails(badRequest(`pod ${pod.metadata.name} does not have a host assigned`));
    const parameters = request.options?.parameters ?? {};
    const port = number(parameters['port']);
    if (port === undefined || port < 1 || port > 65_535) return fails(badRequest(`"${text(parameters['port'])}" is not a port`));
    const path = text(parameters['path']);
    if (!path.startsWith('/') || path.length > 2000 || /[\s\p{Cc}]/u.test(path)) return fails(badRequest('a path begins with / and has no spaces or control characters'));
    const memory = context.memoryOf(KUBELET);
    const key = podKey(pod);
    if (nodeOf(memory, pod.spec.nodeName).down) return unreachable(context, pod, `portForward/${pod.metadata.namespace}/${pod.metadata.name}`);
    if (!machineOf(memory, key)) return fails(failure(500, 'InternalError', `unable to upgrade connection: pod not found ("${pod.metadata.name}_${pod.metadata.namespace}")`));
    const count = (memory.get<number>('sessions') ?? 0) + 1;
    memory.set('sessions', count);
    const stream = `exec/${count}`;
    const asked: SessionRequest = { stream, container: '', forward: { port, path, host: text(parameters['host']) } };
    memory.set(rareKey('request', `${key}/${String(count).padStart(9, '0')}`), asked);
    context.wake(key, 0, KUBELET);
    return { ok: true, code: 101, text: '', stream, warnings: [] };
  },
};
