import { useContext } from 'react';
import { breakSomething, sendTraffic } from '../../shell/actions.ts';
import { clock, countdownText } from '../../stage/labels.ts';
import { ceilingText, floorText } from '../../stage/limits.ts';
import { useCalm } from '../../stores/calm.ts';
import { MirrorContext } from '../../stores/mirror.ts';
import type { Mirror } from '../../stores/mirror.ts';

/** The object's row as a list of facts. */
export function Summary({ selected }: { selected: string }) {
  const mirror = useContext(MirrorContext);
  const { time, origin } = useCalm((state) => state.position);
  // Any change of the mirror may have changed the row.
  useCalm((state) => state.versions);
  const facts = factsOf(mirror, selected, time, origin);
  if (!facts) return <p className="loading">There is no such object at this step.</p>;
  return (
    <>
      <dl className="facts">
        {facts.map(([term, value]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {/^(pods|nodes)\//.test(selected) && (
        <button type="button" className="btn small under-facts" onClick={() => breakSomething(selected)}>
          break it …
        </button>
      )}
      {selected.startsWith('services/') && (
        <button type="button" className="btn small under-facts" onClick={() => sendTraffic(`svc/${selected.split('/')[2]}`)}>
          send traffic …
        </button>
      )}
    </>
  );
}

function factsOf({ tables }: Mirror, key: string, now: number, origin: number): (readonly [string, string])[] | undefined {
  const pod = tables.pods.get(key);
  if (pod) {
    return [
      ['Pod', pod.name],
      ['Namespace', pod.namespace],
      ['Status', pod.status],
      ['Ready', pod.ready],
      ['Restarts', String(pod.restarts)],
      ['Image', pod.image],
      ['Node', pod.node ?? 'none yet'],
      ['Address', pod.ip ?? 'none yet'],
      ['Made at', clock(pod.created, origin)],
      ...(pod.countdown && pod.countdown.until > now ? [['Next', countdownText(pod.countdown, now)] as const] : []),
      [
        'Labels',
        Object.entries(pod.labels ?? {})
          .map(([name, value]) => `${name}=${value}`)
          .join(', ') || 'none',
      ],
    ];
  }
  const deployment = tables.deployments.get(key);
  if (deployment) {
    const { replicas } = deployment;
    return [
      ['Deployment', deployment.name],
      ['Namespace', deployment.namespace],
      ['Revision', String(deployment.revision)],
      ['Replicas', `${replicas} desired, ${deployment.total} there, ${deployment.updated} of the new template, ${deployment.available} available`],
      ['Strategy', deployment.strategy],
      ...(deployment.strategy === 'RollingUpdate'
        ? ([
            ['Ceiling', ceilingText(deployment)],
            ['Floor', floorText(deployment)],
          ] as const)
        : []),
      ['Ready for', deployment.minReadySeconds === 0 ? 'available as soon as it is ready' : `available after ${deployment.minReadySeconds} s of being ready`],
      ['Paused', deployment.paused ? 'yes' : 'no'],
      ...(deployment.progressing ? [['Progressing', `${deployment.progressing.reason}: ${deployment.progressing.message}`] as const] : []),
    ];
  }
  const set = tables.replicaSets.get(key);
  if (set) {
    return [
      ['ReplicaSet', set.name],
      ['Revision', `${set.revision}${set.history.length > 0 ? ` (was ${set.history.join(', ')})` : ''}`],
      ['Template hash', set.hash],
      ['Pods', `${set.desired} desired, ${set.current} there, ${set.ready} ready, ${set.available} available`],
      ...set.containers.map(({ name, image }) => [`Container ${name}`, image] as const),
      ['Made at', clock(set.created, origin)],
    ];
  }
  const node = tables.nodes.get(key);
  if (node) {
    return [
      ['Node', node.name],
      ['Ready', node.ready ? 'yes' : 'no'],
      ['Schedulable', node.schedulable ? 'yes' : 'no'],
      ['CPU', `${node.cpu} m`],
      ['Memory', `${Math.round(node.memory / 2 ** 20)} Mi`],
      ['Pods', `up to ${node.pods}`],
    ];
  }
  for (const table of ['services', 'workloads', 'others', 'slices', 'events'] as const) {
    const row = tables[table].get(key);
    if (row)
      return [
        ['Name', row.name],
        ['Namespace', row.namespace || 'none: it is of the whole cluster'],
        ['Made at', clock(row.created, origin)],
      ];
  }
  return undefined;
}
