/** `kubectl expose` (upstream: pkg/cmd/expose/expose.go, pkg/polymorphichelpers). */
import type { Unchecked } from '../../api/meta/types.ts';
import { quote } from '../../base/go-format.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { Task } from '../../engine/client.ts';
import type { Call, Command } from '../command.ts';
import { dryRunOf, dryRunSuffix, DRY_RUN_FLAG, fieldManagerFlag, fileOptions, filenameFlags, RECORD_FLAG, SAVE_CONFIG_FLAG, type DryRun } from '../common-flags.ts';
import { sortedKeys, type Wire } from '../describers/wire.ts';
import { failed, type Failure } from '../failure.ts';
import { chosenFormat, objectPrinter, OUTPUT_FLAGS, type ObjectPrinter } from '../printers/output.ts';
import { recorded } from '../record.ts';
import { withMetadata, type Info } from '../resources/info.ts';
import { findResources } from '../resources/query.ts';
import { intOrString, structJson, withOwnConfiguration } from './create/generator.ts';
import { OVERRIDE_FLAGS, overridden } from './overrides.ts';

const EXPOSABLE = new Set(['ReplicationController', 'Service', 'Pod', 'Deployment.apps', 'ReplicaSet.apps']);

export const expose: Command = {
  name: 'expose',
  group: 'Basic Commands (Beginner)',
  short: 'Take a replication controller, service, deployment or pod and expose it as a new Kubernetes service',
  examples:
    '# Port 80 of a deployment, on port 8000 of its pods\nkubectl expose deployment nginx --port=80 --target-port=8000\n# A pod\nkubectl expose pod valid-pod --port=444 --name=frontend',
  usage:
    'expose (-f FILENAME | TYPE NAME) [--port=port] [--protocol=TCP|UDP|SCTP] [--target-port=number-or-name] [--name=name] [--external-ip=external-ip-of-service] [--type=type] [options]',
  completes: 'resources',
  flags: [
    ...OUTPUT_FLAGS,
    ...filenameFlags('that name what to expose'),
    DRY_RUN_FLAG,
    SAVE_CONFIG_FLAG,
    RECORD_FLAG,
    fieldManagerFlag('kubectl-expose'),
    ...OVERRIDE_FLAGS,
    { name: 'protocol', type: 'string', help: 'TCP, UDP or SCTP; default: as the object says, else TCP.' },
    { name: 'port', type: 'string', help: 'The port of the service; default: that of the object.' },
    { name: 'type', type: 'string', help: 'ClusterIP, NodePort, LoadBalancer or ExternalName.' },
    { name: 'load-balancer-ip', type: 'string', help: 'The address of the load balancer.' },
    { name: 'selector', type: 'string', help: 'The label selector of the service; default: that of the object.' },
    { name: 'labels', short: 'l', type: 'string', help: 'The labels of the service.' },
    { name: 'target-port', type: 'string', help: 'The port of the containers, by number or name.' },
    { name: 'external-ip', type: 'string', help: 'One more address for the service.' },
    { name: 'name', type: 'string', help: 'The name of the service; default: that of the object.' },
    { name: 'session-affinity', type: 'string', help: 'None or ClientIP.' },
    { name: 'cluster-ip', type: 'string', help: 'The address in the cluster; None for a headless service.' },
  ],
  *run(call) {
    const dryRun = dryRunOf(call);
    if (!dryRun.ok) return dryRun.error;
    const printer = objectPrinter(call, `exposed${dryRunSuffix(dryRun.value)}`);
    if (!printer.ok) return printer.error;
    const query = findResources(call, { args: call.args, files: fileOptions(call), typed: true, continueOnError: true });
    if (!query.ok) return query.error;
    const learned: Learned = {};
    return yield* query.value.visit((info) => exposeOne(call, info, learned, dryRun.value, printer.value));
  },
};

function* exposeOne(call: Call, { mapping, name, object }: Info, learned: Learned, dryRun: DryRun, print: ObjectPrinter): Task<Failure | undefined> {
  const groupKind = mapping.group ? `${mapping.kind}.${mapping.group}` : mapping.kind;
  if (!EXPOSABLE.has(groupKind)) return failed(`cannot expose a ${groupKind}`);
  const built = serviceFor(call, object, name, learned);
  if (!built.ok) return failed(built.error);
  const serviceMapping = call.mapper.forKind('', 'v1', 'Service')!;
  const changed = overridden(call, serviceMapping, built.value);
  if (!changed.ok) return failed(changed.error);
  const service = recorded(call, changed.value);
  if (dryRun === 'client') {
    const shown = call.explicitNamespace ? withMetadata(service, { namespace: call.namespace }) : service;
    return say(call, chosenFormat(call) === 'json' ? ok(structJson(shown)) : print(shown));
  }
  const created = yield* call.api.create(serviceMapping, call.namespace, withOwnConfiguration(service, call.flags.bool('save-config')), {
    fieldManager: call.flags.string('field-manager'),
    ...(dryRun === 'server' && { dryRun: true }),
  });
  return created.ok ? say(call, print(created.value as unknown as Unchecked)) : created.error;
}

function say(call: Call, printed: Result<string, Failure>): Failure | undefined {
  if (!printed.ok) return printed.error;
  call.out(printed.value);
  return undefined;
}

/** What one object gave holds for those after it too, as if the user had given it: upstream keeps it in the command's options. */
export interface Learned {
  selector?: string;
  port?: string;
  /** Of an object with several ports; these go before `port`. */
  ports?: readonly string[];
  protocols?: readonly ExposedPort[];
  labels?: string;
}

/** The service of an object. `run --expose` makes one of a pod that is not there yet. */
export function serviceFor({ flags }: Call, object: Wire, defaultName: string, learned: Learned = {}): Result<Unchecked, string> {
  const given = (flag: string): string => (flags.has(flag) ? flags.string(flag) : '');
  learned.selector ??= given('selector');
  if (learned.selector === '') {
    const selectorText = selectorOf(object);
    if (!selectorText.ok) return err(`couldn't retrieve selectors via --selector flag or introspection: ${selectorText.error}`);
    learned.selector = selectorText.value;
  }
  const known = portsOf(object);
  learned.port ??= given('port');
  if (learned.port === '') {
    const own = [...new Set(known.map(({ port }) => String(port)))];
    if (own.length === 0 && given('cluster-ip') !== 'None') return err("couldn't find port via --port flag or introspection");
    if (own.length === 1) learned.port = own[0]!;
    else if (own.length > 1) learned.ports = own;
  }
  if (known.length > 0) learned.protocols = known;
  learned.labels ||= given('labels') || makeLabels(object.metadata.labels);
  if (learned.selector === '') return err('selector must be specified');
  const selector = parseLabels(learned.selector);
  if (!selector.ok) return selector;
  const labels = learned.labels === '' ? ok(undefined) : parseLabels(learned.labels);
  if (!labels.ok) return labels;
  const ports = servicePorts(learned.ports ?? (learned.port === '' ? [] : learned.port.split(',')), given('protocol'), learned.protocols ?? []);
  if (!ports.ok) return ports;
  const target = given('target-port');
  const affinity = given('session-affinity');
  if (affinity !== '' && affinity !== 'None' && affinity !== 'ClientIP') return err(`unknown session affinity: ${affinity}`);
  const type = given('type');
  const loadBalancerIP = type === 'LoadBalancer' ? given('load-balancer-ip') : '';
  return ok({
    kind: 'Service',
    apiVersion: 'v1',
    metadata: { name: given('name') || defaultName.slice(0, 63), ...(labels.value && { labels: labels.value }) },
    spec: {
      ...(ports.value.length > 0 && { ports: ports.value.map((port) => ({ ...port, targetPort: target === '' ? port.port : intOrString(target) })) }),
      selector: selector.value,
      ...(given('cluster-ip') !== '' && { clusterIP: given('cluster-ip') }),
      ...(type !== '' && { type }),
      ...(given('external-ip') !== '' && { externalIPs: [given('external-ip')] }),
      ...(affinity !== '' && { sessionAffinity: affinity }),
      ...(loadBalancerIP !== '' && { loadBalancerIP }),
    },
    status: { loadBalancer: {} },
  });
}

const makeLabels = (labels: Readonly<Record<string, string>> | undefined): string =>
  sortedKeys(labels)
    .map((key) => `${key}=${labels?.[key] ?? ''}`)
    .join(',');

/** `a=1,b=2` */
export function parseLabels(text: string): Result<Readonly<Record<string, string>>, string> {
  const labels: [string, string][] = [];
  for (const pair of text.split(',')) {
    const parts = pair.split('=');
    if (parts.length !== 2) return err(`unexpected label spec: ${pair}`);
    if (parts[0] === '') return err('unexpected empty label key');
    labels.push([parts[0]!, parts[1]!]);
  }
  return ok(Object.fromEntries(labels));
}

/** upstream: mapBasedSelectorForObject */
function selectorOf({ kind, metadata, spec }: Wire): Result<string, string> {
  switch (kind) {
    case 'ReplicationController':
      return ok(makeLabels(spec.selector));
    case 'Pod':
      return sortedKeys(metadata.labels).length > 0 ? ok(makeLabels(metadata.labels)) : err('the pod has no labels and cannot be exposed');
    case 'Service':
      return spec.selector ? ok(makeLabels(spec.selector)) : err('the service has no pod selector set');
    default: {
      const { matchLabels, matchExpressions } = spec.selector ?? {};
      if (sortedKeys(matchLabels).length === 0) return err(`invalid ${(kind as string).toLowerCase()}: no selectors, therefore cannot be exposed`);
      if (!matchExpressions?.length) return ok(makeLabels(matchLabels));
      const shown = matchExpressions.map(({ key, operator, values }: Wire) => `{Key:${key} Operator:${operator} Values:[${(values ?? []).join(' ')}]}`).join(' ');
      return err(`couldn't convert expressions - "[${shown}]" to map-based selector format`);
    }
  }
}

interface ExposedPort {
  readonly port: number;
  readonly protocol: string;
}

const portsOf = ({ kind, spec }: Wire): readonly ExposedPort[] =>
  kind === 'Service'
    ? (spec.ports ?? []).map((p: Wire) => ({ port: p.port, protocol: p.protocol || 'TCP' }))
    : ((kind === 'Pod' ? spec : spec.template?.spec)?.containers ?? []).flatMap((c: Wire) =>
        (c.ports ?? []).map((p: Wire) => ({ port: p.containerPort, protocol: p.protocol || 'TCP' })),
      );

/** A port that the object has with two protocols becomes two. */
function servicePorts(
  numbers: readonly string[],
  protocol: string,
  known: readonly ExposedPort[],
): Result<readonly { readonly name?: string; readonly protocol: string; readonly port: number }[], string> {
  const ports: { name?: string; protocol: string; port: number }[] = [];
  for (const [i, text] of numbers.entries()) {
    if (!/^[+-]?\d+$/.test(text)) return err(`strconv.Atoi: parsing ${quote(text)}: invalid syntax`);
    const port = Number(text);
    const name = numbers.length > 1 ? { name: `port-${i + 1}` } : {};
    const protocols = protocol === '' ? known.filter((k) => String(k.port) === text).map((k) => k.protocol) : [protocol];
    if (protocols.length <= 1) ports.push({ ...name, protocol: protocols[0] ?? 'TCP', port });
    else for (const each of protocols) ports.push({ name: `port-${i + 1}-${each.toLowerCase()}`, protocol: each, port });
  }
  return ok(ports);
}
