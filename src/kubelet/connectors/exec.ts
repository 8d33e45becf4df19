/** `pods/exec`, `pods/attach`: the session begins with the kubelet's next step, and its output comes as the stream `exec/<n>`. */
import { badRequest, failure } from '../../api/meta/status.ts';
import type { ApiRequest, ApiResponse } from '../../engine/client.ts';
import type { Connector, Context } from '../../engine/component.ts';
import { podKey } from '../component.ts';
import { KUBELET, nodeOf, rareKey, recordOf } from '../memory.ts';
import { flag, targetOf, text, unreachable, type Target } from './target.ts';

/** What a kubelet is asked to do in a container; kept in the kubelets' memory until the pod's next step. */
export interface SessionRequest {
  readonly stream: string;
  readonly container: string;
  /** Absent: the container's own process. */
  readonly command?: readonly string[];
  /** Given to its standard input, which is closed behind it unless `open`. */
  readonly stdin?: string;
  readonly open?: boolean;
  /** Instead: a request to a port of the pod. */
  readonly forward?: { readonly port: number; readonly path: string; readonly host: string };
}

const fails = (status: Parameters<typeof Object>[0]): ApiResponse => ({ ok: false, status, warnings: [] });

function serve(request: ApiRequest, context: Context, session: (target: Target, stream: string) => SessionRequest): ApiResponse {
  const target = targetOf(request, context);
  if (!target.ok) return fails(target.error);
  const { pod, container } = target.value;
  if (!pod.spec.nodeName) return fails(badRequest(`pod ${pod.metadata.name} does not have a host assigned`));
  const memory = context.memoryOf(KUBELET);
  if (nodeOf(memory, pod.spec.nodeName).down) return unreachable(context, pod, `exec/${pod.metadata.namespace}/${pod.metadata.name}/${container}`);
  const key = podKey(pod);
  const runs = recordOf(memory, key)?.containers.some((c) => c.name === container && c.state === 'running');
  if (!runs) return fails(failure(500, 'InternalError', refusal(request.subresource!, pod.metadata.name, pod.metadata.namespace!, container)));
  const number = (memory.get<number>('sessions') ?? 0) + 1;
  memory.set('sessions', number);
  const stream = `exec/${number}`;
  memory.set(rareKey('request', `${key}/${String(number).padStart(9, '0')}`), session(target.value, stream));
  context.wake(key, 0, KUBELET);
  return { ok: true, code: 101, text: '', stream, warnings: [] };
}

const refusal = (subresource: string, pod: string, namespace: string, container: string): string =>
  subresource === 'attach'
    ? `unable to upgrade connection: container ${container} not found in pod ${pod}_${namespace}`
    : `unable to upgrade connection: container not found ("${container}")`;

/**
 * Parameters: `command` (a list), `container`; `stdin`: the text to feed; `open`: more will come by an update with `stream`.
 */
export const exec: Connector = {
  resource: 'pods',
  subresource: 'exec',
  serve(request, context) {
    const parameters = request.options?.parameters ?? {};
    if (request.verb === 'update') return feed(request, context);
    const command = Array.isArray(parameters['command']) ? parameters['command'].map(String) : [text(parameters['command'])].filter((word) => word !== '');
    if (command.length === 0) return fails(badRequest('you must specify at least one command for the container'));
    return serve(request, context, ({ container }, stream) => ({ stream, container, command, ...input(parameters) }));
  },
};

/** Joins the container's own streams: what it prints from now on. */
export const attach: Connector = {
  resource: 'pods',
  subresource: 'attach',
  serve(request, context) {
    if (request.verb === 'update') return feed(request, context);
    return serve(request, context, ({ container }, stream) => ({ stream, container, ...input(request.options?.parameters ?? {}) }));
  },
};

const input = (parameters: Readonly<Record<string, unknown>>) => ({
  ...(typeof parameters['stdin'] === 'string' && { stdin: parameters['stdin'] }),
  ...(flag(parameters['open']) && { open: true }),
});

/** More standard input for an open session: parameters `stream`, `stdin`, `open`. */
function feed(request: ApiRequest, context: Context): ApiResponse {
  const target = targetOf(request, context);
  if (!target.ok) return fails(target.error);
  const parameters = request.options?.parameters ?? {};
  const key = podKey(target.value.pod);
  const memory = context.memoryOf(KUBELET);
  const number = (memory.get<number>('sessions') ?? 0) + 1;
  memory.set('sessions', number);
  memory.set(rareKey('request', `${key}/${String(number).padStart(9, '0')}`), {
    stream: text(parameters['stream']),
    container: target.value.container,
    ...input(parameters),
    more: true,
  });
  context.wake(key, 0, KUBELET);
  return { ok: true, code: 200, text: '', warnings: [] };
}
