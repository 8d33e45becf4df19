import { useMemo } from 'react';
import { useTable } from '../stores/mirror.ts';
import { select, useWorkspace } from '../stores/workspace.ts';
import type { NodeRow, PodRow } from '../worker/protocol.ts';
import { hueOf } from './model.ts';

/** Nodes that are drawn one by one; beyond, they are summed up. */
const SHOWN = 60;

/** Pods in their nodes, and what they ask for against what there is. */
export default function NodesStage() {
  const nodes = useTable('nodes');
  const pods = useTable('pods');
  const sets = useTable('replicaSets');
  const selection = useWorkspace((state) => state.selection);
  const { list, unscheduled, hues } = useMemo(() => {
    const byNode = new Map<string, PodRow[]>();
    const waiting: PodRow[] = [];
    for (const pod of pods.rows.values()) {
      if (pod.node === undefined || pod.node === '') waiting.push(pod);
      else {
        const there = byNode.get(pod.node);
        if (there) there.push(pod);
        else byNode.set(pod.node, [pod]);
      }
    }
    const revisions = new Map([...sets.rows.values()].map((set) => [set.uid, hueOf(set.revision)]));
    const all = [...nodes.rows.values()].sort((a, b) => (a.name < b.name ? -1 : 1)).map((node) => ({ node, pods: (byNode.get(node.name) ?? []).sort((a, b) => (a.name < b.name ? -1 : 1)) }));
    return { list: all, unscheduled: waiting, hues: revisions };
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [nodes.version, pods.version, sets.version]);
  const hue = (pod: PodRow) => `var(--h${hues.get(pod.owner ?? '') ?? 7})`;
  return (
    <div className="nodes-scroll" tabIndex={0} aria-label="Nodes">
      {unscheduled.length > 0 && (
        <section className="node-card">
          <h2><b>No node yet</b> <span className="soft">{unscheduled.length} pods wait for the scheduler</span></h2>
          <PodDots pods={unscheduled} hue={hue} selection={selection} />
        </section>
      )}
      {list.slice(0, SHOWN).map(({ node, pods: there }) => (
        <NodeCard key={node.key} node={node} pods={there} hue={hue} selection={selection} />
      ))}
      {list.length > SHOWN && <p className="loading">and {(list.length - SHOWN).toLocaleString('en')} more nodes: the Table lists all pods.</p>}
    </div>
  );
}

function NodeCard({ node, pods, hue, selection }: { node: NodeRow; pods: readonly PodRow[]; hue: (pod: PodRow) => string; selection: string | undefined }) {
  const cpu = pods.reduce((sum, pod) => sum + pod.cpu, 0);
  const memory = pods.reduce((sum, pod) => sum + pod.memory, 0);
  return (
    <section className="node-card" aria-label={`Node ${node.name}`}>
      <h2>
        <button type="button" className="linkish" onClick={() => select(node.key)}><b>{node.name}</b></button>{' '}
        <span className={node.ready ? 'soft' : 'bad'}>{node.ready ? 'Ready' : 'NotReady'}{node.schedulable ? '' : ', unschedulable'}</span>
      </h2>
      <Meter label="CPU" used={cpu} of={node.cpu} text={`${cpu} m of ${node.cpu} m requested`} />
      <Meter label="memory" used={memory} of={node.memory} text={`${mib(memory)} of ${mib(node.memory)} requested`} />
      <p className="soft num">{pods.length} of {node.pods} pods</p>
      <PodDots pods={pods} hue={hue} selection={selection} />
    </section>
  );
}

function Meter({ label, used, of, text }: { label: string; used: number; of: number; text: string }) {
  const share = of > 0 ? Math.min(1, used / of) : 0;
  return (
    <div className="meter" title={text}>
      <span className="soft">{label}</span>
      <span className="meter-track" role="img" aria-label={text}>
        <span style={{ width: `${share * 100}%` }} />
      </span>
      <span className="soft num">{Math.round(share * 100)} %</span>
    </div>
  );
}

function PodDots({ pods, hue, selection }: { pods: readonly PodRow[]; hue: (pod: PodRow) => string; selection: string | undefined }) {
  return (
    <ul className="dots">
      {pods.slice(0, 200).map((pod) => (
        <li key={pod.uid}>
          <button type="button" className={`dot-pod ${pod.shape}`} style={{ ['--hue' as string]: hue(pod) }} aria-label={`${pod.name}, ${pod.status}`} title={`${pod.name} · ${pod.status}`} aria-pressed={selection === pod.key} onClick={() => select(pod.key)} />
        </li>
      ))}
    </ul>
  );
}

const mib = (bytes: number) => (bytes >= 2 ** 30 ? `${(bytes / 2 ** 30).toFixed(1)} Gi` : `${Math.round(bytes / 2 ** 20)} Mi`);
