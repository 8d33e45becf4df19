/** Why each node refuses a pod: plugin by plugin, with the numbers. */
import type { Pod } from '../../../api/kinds/pod/types.ts';
import type { Node } from '../../../api/kinds/node/types.ts';
import { milliValue, quantity, quantityValue } from '../../../api/meta/quantity.ts';
import type { Simulation } from '../../../engine/simulation.ts';
import type { RowSource, Situation } from './situation.ts';

const REFUSED = /^(.+?): refused by ([^:]+): (.*)$/;
/** Nodes that are told of one by one. */
const NODES = 60;
/** Steps back in which the scheduler's last look is searched. */
const REACH = 20_000;

export function nodeTable(pod: Pod, simulation: Simulation, rows: RowSource): Situation['table'] {
  const last = lastLook(pod, simulation);
  if (!last) return undefined;
  const refused = last.saw.flatMap((line) => {
    const match = REFUSED.exec(line);
    return match ? [{ node: match[1]!, plugin: match[2]!, reason: match[3]! }] : [];
  });
  if (refused.length === 0) return undefined;
  const asked = [...pod.spec.containers].reduce(
    (sum, { resources }) => ({ cpu: sum.cpu + milliValue(quantity(resources?.requests?.['cpu'])), memory: sum.memory + quantityValue(quantity(resources?.requests?.['memory'])) }),
    { cpu: 0, memory: 0 },
  );
  const taken = new Map<string, { cpu: number; memory: number; pods: number }>();
  for (const { node, cpu, memory, shape } of rows.pods()) {
    if (node === undefined || shape === 'done') continue;
    const sum = taken.get(node) ?? { cpu: 0, memory: 0, pods: 0 };
    taken.set(node, { cpu: sum.cpu + cpu, memory: sum.memory + memory, pods: sum.pods + 1 });
  }
  return {
    caption: `Node by node, as the scheduler saw it at step ${last.step}. The pod asks for ${cores(asked.cpu)} CPU and ${size(asked.memory)}.`,
    head: ['node', 'refused by', 'CPU free', 'memory free', 'pods'],
    rows: refused.slice(0, NODES).map(({ node, plugin, reason }) => {
      const object = simulation.view.get<Node>('nodes', undefined, node);
      const has = object?.status.allocatable ?? {};
      const used = taken.get(node) ?? { cpu: 0, memory: 0, pods: 0 };
      const cpu = milliValue(quantity(has['cpu']));
      const memory = quantityValue(quantity(has['memory']));
      return [
        node,
        `${plugin}: ${reason}`,
        `${cores(cpu - used.cpu)} of ${cores(cpu)}`,
        `${size(memory - used.memory)} of ${size(memory)}`,
        `${used.pods} of ${has['pods'] ?? '?'}`,
      ];
    }),
    more: Math.max(0, refused.length - NODES),
  };
}

function lastLook(pod: Pod, simulation: Simulation) {
  const key = `${pod.metadata.namespace}/${pod.metadata.name}`;
  const { step } = simulation.position;
  for (let at = step; at > Math.max(0, step - REACH); at -= 1) {
    const entry = simulation.entry(at);
    if (!entry) return undefined;
    if (entry.component === 'default-scheduler' && (entry.key === key || entry.key === `pods/${key}`) && entry.saw.length > 0) return entry;
  }
  return undefined;
}

const cores = (milli: number): string => `${Math.round(milli / 10) / 100}`;
const size = (bytes: number): string => (Math.abs(bytes) >= 2 ** 30 ? `${Math.round((bytes / 2 ** 30) * 10) / 10}Gi` : `${Math.round(bytes / 2 ** 20)}Mi`);
