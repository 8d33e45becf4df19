/** `kubectl top` (upstream: pkg/cmd/top/{top_pod,top_node}.go). It needs a metrics server; a fresh cluster has none. */
import type { NodeMetrics, PodMetrics } from '../../../api/kinds/metrics/types.ts';
import { parseSelector } from '../../../api/meta/selector.ts';
import type { KubeObject } from '../../../api/meta/types.ts';
import { formatDuration } from '../../../base/duration.ts';
import { now, type Task } from '../../../engine/client.ts';
import type { Call, Command } from '../../command.ts';
import { ALL_NAMESPACES_FLAG, FIELD_SELECTOR_FLAG, SELECTOR_FLAG } from '../../common-flags.ts';
import { failed, type Failure } from '../../failure.ts';
import type { FlagSpec } from '../../flags.ts';
import type { Mapping } from '../../rest-mapper.ts';
import { writeNodeTable, writePodTable, type SortBy, type TableOptions } from './usage-table.ts';

const SORT_BY: FlagSpec = { name: 'sort-by', type: 'string', choices: ['cpu', 'memory'], help: 'Sort by cpu or by memory.' };
const NO_HEADERS: FlagSpec = { name: 'no-headers', type: 'bool', help: 'Leave the headers of the table out.' };
const PROTOCOL_BUFFERS: FlagSpec = { name: 'use-protocol-buffers', type: 'bool', default: 'true', help: 'Speak protocol buffers with the metrics API.' };
const SHOW_SWAP: FlagSpec = { name: 'show-swap', type: 'bool', help: 'Show swap memory too.' };

/** Milliseconds after which a pod should have been measured. */
const CREATION_DELAY = 2 * 60_000;

function wrong(call: Call, usage: string, selectorFlags: readonly string[]): Failure | undefined {
  const { flags, args } = call;
  if (args.length > 1) return call.usageFailure(usage);
  if (!['', 'cpu', 'memory'].includes(flags.string('sort-by'))) return failed('--sort-by accepts only cpu or memory');
  if (args.length > 0 && selectorFlags.some((flag) => flags.string(flag) !== ''))
    return failed(`only one of NAME or ${selectorFlags.length > 1 ? 'selector' : '--selector'} can be provided`);
  const selector = parseSelector(flags.string('selector'));
  return selector.ok ? undefined : failed(selector.error);
}

const tableOptions = ({ flags }: Call): TableOptions => ({
  sortBy: flags.string('sort-by') as SortBy,
  headers: !flags.bool('no-headers'),
  swap: flags.bool('show-swap'),
});

/** What is measured of the object named, or of those selected; nothing where no API serves it. */
function* measured<T extends KubeObject>(call: Call, kind: string, namespace: string): Task<Failure | readonly T[]> {
  const mapping = call.mapper.forKind('metrics.k8s.io', 'v1beta1', kind);
  if (!mapping) return failed('Metrics API not available');
  const [name] = call.args;
  if (name !== undefined) {
    const one = yield* call.api.get(mapping, namespace, name);
    return one.ok ? [one.value as T] : one.error;
  }
  const list = yield* call.api.list(mapping, namespace, selection(call));
  return list.ok ? (list.value.items as readonly T[]) : list.error;
}

const selection = ({ flags, command }: Call) => ({ labelSelector: flags.string('selector'), ...(command === pod && { fieldSelector: flags.string('field-selector') }) });
const isFailure = (answer: Failure | readonly unknown[]): answer is Failure => !Array.isArray(answer);
const core = (call: Call, kind: string): Mapping => call.mapper.forKind('', 'v1', kind)!;

function* topPods(call: Call): Task<Failure | undefined> {
  const { flags } = call;
  const everywhere = flags.bool('all-namespaces');
  const namespace = everywhere ? '' : call.namespace;
  const metrics = yield* measured<PodMetrics>(call, 'PodMetrics', namespace);
  if (isFailure(metrics)) return metrics;
  if (metrics.length === 0) {
    const failure = yield* whyNone(call, namespace);
    if (failure) return failure;
    call.err(everywhere ? 'No resources found\n' : `No resources found in ${call.namespace} namespace.\n`);
    return undefined;
  }
  writePodTable(metrics, { ...tableOptions(call), containers: flags.bool('containers'), namespaces: everywhere, sum: flags.bool('sum') }, (text) => call.out(text));
  return undefined;
}

/** Upstream: verifyEmptyMetrics. */
function* whyNone(call: Call, namespace: string): Task<Failure | undefined> {
  const pods = yield* call.api.list(core(call, 'Pod'), namespace, selection(call));
  if (!pods.ok) return pods.error;
  if (pods.value.items.length === 0) return undefined;
  const time = yield* now();
  for (const { metadata } of pods.value.items) {
    const age = time - Date.parse(metadata.creationTimestamp);
    if (age > CREATION_DELAY) return failed(`Metrics not available for pod ${metadata.namespace}/${metadata.name}, age: ${formatDuration(age)}`);
  }
  return failed('metrics not available yet');
}

function* topNodes(call: Call): Task<Failure | undefined> {
  const metrics = yield* measured<NodeMetrics>(call, 'NodeMetrics', '');
  if (isFailure(metrics)) return metrics;
  if (metrics.length === 0) return failed('metrics not available yet');
  const [name] = call.args;
  const found =
    name === undefined ? yield* call.api.list(core(call, 'Node'), '', { labelSelector: call.flags.string('selector') }) : yield* call.api.get(core(call, 'Node'), '', name);
  if (!found.ok) return found.error;
  const nodes = ('items' in found.value ? found.value.items : [found.value]) as readonly (KubeObject & {
    readonly status?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  })[];
  const has = call.flags.bool('show-capacity') ? 'capacity' : 'allocatable';
  writeNodeTable(metrics, new Map(nodes.map(({ metadata, status }) => [metadata.name, status?.[has] ?? {}])), tableOptions(call), (text) => call.out(text));
  return undefined;
}

const node: Command = {
  name: 'node',
  aliases: ['nodes', 'no'],
  short: 'Display resource (CPU/memory) usage of nodes',
  examples: 'kubectl top node\nkubectl top node NODE_NAME',
  usage: 'top node [NAME | -l label] [options]',
  completes: 'nodes',
  flags: [
    SELECTOR_FLAG,
    SORT_BY,
    NO_HEADERS,
    PROTOCOL_BUFFERS,
    SHOW_SWAP,
    { name: 'show-capacity', type: 'bool', help: 'In percent of the capacity rather than of what can be allocated.' },
  ],
  *run(call) {
    return wrong(call, 'node [NAME | -l label]', ['selector']) ?? (yield* topNodes(call));
  },
};

const pod: Command = {
  name: 'pod',
  aliases: ['pods', 'po'],
  short: 'Display resource (CPU/memory) usage of pods',
  examples: 'kubectl top pod\nkubectl top pod POD_NAME --containers\nkubectl top pod -l name=myLabel',
  usage: 'top pod [NAME | -l label] [options]',
  completes: 'pods',
  flags: [
    SELECTOR_FLAG,
    FIELD_SELECTOR_FLAG,
    ALL_NAMESPACES_FLAG,
    SORT_BY,
    NO_HEADERS,
    PROTOCOL_BUFFERS,
    SHOW_SWAP,
    { name: 'containers', type: 'bool', help: 'Show the containers of each pod.' },
    { name: 'sum', type: 'bool', help: 'Show the sum.' },
  ],
  *run(call) {
    return wrong(call, 'pod [NAME | -l label]', ['selector', 'field-selector']) ?? (yield* topPods(call));
  },
};

export const top: Command = {
  name: 'top',
  group: 'Cluster Management Commands',
  short: 'Display resource (CPU/memory) usage',
  long: 'Display what nodes and pods use of CPU and memory. That needs a metrics server in the cluster: the add-on metrics.',
  usage: 'top [flags] [options]',
  subcommands: [node, pod],
};
