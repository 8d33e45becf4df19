/** Which pod and container a request is about, with the API server's refusals (upstream: pkg/registry/core/pod/strategy.go). */
import { badRequest, notFound, type Status } from '../../api/meta/status.ts';
import type { Node } from '../../api/kinds/node/types.ts';
import type { Pod } from '../../api/kinds/pod/types.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { ApiRequest } from '../../engine/client.ts';
import type { Context } from '../../engine/component.ts';
import { findContainer } from '../containers.ts';
import { KUBELET, nodeOf } from '../memory.ts';

export interface Target {
  readonly pod: Pod;
  readonly container: string;
}

export function targetOf(request: ApiRequest, context: Context): Result<Target, Status> {
  const pod = context.get<Pod>('pods', request.namespace, request.name!);
  if (!pod) return err(notFound({ group: '', resource: 'pods' }, request.name!));
  const name = text(request.options?.parameters?.['container']);
  const { containers, initContainers = [], ephemeralContainers = [] } = pod.spec;
  if (name !== '') return findContainer(pod, name) ? ok({ pod, container: name }) : err(badRequest(`container ${name} is not valid for pod ${pod.metadata.name}`));
  if (containers.length === 1) return ok({ pod, container: containers[0]!.name });
  const names = (list: readonly { readonly name: string }[]) => `[${list.map((c) => c.name).join(' ')}]`;
  const others = [
    ...(initContainers.length > 0 ? [` or one of the init containers: ${names(initContainers)}`] : []),
    ...(ephemeralContainers.length > 0 ? [` or one of the ephemeral containers: ${names(ephemeralContainers)}`] : []),
  ];
  return err(badRequest(`a container name must be specified for pod ${pod.metadata.name}, choose one of: ${names(containers)}${others.join('')}`));
}

export const text = (value: unknown): string => (typeof value === 'string' ? value : '');
export const flag = (value: unknown): boolean => value === true || value === 'true';
export const number = (value: unknown): number | undefined => (typeof value === 'number' ? value : typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : undefined);

/**
 * What the API server says where a node's kubelet does not answer. One that stands still takes connections and no more: requests wait for it as
 * long as their client does, but for `logs`, whose handshake has a limit. A node that is off or cut off takes none.
 */
export function unreachable(
  context: Context,
  pod: Pod,
  path: string,
): { readonly ok: false; readonly status: Status; readonly warnings: readonly string[]; readonly after: number } {
  const name = pod.spec.nodeName!;
  const node = context.get<Node>('nodes', undefined, name);
  const address = node?.status.addresses?.find((a) => a.type === 'InternalIP')?.address ?? '';
  const at = `${address}:${node?.status.daemonEndpoints?.kubeletEndpoint?.Port ?? 10250}`;
  const { off, unreachable: cutOff } = nodeOf(context.memoryOf(KUBELET), name);
  const [why, after] = off
    ? [`dial tcp ${at}: connect: no route to host`, NO_ROUTE]
    : cutOff
      ? [`dial tcp ${at}: i/o timeout`, DIAL_TIMEOUT]
      : ['net/http: TLS handshake timeout', path.startsWith('containerLogs/') ? HANDSHAKE_TIMEOUT : Infinity];
  const status: Status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message: `Get "https://${at}/${path}": ${why}`, reason: '', code: 500 };
  return { ok: false, status, warnings: [], after };
}

/** Upstream: `TLSHandshakeTimeout` and the dialer's timeout of the transport; a neighbour's address that nobody has is given up sooner. Milliseconds. */
const HANDSHAKE_TIMEOUT = 10_000;
const DIAL_TIMEOUT = 30_000;
const NO_ROUTE = 3_000;
