/** `kubectl top` (upstream: pkg/cmd/top/). There is no metrics server, as in a fresh cluster. */
import { parseSelector } from '../../api/meta/selector.ts';
import type { Call, Command } from '../command.ts';
import { ALL_NAMESPACES_FLAG, FIELD_SELECTOR_FLAG, SELECTOR_FLAG } from '../common-flags.ts';
import { failed, type Failure } from '../failure.ts';
import type { FlagSpec } from '../flags.ts';

const SORT_BY: FlagSpec = { name: 'sort-by', type: 'string', choices: ['cpu', 'memory'], help: 'Sort by cpu or by memory.' };
const NO_HEADERS: FlagSpec = { name: 'no-headers', type: 'bool', help: 'Leave the headers of the table out.' };
const PROTOCOL_BUFFERS: FlagSpec = { name: 'use-protocol-buffers', type: 'bool', default: 'true', help: 'Speak protocol buffers with the metrics API.' };
const SHOW_SWAP: FlagSpec = { name: 'show-swap', type: 'bool', help: 'Show swap memory too.' };

function unavailable(call: Call, usage: string, selectorFlags: readonly string[]): Failure {
  const { flags, args } = call;
  if (args.length > 1) return call.usageFailure(usage);
  if (!['', 'cpu', 'memory'].includes(flags.string('sort-by'))) return failed('--sort-by accepts only cpu or memory');
  if (args.length > 0 && selectorFlags.some((flag) => flags.string(flag) !== ''))
    return failed(`only one of NAME or ${selectorFlags.length > 1 ? 'selector' : '--selector'} can be provided`);
  const selector = parseSelector(flags.string('selector'));
  if (!selector.ok) return failed(selector.error);
  return failed('Metrics API not available');
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
    return unavailable(call, 'node [NAME | -l label]', ['selector']);
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
    return unavailable(call, 'pod [NAME | -l label]', ['selector', 'field-selector']);
  },
};

export const top: Command = {
  name: 'top',
  group: 'Cluster Management Commands',
  short: 'Display resource (CPU/memory) usage',
  long: 'Display what nodes and pods use of CPU and memory. That needs a metrics server in the cluster; the simulation has none.',
  usage: 'top [flags] [options]',
  subcommands: [node, pod],
};
