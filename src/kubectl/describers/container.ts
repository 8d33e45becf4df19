/** Containers of pods and of pod templates (upstream: pkg/describe, describeContainers). */
import { quote } from '../../base/go-format.ts';
import type { PrefixWriter } from './prefix-writer.ts';
import { resourceFieldValue } from './resources.ts';
import { byText, goList, hostPort, orNone, rfc1123, sortedKeys, type Wire } from './wire.ts';

export interface ContainersOf {
  /** `Containers`, `Init Containers`, `Ephemeral Containers` */
  readonly title: string;
  readonly containers: readonly Wire[] | undefined;
  /** Absent for a template. */
  readonly statuses?: readonly Wire[] | undefined;
  /** The pod that fieldRefs are read from; absent for a template. */
  readonly pod?: Wire;
  /** Empty for a pod, two blanks for a template. */
  readonly space?: string;
}

export function writeContainers(w: PrefixWriter, { title, containers = [], statuses = [], pod, space = '' }: ContainersOf): void {
  w.write(0, `${space}${title}:${containers.length === 0 ? ' <none>' : ''}\n`);
  for (const container of containers) {
    const status = statuses.find((s) => s.name === container.name);
    writeBasics(w, container, status, space);
    writeCommand(w, 'Command', container.command);
    writeCommand(w, 'Args', container.args);
    if (status) writeStatus(w, status);
    writeResources(w, container.resources, 2);
    for (const [label, probe] of [
      ['Liveness', container.livenessProbe],
      ['Readiness', container.readinessProbe],
      ['Startup', container.startupProbe],
    ] as const) {
      if (probe) w.write(2, `${label}:\t${probeText(probe)}\n`);
    }
    if (container.envFrom?.length) writeEnvFrom(w, container.envFrom);
    writeEnv(w, container, pod);
    writeMounts(w, container);
  }
}

function writeBasics(w: PrefixWriter, container: Wire, status: Wire | undefined, space: string): void {
  w.write(1, `${space === '' ? '' : ' '}${container.name}:\n`);
  if (status) w.write(2, `Container ID:\t${status.containerID ?? ''}\n`);
  w.write(2, `Image:\t${container.image ?? ''}\n`);
  if (status) w.write(2, `Image ID:\t${status.imageID ?? ''}\n`);
  for (const [label, field] of [
    ['Port', 'containerPort'],
    ['Host Port', 'hostPort'],
  ] as const) {
    const ports = (container.ports ?? []).map((port: Wire) => `${port[field] ?? 0}/${port.protocol ?? ''}${port.name ? ` (${port.name})` : ''}`);
    w.write(2, ports.length > 1 ? `${label}s:\t${ports.join(', ')}\n` : `${label}:\t${orNone(ports.join())}\n`);
  }
  writeSeccomp(w, container.securityContext, 2);
}

/** upstream: describePod and describeContainerBasicInfo */
export function writeSeccomp(w: PrefixWriter, securityContext: Wire, level: number): void {
  const profile = securityContext?.seccompProfile;
  if (!profile) return;
  w.write(level, `SeccompProfile:\t${profile.type}\n`);
  if (profile.type === 'Localhost') w.write(level === 0 ? 0 : level + 1, `LocalhostProfile:\t${profile.localhostProfile}\n`);
}

function writeCommand(w: PrefixWriter, title: string, words: readonly string[] | undefined): void {
  if (!words?.length) return;
  w.write(2, `${title}:\n`);
  for (const word of words) for (const line of word.split('\n')) w.write(3, `${line}\n`);
}

function writeStatus(w: PrefixWriter, status: Wire): void {
  writeState(w, 'State', status.state);
  if (status.lastState?.terminated) writeState(w, 'Last State', status.lastState);
  w.write(2, `Ready:\t${status.ready ? 'True' : 'False'}\n`);
  w.write(2, `Restart Count:\t${status.restartCount ?? 0}\n`);
}

function writeState(w: PrefixWriter, title: string, state: Wire): void {
  if (state?.running) {
    w.write(2, `${title}:\tRunning\n`);
    w.write(3, `Started:\t${rfc1123(state.running.startedAt)}\n`);
  } else if (state?.terminated) {
    const { reason, message, exitCode, signal, startedAt, finishedAt } = state.terminated;
    w.write(2, `${title}:\tTerminated\n`);
    if (reason) w.write(3, `Reason:\t${reason}\n`);
    if (message) w.write(3, `Message:\t${message}\n`);
    w.write(3, `Exit Code:\t${exitCode ?? 0}\n`);
    if (signal > 0) w.write(3, `Signal:\t${signal}\n`);
    w.write(3, `Started:\t${rfc1123(startedAt)}\n`);
    w.write(3, `Finished:\t${rfc1123(finishedAt)}\n`);
  } else {
    w.write(2, `${title}:\tWaiting\n`);
    if (state?.waiting?.reason) w.write(3, `Reason:\t${state.waiting.reason}\n`);
  }
}

export function writeResources(w: PrefixWriter, resources: Wire, level: number): void {
  for (const [title, list] of [
    ['Limits', resources?.limits],
    ['Requests', resources?.requests],
  ] as const) {
    const names = sortedKeys(list);
    if (names.length > 0) w.write(level, `${title}:\n`);
    for (const name of names) w.write(level + 1, `${name}:\t${list[name]}\n`);
  }
}

/** upstream: DescribeProbe */
export function probeText(probe: Wire): string {
  const figures = `delay=${probe.initialDelaySeconds ?? 0}s timeout=${probe.timeoutSeconds ?? 0}s period=${probe.periodSeconds ?? 0}s #success=${probe.successThreshold ?? 0} #failure=${probe.failureThreshold ?? 0}`;
  if (probe.exec) return `exec ${goList(probe.exec.command)} ${figures}`;
  if (probe.httpGet) {
    const { scheme = '', host = '', port = '', path = '' } = probe.httpGet;
    const slash = path !== '' && !path.startsWith('/') ? '/' : '';
    return `http-get ${scheme.toLowerCase()}://${hostPort(host, port)}${slash}${escapePath(path)} ${figures}`;
  }
  if (probe.tcpSocket) return `tcp-socket ${probe.tcpSocket.host ?? ''}:${probe.tcpSocket.port} ${figures}`;
  if (probe.grpc) return `grpc <pod>:${probe.grpc.port} ${probe.grpc.service ?? ''} ${figures}`;
  return `unknown ${figures}`;
}

/** As Go's net/url writes a path. */
const escapePath = (path: string): string => encodeURI(path.replace(/\p{Cs}/gu, '\ufffd')).replace(/[?#!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

function writeEnvFrom(w: PrefixWriter, sources: readonly Wire[]): void {
  w.write(2, 'Environment Variables from:\n');
  for (const { configMapRef, secretRef, prefix } of sources) {
    const ref = configMapRef ?? secretRef;
    const from = configMapRef ? 'ConfigMap' : secretRef ? 'Secret' : '';
    w.write(3, `${ref?.name ?? ''}\t${from}${prefix ? ` with prefix '${prefix}'` : ''}\tOptional: ${ref?.optional ?? false}\n`);
  }
}

function writeEnv(w: PrefixWriter, container: Wire, pod: Wire): void {
  w.write(2, `Environment:${container.env?.length ? '' : '\t<none>'}\n`);
  for (const { name, value = '', valueFrom } of container.env ?? []) {
    if (!valueFrom) {
      (value as string).split('\n').forEach((line, i) => w.write(3, i === 0 ? `${name}:\t${line}\n` : `\t${line}\n`));
    } else if (valueFrom.fieldRef) {
      w.write(3, `${name}:\t${fieldValue(pod, valueFrom.fieldRef.fieldPath)} (${valueFrom.fieldRef.apiVersion ?? ''}:${valueFrom.fieldRef.fieldPath})\n`);
    } else if (valueFrom.resourceFieldRef) {
      const { resource } = valueFrom.resourceFieldRef;
      const amount = resourceFieldValue(valueFrom.resourceFieldRef, container.resources);
      const limit = amount === '0' && (resource === 'limits.cpu' || resource === 'limits.memory');
      w.write(3, `${name}:\t${limit ? 'node allocatable' : amount} (${resource})\n`);
    } else if (valueFrom.secretKeyRef) {
      const { key, name: secret, optional = false } = valueFrom.secretKeyRef;
      w.write(3, `${name}:\t<set to the key '${key}' in secret '${secret ?? ''}'>\tOptional: ${optional}\n`);
    } else if (valueFrom.configMapKeyRef) {
      const { key, name: configMap, optional = false } = valueFrom.configMapKeyRef;
      w.write(3, `${name}:\t<set to the key '${key}' of config map '${configMap ?? ''}'>\tOptional: ${optional}\n`);
    }
  }
}

/** kubectl knows no other field labels of a pod than these two, so all others print empty (upstream: EnvValueRetriever). */
function fieldValue(pod: Wire, path: string): string {
  if (path === 'metadata.name') return pod?.metadata.name ?? '';
  if (path === 'metadata.namespace') return pod?.metadata.namespace ?? '';
  return '';
}

function writeMounts(w: PrefixWriter, container: Wire): void {
  const mounts = [...(container.volumeMounts ?? [])].sort((a, b) => byText(a.mountPath, b.mountPath));
  const none = mounts.length === 0 ? '\t<none>' : '';
  w.write(2, `Mounts:${none}\n`);
  for (const { mountPath, name, readOnly, subPath } of mounts) {
    w.write(3, `${mountPath} from ${name} (${readOnly ? 'ro' : 'rw'}${subPath ? `,path=${quote(subPath)}` : ''})\n`);
  }
  if (!container.volumeDevices?.length) return;
  w.write(2, `Devices:${none}\n`);
  for (const { devicePath, name } of [...container.volumeDevices].sort((a, b) => byText(a.devicePath, b.devicePath))) w.write(3, `${devicePath} from ${name}\n`);
}
