/** What can be broken, as the dialog lists it. */
import { FAULT_CATALOGUE, type FaultEntry } from '../../cluster/fault-catalogue.ts';
import type { NodeRow, PodRow } from '../worker/protocol.ts';

export interface BreakTarget {
  /** The object's key; of what is no object, its name. */
  readonly id: string;
  readonly label: string;
  readonly group: 'The cluster' | 'Nodes' | 'Pods';
  readonly faults: readonly FaultEntry[];
  /** What stands between the fault's name and its parameters on the command line. */
  readonly words: string;
}

const on = (...kinds: readonly FaultEntry['on'][]): readonly FaultEntry[] => FAULT_CATALOGUE.filter((entry) => kinds.includes(entry.on));

/** More pods than this nobody looks through: the chosen one is always there. */
const PODS = 200;

export function breakTargets(nodes: Iterable<NodeRow>, pods: Iterable<PodRow>, chosen: string | undefined): readonly BreakTarget[] {
  const byName = (a: { readonly name: string }, b: { readonly name: string }): number => (a.name < b.name ? -1 : 1);
  const running = [...pods].filter(({ node, shape }) => node !== undefined && shape !== 'done').sort(byName);
  const shown = running.slice(0, PODS);
  const picked = running.find(({ key }) => key === chosen);
  if (picked && !shown.includes(picked)) shown.unshift(picked);
  return [
    { id: 'cluster', label: 'the control plane', group: 'The cluster', faults: on('controller', 'cluster'), words: '' },
    { id: 'registry', label: 'the image registries', group: 'The cluster', faults: on('registry'), words: '' },
    ...[...nodes].sort(byName).map(({ key, name }): BreakTarget => ({ id: key, label: name, group: 'Nodes', faults: on('node'), words: name })),
    ...shown.map(({ key, name, namespace }): BreakTarget => ({
      id: key,
      label: namespace === 'default' ? name : `${namespace}/${name}`,
      group: 'Pods',
      faults: on('container'),
      words: namespace === 'default' ? name : `${name} -n ${namespace}`,
    })),
  ];
}

/** `kubetick fault memory-leak web-1 --rate 8`; `values`: what was filled in, by parameter. */
export function breakCommand({ words }: BreakTarget, { fault, parameters = [] }: FaultEntry, values: Readonly<Record<string, string>>): string {
  const flags = parameters.map(({ name, default: usual }) => `--${name} ${(values[name] ?? usual).trim() || usual}`);
  return ['kubetick fault', fault, words, ...flags].filter((part) => part !== '').join(' ');
}
