import { useMemo } from 'react';
import { useCalmTable } from '../stores/calm.ts';
import { count } from './facts.ts';
import { aggregates } from './focus.ts';
import type { NamespaceAggregate } from './focus.ts';
import { amount, cores } from './nodes-layout.ts';
import { zoomToNamespace } from './zoom-into.ts';

const SHAPES = ['ready', 'starting', 'failing', 'going', 'done'] as const;

/** The whole cluster: a card per namespace with what it holds as sums, and its nodes in one line. */
export default function ClusterStage() {
  const pods = useCalmTable('pods');
  const deployments = useCalmTable('deployments');
  const replicaSets = useCalmTable('replicaSets');
  const workloads = useCalmTable('workloads');
  const others = useCalmTable('others');
  const nodes = useCalmTable('nodes');
  const spaces = useMemo(
    () => aggregates({ pods: pods.rows, deployments: deployments.rows, replicaSets: replicaSets.rows, workloads: workloads.rows, others: others.rows }),
    // The maps keep their identity; their versions say that they changed.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [pods.version, deployments.version, workloads.version, others.version],
  );
  let ready = 0;
  let cpu = 0;
  let memory = 0;
  for (const node of nodes.rows.values()) {
    if (node.ready) ready += 1;
    cpu += node.cpu;
    memory += node.memory;
  }
  const asked = spaces.reduce((sums, space) => ({ cpu: sums.cpu + space.cpu, memory: sums.memory + space.memory, pods: sums.pods + space.pods }), { cpu: 0, memory: 0, pods: 0 });
  const most = Math.max(1, ...spaces.map(({ pods: number }) => number));
  return (
    <div className="cluster-stage" data-testid="cluster-stage">
      <p className="cluster-line">
        <b>{count(nodes.rows.size, 'node')}</b>
        {ready < nodes.rows.size && <span className="bad"> {nodes.rows.size - ready} not ready</span>}
        <span className="soft">
          {' '}
          · {count(asked.pods, 'pod')} · CPU {cores(asked.cpu)} of {cores(cpu)} requested · memory {amount(asked.memory)} of {amount(memory)}
        </span>
      </p>
      <ul className="spaces" aria-label="Namespaces">
        {spaces.map((space) => (
          <Space key={space.name} space={space} most={most} />
        ))}
      </ul>
    </div>
  );
}

function Space({ space, most }: { space: NamespaceAggregate; most: number }) {
  const { name, workloads, troubled, pods, shapes, cpu, memory, restarts } = space;
  const told = SHAPES.filter((shape) => shapes[shape] > 0);
  return (
    <li>
      <button type="button" className="space-card" data-name={name} data-troubled={troubled.length > 0 || undefined} onClick={() => zoomToNamespace(name)}>
        <span className="card-title">
          {name}
          <span className="card-counts">{pods === 0 ? 'empty' : `${count(workloads, 'workload')} · ${count(pods, 'pod')}`}</span>
        </span>
        {pods > 0 && (
          <span className="space-bar" aria-hidden="true" style={{ width: `${Math.max(12, Math.sqrt(pods / most) * 100)}%` }}>
            {told.map((shape) => (
              <span key={shape} className={shape} style={{ flexGrow: shapes[shape] }} />
            ))}
          </span>
        )}
        {pods > 0 && (
          <span className="space-words">
            {told.map((shape) => (
              <span key={shape} className={shape === 'failing' ? 'bad' : undefined}>
                <span className={`shape-key ${shape}`} aria-hidden="true" /> {shapes[shape]} {shape === 'done' ? 'finished' : shape}
              </span>
            ))}
          </span>
        )}
        {pods > 0 && (cpu > 0 || memory > 0 || restarts > 0) && (
          <span className="soft space-asks">
            {cpu > 0 && `CPU ${cores(cpu)} `}
            {memory > 0 && `memory ${amount(memory)} `}
            {restarts > 0 && count(restarts, 'restart')}
          </span>
        )}
        {troubled.length > 0 && (
          <span className="bad space-asks">
            not as wanted: {troubled.slice(0, 3).join(', ')}
            {troubled.length > 3 && ` and ${troubled.length - 3} more`}
          </span>
        )}
      </button>
    </li>
  );
}
