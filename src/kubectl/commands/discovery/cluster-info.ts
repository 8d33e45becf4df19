/** `kubectl cluster-info` (upstream: pkg/cmd/clusterinfo/{clusterinfo,clusterinfo_dump}.go). */
import type { Unchecked } from '../../../api/meta/types.ts';
import type { Task } from '../../../engine/client.ts';
import type { Call, Command } from '../../command.ts';
import { ALL_NAMESPACES_FLAG } from '../../common-flags.ts';
import type { Wire } from '../../describers/wire.ts';
import { failed, type Failure } from '../../failure.ts';
import { readKubeconfig } from '../../kubeconfig.ts';
import { chosenFormat, formatPrinter, noPrinter, OUTPUT_FLAGS } from '../../printers/output.ts';
import { TEMPLATE_FORMATS } from '../../templates/registry.ts';
import { podRunningTimeoutFlag } from '../pod-target.ts';

const HINT = "\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.\n";

const dump: Command = {
  name: 'dump',
  short: 'Dump relevant information for debugging and diagnosis',
  long: 'Dump nodes, and from the current namespace and kube-system events, controllers, services, pods and their logs: to standard output, or into files.',
  examples: `kubectl cluster-info dump
# Into files
kubectl cluster-info dump --output-directory=/path/to/cluster-state
# Of some namespaces
kubectl cluster-info dump --namespaces default,kube-system`,
  usage: 'cluster-info dump [options]',
  flags: [
    ...OUTPUT_FLAGS.map((flag) => (flag.name === 'output' ? { ...flag, default: 'json' } : flag)),
    ALL_NAMESPACES_FLAG,
    podRunningTimeoutFlag('20s'),
    { name: 'output-directory', type: 'string', help: 'The folder for the files; empty or - for standard output.' },
    { name: 'namespaces', type: 'stringSlice', help: 'The namespaces to dump.' },
  ],
  run: dumpCluster,
};

export const clusterInfo: Command = {
  name: 'cluster-info',
  group: 'Cluster Management Commands',
  short: 'Display cluster information',
  long: 'Display the addresses of the control plane and of services with the label kubernetes.io/cluster-service=true.',
  examples: 'kubectl cluster-info',
  usage: 'cluster-info [options]',
  subcommands: [dump],
  *run(call) {
    const services = call.mapper.forKind('', 'v1', 'Service');
    if (!services) return failed('the server doesn\'t have a resource type "services"');
    const list = yield* call.api.list(services, call.flags.string('namespace') || 'kube-system', { labelSelector: 'kubernetes.io/cluster-service=true' });
    if (list.ok) {
      const host = serverAddress(call);
      call.out(`Kubernetes control plane is running at ${host}\n`);
      for (const service of list.value.items as readonly Wire[]) {
        call.out(`${service.metadata.labels?.['kubernetes.io/name'] || service.metadata.name} is running at ${linkTo(host, service)}\n`);
      }
    }
    call.out(HINT);
    return list.ok ? undefined : list.error;
  },
};

/** `server` of the cluster of the context in use. */
function serverAddress(call: Call): string {
  const config = readKubeconfig(call);
  if (!config.ok) return '';
  const { contexts = [], clusters = [] } = config.value;
  const name = call.flags.string('context') || config.value['current-context'];
  const context = contexts.find((c) => c.name === name)?.context;
  return String(clusters.find((c) => c.name === (call.flags.string('cluster') || context?.cluster))?.cluster?.server ?? '');
}

function linkTo(host: string, { metadata, spec, status }: Wire): string {
  const [ingress] = status?.loadBalancer?.ingress ?? [];
  if (ingress) return (spec.ports ?? []).map((port: Wire) => `http://${ingress.ip || ingress.hostname}:${port.port} `).join('');
  const [port] = spec.ports ?? [];
  const scheme = port && (port.name === 'https' || port.port === 443) ? 'https' : '';
  const name = scheme ? `${scheme}:${metadata.name}:${port.name ?? ''}` : port?.name ? `${metadata.name}:${port.name}` : metadata.name;
  return `${host}/api/v1/namespaces/${metadata.namespace}/services/${name}/proxy`;
}

const DUMPED: readonly (readonly [file: string, group: string, kind: string])[] = [
  ['events', '', 'Event'],
  ['replication-controllers', '', 'ReplicationController'],
  ['services', '', 'Service'],
  ['daemonsets', 'apps', 'DaemonSet'],
  ['deployments', 'apps', 'Deployment'],
  ['replicasets', 'apps', 'ReplicaSet'],
  ['pods', '', 'Pod'],
];

function* dumpCluster(call: Call): Task<Failure | undefined> {
  const { flags } = call;
  const format = chosenFormat(call);
  const printer = formatPrinter(call, format, false);
  if (!printer) return noPrinter(format, ['json', 'yaml', 'name', ...TEMPLATE_FORMATS.filter((f) => !f.getOnly).map((f) => f.name)]);
  if (!printer.ok) return printer.error;
  const folder = flags.string('output-directory');
  const toFiles = folder !== '' && folder !== '-';
  const extension = format === 'json' || format === 'yaml' ? `.${format}` : '.txt';
  const put = (file: string, text: string): void => {
    if (toFiles) call.io.files.write(`${folder}/${file}`, text);
    else call.out(text);
  };
  function* dumpKind(file: string, group: string, kind: string, namespace: string): Task<Failure | { readonly items: readonly Wire[] }> {
    const mapping = call.mapper.forKind(group, 'v1', kind);
    if (!mapping) return failed(`the server doesn't have a resource type "${kind}"`);
    const list = yield* call.api.list(mapping, namespace);
    if (!list.ok) return list.error;
    const printed = printer!.ok ? printer!.value(list.value as unknown as Unchecked) : printer!;
    if (!printed.ok) return printed.error;
    put(file + extension, printed.value);
    return { items: list.value.items as readonly Wire[] };
  }
  const nodes = yield* dumpKind('nodes', '', 'Node', '');
  if ('kind' in nodes) return nodes;
  let namespaces = flags.strings('namespaces').length > 0 ? flags.strings('namespaces') : ['kube-system', call.namespace];
  if (flags.bool('all-namespaces')) {
    const all = yield* call.api.list(call.mapper.forKind('', 'v1', 'Namespace')!, '');
    if (!all.ok) return all.error;
    namespaces = all.value.items.map((n) => n.metadata.name);
  }
  for (const namespace of namespaces) {
    for (const [file, group, kind] of DUMPED) {
      const dumped = yield* dumpKind(`${namespace}/${file}`, group, kind, namespace);
      if ('kind' in dumped) return dumped;
      if (kind === 'Pod') for (const pod of dumped.items) put(`${namespace}/${pod.metadata.name}/logs.txt`, yield* logsOf(call, pod));
    }
  }
  if (toFiles) call.out(`Cluster info dumped to ${folder}\n`);
  return undefined;
}

function* logsOf(call: Call, { metadata, spec }: Wire): Task<string> {
  let text = '';
  for (const { name: container } of [...(spec.initContainers ?? []), ...(spec.containers ?? [])] as readonly { readonly name: string }[]) {
    const title = `logs for container ${container} of pod ${metadata.namespace}/${metadata.name} ====\n`;
    const log = yield* call.api.send({
      verb: 'get',
      group: '',
      version: 'v1',
      resource: 'pods',
      subresource: 'log',
      namespace: metadata.namespace,
      name: metadata.name,
      options: { parameters: { container } },
    });
    text += `==== START ${title}${log.ok ? ('text' in log ? log.text : '') : `Request log error: ${log.status.message}\n`}==== END ${title}`;
  }
  return text;
}
