/** `kubectl port-forward` (upstream: pkg/cmd/portforward/portforward.go, client-go `tools/portforward`). Nothing but the page's panel can connect to the ports. */
import { parseAddress } from '../../api/kinds/ip.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { isValidPortNumber } from '../../api/meta/names.ts';
import { quote } from '../../base/go-format.ts';
import { close, next, now, openStream, type Task } from '../../engine/client.ts';
import { forwardStream, type Unforwarded } from '../../kubelet/connectors/forward-stream.ts';
import type { Call, Command } from '../command.ts';
import type { Wire } from '../describers/wire.ts';
import { failed, type Failure } from '../failure.ts';
import { findResources } from '../resources/query.ts';
import { betterToRunIn, goTypeOf, NO_TIMEOUT, podRunningTimeoutFlag, podsFor, podSelectorOf } from './pod-target.ts';

export const portForward: Command = {
  name: 'port-forward',
  group: 'Troubleshooting and Debugging Commands',
  short: 'Forward one or more local ports to a pod',
  long: 'Forward local ports to a pod, which may be named by a deployment, a service or the like. A port is REMOTE, LOCAL:REMOTE, or :REMOTE for any free local one.',
  examples: `kubectl port-forward pod/mypod 5000 6000
# Local 8443 to the port of a service that is named https
kubectl port-forward service/myservice 8443:https`,
  usage: 'port-forward TYPE/NAME [options] [LOCAL_PORT:]REMOTE_PORT [...[LOCAL_PORT_N:]REMOTE_PORT_N]',
  completes: 'pods',
  flags: [podRunningTimeoutFlag('1m0s'), { name: 'address', type: 'stringSlice', default: 'localhost', help: 'The addresses to listen on.' }],
  *run(call) {
    const [target, ...ports] = call.args;
    if (target === undefined || ports.length === 0) return call.usageFailure('TYPE/NAME and list of ports are required for port-forward');
    if (call.flags.number('pod-running-timeout') <= 0) return call.usageFailure(NO_TIMEOUT);
    const found = yield* forwardable(call, target);
    if (!found.ok) return found.error;
    const { object, pod } = found.value;
    const numbered = ports.map((port) => (object.kind === 'Service' ? throughService(object, pod, port) : throughPod(pod, port)));
    const pairs: Pair[] = [];
    for (const pair of numbered) {
      if (!pair.ok) return failed(pair.error);
      pairs.push(pair.value);
    }
    if (pod.status?.phase !== 'Running') return failed(`unable to forward port because pod is not running. Current status=${pod.status?.phase ?? ''}`);
    const asked = [...new Set(call.flags.strings('address').flatMap((address) => (address === 'localhost' ? ['127.0.0.1', '::1'] : [address])))].sort();
    const noAddress = asked.find((address) => parseAddress(address) === undefined);
    if (noAddress !== undefined) return failed(`${noAddress} is not a valid IP`);
    const addresses = asked.map((address) => (address.includes(':') ? `[${address}]` : address));
    for (const { local, remote } of pairs) for (const address of addresses) call.out(`Forwarding from ${address}:${local} -> ${remote}\n`);
    const shut = call.io.forward?.(
      pairs.map(({ local, remote }) => ({ namespace: pod.metadata.namespace, pod: pod.metadata.name, local, remote })),
      (text) => call.out(text),
    );
    // Until it is interrupted, or a connection fails.
    const failures = yield* openStream(forwardStream(pod.metadata.namespace, pod.metadata.name));
    try {
      for (;;) {
        const notice = yield* next([failures]);
        const told = notice.notice === 'chunk' && 'stdout' in notice.chunk ? (JSON.parse(notice.chunk.stdout) as Unforwarded) : undefined;
        const pair = pairs.find(({ remote }) => remote === told?.port);
        if (!told || !pair) continue;
        call.err(yield* logged('portforward.go:424', `"Unhandled Error" err=${quote(`an error occurred forwarding ${pair.local} -> ${pair.remote}: ${told.error}`)}`));
        return failed('lost connection to pod');
      }
    } finally {
      shut?.();
      yield* close(failures);
    }
  },
};

/** A line of klog: when (of the virtual clock), which process, where, what. */
function* logged(where: string, text: string): Task<string> {
  const time = new Date(yield* now());
  const two = (value: number) => String(value).padStart(2, '0');
  const clock = `${two(time.getUTCHours())}:${two(time.getUTCMinutes())}:${two(time.getUTCSeconds())}.${String(time.getUTCMilliseconds()).padStart(3, '0')}000`;
  return `E${two(time.getUTCMonth() + 1)}${two(time.getUTCDate())} ${clock}       1 ${where}] ${text}\n`;
}

interface Pair {
  readonly local: number;
  readonly remote: number;
}

/** The object that is named, and its best pod. */
function* forwardable(call: Call, target: string): Task<Result<{ readonly object: Wire; readonly pod: Wire }, Failure>> {
  const query = findResources(call, { names: { defaultType: 'pods', names: [target] }, typed: true, continueOnError: true });
  if (!query.ok) return query;
  const { infos, failure } = yield* query.value.infos();
  if (failure) return err(failure);
  const object: Wire = infos[0]?.object;
  if (object.kind === 'Pod') return ok({ object, pod: object });
  const selector = podSelectorOf(object);
  if (!selector.ok) return err(failed(`cannot attach to ${goTypeOf(object)}: ${selector.error}`));
  const pods = yield* podsFor(call, object.metadata.namespace, selector.value, call.flags.number('pod-running-timeout'), betterToRunIn);
  return pods.ok ? ok({ object, pod: pods.value[0] }) : pods;
}

const split = (port: string): readonly [local: string, remote: string] => {
  const parts = port.split(':');
  return parts.length === 2 ? [parts[0]!, parts[1]!] : [parts[0]!, parts[0]!];
};
const isNumber = (text: string): boolean => /^[+-]?\d+$/.test(text);
const containerPorts = (pod: Wire): readonly Wire[] => pod.spec.containers.flatMap((c: Wire) => c.ports ?? []);

/** Ports that are there for UDP and not for TCP. */
function udpOnly(ports: readonly Wire[], field: 'port' | 'containerPort'): ReadonlySet<number> {
  const tcp = new Set(ports.filter((p) => (p.protocol ?? 'TCP') === 'TCP').map((p) => p[field]));
  return new Set(ports.filter((p) => p.protocol === 'UDP' && !tcp.has(p[field])).map((p) => p[field]));
}

function throughPod(pod: Wire, port: string): Result<Pair, string> {
  const [local, remote] = split(port);
  const ports = containerPorts(pod);
  const number = isNumber(remote) ? Number(remote) : (ports.find((p) => p.name === remote)?.containerPort as number | undefined);
  if (number === undefined) return err(remote === '' ? 'remote port cannot be empty' : `Pod '${pod.metadata.name}' does not have a named port '${remote}'`);
  if (udpOnly(ports, 'containerPort').has(number)) return err(`UDP protocol is not supported for ${remote}`);
  return pairOf(local === remote ? String(number) : local, number);
}

function throughService(service: Wire, pod: Wire, port: string): Result<Pair, string> {
  const [local, remote] = split(port);
  const ports: readonly Wire[] = service.spec.ports ?? [];
  const number = isNumber(remote) ? Number(remote) : (ports.find((p) => p.name === remote)?.port as number | undefined);
  if (number === undefined) return err(`Service '${service.metadata.name}' does not have a named port '${remote}'`);
  if (udpOnly(ports, 'port').has(number)) return err(`UDP protocol is not supported for ${remote}`);
  const declared = ports.find((p) => p.port === number);
  if (!declared) return err(`Service ${service.metadata.name} does not have a service port ${number}`);
  const wanted = declared.targetPort ?? number;
  const target = service.spec.clusterIP === 'None' ? number : typeof wanted === 'number' ? wanted || number : containerPorts(pod).find((p) => p.name === wanted)?.containerPort;
  if (target === undefined) return err(`Pod '${pod.metadata.name}' does not have a named port '${wanted}'`);
  return pairOf(local === remote ? String(number) : local, target);
}

function pairOf(local: string, remote: number): Result<Pair, string> {
  const wrong = local === '' ? undefined : !/^\d+$/.test(local) ? 'invalid syntax' : Number(local) > 65535 ? 'value out of range' : undefined;
  if (wrong) return err(`error parsing local port '${local}': strconv.ParseUint: parsing ${JSON.stringify(local)}: ${wrong}`);
  if (remote <= 0) return err('remote port must be > 0');
  if (isValidPortNumber(remote).length > 0) return err(`error parsing remote port '${remote}': strconv.ParseUint: parsing "${remote}": value out of range`);
  // Any free port, where the user leaves the choice: one that depends on nothing but the remote one.
  return ok({ local: Number(local) || 40_000 + (remote % 20_000), remote });
}
