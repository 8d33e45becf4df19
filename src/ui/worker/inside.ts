/** A pod from inside: its containers with their state, probes and their clocks, mounts and last words. */
import type { Container, ContainerStatus, Probe } from '../../api/kinds/pod/container-types.ts';
import type { Pod } from '../../api/kinds/pod/types.ts';
import type { Volume } from '../../api/kinds/pod/volume-types.ts';
import type { Simulation } from '../../engine/simulation.ts';
import { isSidecar } from '../../kubelet/containers.ts';
import { KUBELET, logOf } from '../../kubelet/memory.ts';
import type { PodRecord } from '../../kubelet/record.ts';
import { kubeletRecord } from './countdown.ts';
import type { Countdown } from './protocol.ts';

export interface ProbeInside {
  readonly type: 'startup' | 'readiness' | 'liveness';
  /** `GET :80/healthz` */
  readonly asks: string;
  readonly every: number;
  readonly result: 'success' | 'failure' | 'not asked yet' | 'waits';
  /** Answers of that kind in a row, and how many decide. */
  readonly run: number;
  readonly threshold: number;
  readonly next?: Countdown;
}

export interface MountInside {
  readonly path: string;
  readonly volume: string;
  /** `ConfigMap settings` */
  readonly source: string;
  readonly readOnly: boolean;
}

export interface ContainerInside {
  readonly name: string;
  readonly role: 'init' | 'sidecar' | 'container' | 'ephemeral';
  readonly image: string;
  readonly command?: string;
  readonly state: 'running' | 'waiting' | 'ended' | 'failed';
  /** `ImagePullBackOff`, `Completed` */
  readonly reason: string;
  readonly message?: string;
  readonly since?: number;
  readonly exitCode?: number;
  readonly ready: boolean;
  readonly restarts: number;
  /** How it ended the time before. */
  readonly before?: string;
  /** Its pull, its back-off, or its end. */
  readonly clock?: Countdown;
  readonly probes: readonly ProbeInside[];
  readonly mounts: readonly MountInside[];
  /** `CPU 100m to 500m, memory 64Mi` */
  readonly resources: string;
  readonly ports: readonly string[];
  readonly lastLine?: string;
}

export interface PodInside {
  readonly key: string;
  readonly conditions: readonly { readonly type: string; readonly ok: boolean; readonly reason?: string }[];
  readonly grace: number;
  readonly restartPolicy: string;
  readonly qos?: string;
  readonly deadline?: Countdown;
  readonly killed?: Countdown;
  readonly containers: readonly ContainerInside[];
}

export function podInside(simulation: Simulation, key: string): PodInside | undefined {
  const pod = simulation.state.objects.get(key) as Pod | undefined;
  if (pod?.kind !== 'Pod') return undefined;
  const { spec, status, metadata } = pod;
  const record = kubeletRecord(simulation, pod);
  const of = (container: Container, role: ContainerInside['role'], statuses: readonly ContainerStatus[] | undefined) =>
    inside(
      simulation,
      pod,
      record,
      container,
      role,
      statuses?.find(({ name }) => name === container.name),
    );
  const grace = metadata.deletionGracePeriodSeconds ?? spec.terminationGracePeriodSeconds ?? 30;
  const deleted = metadata.deletionTimestamp === undefined ? undefined : Date.parse(metadata.deletionTimestamp);
  const started = status.startTime ? Date.parse(status.startTime) : undefined;
  return {
    key,
    conditions: (status.conditions ?? []).map(({ type, status: is, reason }) => ({ type, ok: is === 'True', ...(reason !== undefined && { reason }) })),
    grace,
    restartPolicy: spec.restartPolicy,
    ...(status.qosClass !== undefined && { qos: status.qosClass }),
    ...(deleted !== undefined && { killed: { what: 'killed', until: deleted, since: deleted - grace * 1000 } }),
    ...(spec.activeDeadlineSeconds !== undefined &&
      started !== undefined && { deadline: { what: 'deadline', until: started + spec.activeDeadlineSeconds * 1000, since: started } }),
    containers: [
      ...(spec.initContainers ?? []).map((container) => of(container, isSidecar(container) ? 'sidecar' : 'init', status.initContainerStatuses)),
      ...spec.containers.map((container) => of(container, 'container', status.containerStatuses)),
      ...(spec.ephemeralContainers ?? []).map((container) => of(container as unknown as Container, 'ephemeral', status.ephemeralContainerStatuses)),
    ],
  };
}

function inside(
  simulation: Simulation,
  pod: Pod,
  record: PodRecord | undefined,
  container: Container,
  role: ContainerInside['role'],
  status: ContainerStatus | undefined,
): ContainerInside {
  const state = stateOf(status);
  const { command = [], args = [], ports = [] } = container;
  const line = [...command, ...args].join(' ');
  const volumes = pod.spec.volumes ?? [];
  return {
    name: container.name,
    role,
    image: container.image,
    ...(line !== '' && { command: line.slice(0, 300) }),
    ...state,
    ready: status?.ready ?? false,
    restarts: status?.restartCount ?? 0,
    ...before(status),
    ...clockOf(record, container, state.state === 'waiting', simulation.state.now),
    probes: (['startup', 'readiness', 'liveness'] as const).flatMap((type) => {
      const probe = type === 'startup' ? container.startupProbe : type === 'readiness' ? container.readinessProbe : container.livenessProbe;
      return probe ? [probeOf(type, probe, record?.probes[`${container.name}/${type}`], simulation.state.now)] : [];
    }),
    mounts: (container.volumeMounts ?? []).map(({ mountPath, name, readOnly = false, subPath }) => ({
      path: mountPath,
      volume: name,
      source: `${sourceOf(volumes.find((volume) => volume.name === name))}${subPath === undefined ? '' : `, only ${subPath}`}`,
      readOnly,
    })),
    resources: resourcesOf(container),
    ports: ports.map(({ name, containerPort, protocol }) => `${name === undefined ? '' : `${name} `}${containerPort}${protocol === 'TCP' ? '' : `/${protocol}`}`),
    ...lastLine(simulation, pod, record, container.name),
  };
}

function stateOf(status: ContainerStatus | undefined): Pick<ContainerInside, 'state' | 'reason' | 'message' | 'since' | 'exitCode'> {
  const { running, waiting, terminated } = status?.state ?? {};
  if (running) return { state: 'running', reason: 'Running', ...(running.startedAt && { since: Date.parse(running.startedAt) }) };
  if (terminated) {
    const { exitCode = 0, reason = '', message, finishedAt } = terminated;
    return {
      state: exitCode === 0 ? 'ended' : 'failed',
      reason: reason || (exitCode === 0 ? 'Completed' : 'Error'),
      exitCode,
      ...(message !== undefined && { message }),
      ...(finishedAt && { since: Date.parse(finishedAt) }),
    };
  }
  return { state: 'waiting', reason: waiting?.reason ?? 'not started', ...(waiting?.message !== undefined && { message: waiting.message }) };
}

function before(status: ContainerStatus | undefined): Pick<ContainerInside, 'before'> {
  const { terminated } = status?.lastState ?? {};
  return terminated ? { before: `${terminated.reason ?? 'ended'}, exit code ${terminated.exitCode ?? 0}` } : {};
}

function clockOf(record: PodRecord | undefined, { name, image }: Container, waiting: boolean, now: number): Pick<ContainerInside, 'clock'> {
  const op = record?.sync?.ops[0];
  if (op?.op === 'start' && op.container === name && op.stage === 'pull' && op.at !== undefined && op.pull) return { clock: { what: 'pulled', until: op.at, since: op.pull.from } };
  const kill = op?.op === 'killPod' ? op.kills?.find(({ container }) => container === name) : op?.op === 'kill' && op.container === name ? op.kill : undefined;
  if (kill && kill.stage !== 'done' && kill.deadline > now) return { clock: { what: 'killed', until: kill.deadline, since: kill.since } };
  if (!record || !waiting) return {};
  const again = (what: string, backOff: { readonly since: number; readonly delay: number } | undefined): Countdown | undefined => {
    if (!backOff) return undefined;
    const until = Math.max(backOff.since + backOff.delay, record.requeueAt ?? 0);
    return until > now ? { what, until, since: backOff.since } : undefined;
  };
  const crashes = Object.entries(record.crashes).find(([key]) => key === name || key.startsWith(`${name} `))?.[1];
  const clock = again('pull again', record.pulls[image]) ?? again('restart', crashes);
  return clock ? { clock } : {};
}

function probeOf(type: ProbeInside['type'], probe: Probe, worker: PodRecord['probes'][string] | undefined, now: number): ProbeInside {
  const { exec, httpGet, tcpSocket, grpc, periodSeconds, successThreshold, failureThreshold } = probe;
  const asks = exec
    ? (exec.command ?? []).join(' ')
    : httpGet
      ? `GET ${httpGet.scheme === 'HTTPS' ? 'https ' : ''}:${httpGet.port}${httpGet.path}`
      : tcpSocket
        ? `connect to :${tcpSocket.port}`
        : `gRPC :${grpc?.port ?? '?'}`;
  const result = !worker || worker.lastResult === undefined || worker.lastResult === 'unknown' ? (worker?.parked || worker?.onHold ? 'waits' : 'not asked yet') : worker.lastResult;
  const period = periodSeconds * 1000;
  // A worker whose answer cannot change is not run, though its kubelet would go on asking at the same times.
  const asksOn = worker?.parked && worker.lastResult !== undefined ? worker.nextAt + period * Math.ceil(Math.max(1, now + 1 - worker.nextAt) / period) : undefined;
  const until = worker?.running?.until ?? (worker?.parked ? asksOn : worker?.nextAt);
  return {
    type,
    asks: asks.slice(0, 120),
    every: periodSeconds,
    result,
    run: worker?.run ?? 0,
    threshold: result === 'success' ? successThreshold : failureThreshold,
    ...(until !== undefined && until > now && { next: { what: worker?.running ? 'answer' : 'asks', until, since: until - period } }),
  };
}

const NAMES: Readonly<Record<string, string>> = {
  configMap: 'ConfigMap',
  secret: 'Secret',
  persistentVolumeClaim: 'claim',
  emptyDir: 'empty folder',
  hostPath: "node's folder",
  projected: 'projected',
  downwardAPI: 'downward API',
  image: 'image',
};

function sourceOf(volume: Volume | undefined): string {
  if (!volume) return 'no such volume';
  const { name: _, ...sources } = volume;
  const [kind, source] = Object.entries(sources)[0] ?? ['', {}];
  const { name, secretName, claimName, path, reference } = source as { name?: string; secretName?: string; claimName?: string; path?: string; reference?: string };
  return [NAMES[kind] ?? kind, name ?? secretName ?? claimName ?? path ?? reference].filter((part) => part !== undefined && part !== '').join(' ');
}

function resourcesOf({ resources }: Container): string {
  const names = new Set([...Object.keys(resources?.requests ?? {}), ...Object.keys(resources?.limits ?? {})]);
  return [...names]
    .map((name) => {
      const asks = resources?.requests?.[name];
      const most = resources?.limits?.[name];
      return `${name === 'cpu' ? 'CPU' : name} ${asks === undefined ? `at most ${most}` : most === undefined ? `${asks}, no limit` : asks === most ? `${asks}` : `${asks} to ${most}`}`;
    })
    .join(' · ');
}

function lastLine(simulation: Simulation, pod: Pod, record: PodRecord | undefined, name: string): Pick<ContainerInside, 'lastLine'> {
  const latest = record?.containers.find((container) => container.name === name);
  if (!latest) return {};
  const key = `${pod.spec.nodeName}/${pod.metadata.namespace}/${pod.metadata.name}`;
  const text = logOf(simulation.view.memoryOf(KUBELET), key, name, String(latest.restartCount))
    .slice(-8)
    .map((chunk) => chunk.text)
    .join('');
  const line = text.trimEnd().split('\n').at(-1);
  return line === undefined || line === '' ? {} : { lastLine: line.slice(0, 300) };
}
