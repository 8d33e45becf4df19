/** Why a request came to nothing, in words that go on after "3 lost". */
import type { Pod } from '../../api/kinds/pod/types.ts';
import type { Context } from '../../engine/component.ts';
import { KUBELET, nodeOf, recordOf } from '../memory.ts';
import { slicesOf } from '../network/service-routes.ts';
import type { Service } from '../../api/kinds/service/types.ts';
import type { Backend, LossReason, SourceRecord } from './types.ts';

export function whyLost(context: Context, source: SourceRecord, backend: Backend | undefined, reason: LossReason): string {
  if (!backend) return nobody(source, reason);
  const { pod: name, key, node } = backend;
  if (reason.startsWith('HTTP ')) return `because ${name ?? backend.address} answered with ${reason.slice(5)}`;
  if (reason === 'not HTTP') return `because what ${name ?? backend.address} answered is no HTTP`;
  if (node !== undefined && nodeOf(context.memoryOf(KUBELET), node).unreachable) return `because ${node}, where ${name ?? 'the pod'} runs, does not answer`;
  if (name === undefined || key === undefined) return `because nobody answers at ${backend.address}:${backend.port}`;
  const [, namespace] = key.split('/') as [string, string];
  const pod = context.get<Pod>('pods', namespace, name);
  const listed = pod && isListed(context, source, pod);
  if (!pod || pod.metadata.deletionTimestamp !== undefined) {
    const before = listed ? 'before its endpoint was removed' : 'before the proxy had taken its endpoint out';
    if (reason === 'connection reset') return `when ${name} was killed with requests under way`;
    return `while ${name} was ${pod ? 'terminating' : 'gone'} ${before}`;
  }
  const containers = recordOf(context.memoryOf(KUBELET), key)?.containers ?? [];
  const ended = containers.find(({ state }) => state === 'exited');
  const running = containers.find(({ state }) => state === 'running');
  if (ended && !(running && running.startedAt! > (ended.finishedAt ?? 0) && reason === 'timeout'))
    if (!containers.some(({ state, name: of }) => state === 'running' && of === ended.name))
      return `because container ${ended.name} of ${name} had ended with exit code ${ended.exitCode} and its endpoint was ${listed ? 'still ready' : 'still in the proxy'}`;
  if (reason === 'timeout') return `because ${name} did not answer within ${source.timeout / 1000} s`;
  return `because ${name} was ready and did not listen on port ${backend.port} yet`;
}

function nobody({ target }: SourceRecord, reason: LossReason): string {
  if (reason === 'bad address') return `because nobody knows ${target.kind === 'host' ? target.host : `a ${target.kind} named ${target.name}`}`;
  if (reason === 'timeout') return `because the Service has no such port`;
  return 'because no endpoint was ready';
}

/** Whether the API still shows the pod as one to send to. */
function isListed(context: Context, { serviceKey }: SourceRecord, { metadata: { uid } }: Pod): boolean {
  if (serviceKey === undefined) return false;
  const [, namespace, name] = serviceKey.split('/') as [string, string, string];
  const service = context.get<Service>('services', namespace, name);
  return (
    service !== undefined &&
    slicesOf(context, service).some(({ endpoints }) => endpoints?.some(({ targetRef, conditions }) => targetRef?.uid === uid && conditions.ready !== false))
  );
}
