/** Asking a container once (upstream: pkg/kubelet/prober/prober.go, pkg/probe/{http,tcp,grpc,exec}). */
import type { Container, GRPCAction, HTTPGetAction, TCPSocketAction } from '../../api/kinds/pod/container-types.ts';
import type { IntOrString } from '../../api/kinds/shared-types.ts';
import { quote } from '../../base/go-format.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { findContainer } from '../containers.ts';
import type { KnownImage } from '../image-source.ts';
import { take } from '../machine.ts';
import { exchange, hostOf } from '../network/process-host.ts';
import type { PodStep } from '../pod-step.ts';
import { httpGet, listeners } from '../process/sandbox.ts';

export interface Answer {
  readonly healthy: boolean;
  /** What Unhealthy says. */
  readonly output: string;
  /** The request itself failed; for hooks. */
  readonly error?: string;
  /** The probe could not even be made: no answer, no change. */
  readonly impossible?: true;
}

/** Upstream: ResolveContainerPort. */
export function resolvePort(port: IntOrString, container: Container): Result<number, string> {
  if (typeof port === 'number') return port > 0 && port < 65536 ? ok(port) : err(`invalid port number: ${port}`);
  const named = container.ports?.find((p) => p.name === port);
  if (named) return ok(named.containerPort);
  if (/^[+-]?\d+$/.test(port)) return Number(port) > 0 && Number(port) < 65536 ? ok(Number(port)) : err(`invalid port number: ${Number(port)}`);
  return err(`strconv.Atoi: parsing ${quote(port)}: invalid syntax`);
}

function imageOf(step: PodStep, { image }: Container): KnownImage | undefined {
  const name = step.options.images.normalize(image);
  const known = name.ok ? step.options.images.lookup(name.value) : undefined;
  return known && 'found' in known ? known.found : undefined;
}

const podIP = (step: PodStep) => step.stored?.status.podIP ?? (step.record.sandbox?.ip || step.hostIP);
const joined = (host: string, port: number) => (host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`);
const impossible = (error: string): Answer => ({ healthy: false, output: error, error, impossible: true });

export function httpProbe(step: PodStep, container: Container, action: HTTPGetAction): Answer {
  const port = resolvePort(action.port, container);
  if (!port.ok) return impossible(port.error);
  const host = action.host || podIP(step);
  const address = joined(host, port.value);
  const url = `${(action.scheme || 'HTTP').toLowerCase()}://${address}${action.path.startsWith('/') ? '' : '/'}${action.path}`;
  const fails = (why: string): Answer => ({ healthy: false, output: `Get ${quote(url)}: ${why}`, error: `Get ${quote(url)}: ${why}` });
  const refused = fails(`dial tcp ${address}: connect: connection refused`);
  const { machine } = step;
  if (host !== podIP(step))
    return exchange(step.context, step.options, { node: step.nodeName, client: step.nodeName }, host, port.value, undefined, step.now).result === 'reply'
      ? { healthy: true, output: '' }
      : refused;
  if (!machine) return refused;
  const headers: Record<string, string> = { 'User-Agent': 'kube-probe/1.34', Accept: '*/*' };
  for (const { name, value } of action.httpHeaders ?? []) headers[name] = value;
  const listens = listeners(machine).some((l) => l.port === port.value);
  if (action.scheme === 'HTTPS' && listens) return fails('http: server gave HTTP response to HTTPS client');
  const answer = httpGet(
    machine,
    { port: port.value, path: action.path.startsWith('/') ? action.path : `/${action.path}`, host: headers['Host'] ?? address, headers },
    step.now,
    hostOf(step),
  );
  take(step, answer);
  if (answer.result !== 'answer') {
    if (answer.result === 'refused') return refused;
    return fails(
      answer.result === 'timeout'
        ? 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)'
        : 'net/http: HTTP/1.x transport connection broken: malformed HTTP response',
    );
  }
  const healthy = answer.status >= 200 && answer.status < 400;
  return { healthy, output: healthy ? answer.body : `HTTP probe failed with statuscode: ${answer.status}` };
}

export function tcpProbe(step: PodStep, container: Container, action: TCPSocketAction): Answer {
  const port = resolvePort(action.port, container);
  if (!port.ok) return impossible(port.error);
  const host = action.host || podIP(step);
  const listens =
    host === podIP(step)
      ? step.machine !== undefined && listeners(step.machine).some((l) => l.port === port.value)
      : exchange(step.context, step.options, { node: step.nodeName, client: step.nodeName }, host, port.value, undefined, step.now).result === 'reply';
  return listens ? { healthy: true, output: '' } : { healthy: false, output: `dial tcp ${joined(host, port.value)}: connect: connection refused` };
}

/** Images say at which ports they serve gRPC's health protocol; any other server does not answer it. */
export function grpcProbe(step: PodStep, action: GRPCAction, timeout: number): Answer {
  const listening = step.machine ? listeners(step.machine).find((l) => l.port === action.port) : undefined;
  const server = listening && findContainer(step.pod, listening.container)?.container;
  if (server && imageOf(step, server)?.grpc?.includes(action.port)) {
    const process = step.machine!.containers[listening.container]!.processes[listening.pid];
    if (process?.stopped) return { healthy: false, output: `timeout: health rpc did not complete within ${timeout / 1000}s` };
    return { healthy: true, output: 'service healthy' };
  }
  return { healthy: false, output: `timeout: failed to connect service ${quote(joined(podIP(step), action.port))} within ${timeout / 1000}s: context deadline exceeded` };
}
