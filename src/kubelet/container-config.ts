/** What the runtime is told to run (upstream: pkg/kubelet/kuberuntime/kuberuntime_container.go generateContainerConfig, security_context.go). */
import type { Container } from '../api/kinds/pod/container-types.ts';
import type { Volume } from '../api/kinds/pod/volume-types.ts';
import type { Pod } from '../api/kinds/pod/types.ts';
import { quantity, quantityValue } from '../api/meta/quantity.ts';
import { err, ok, type Result } from '../base/result.ts';
import { podDescription } from './containers.ts';
import { containerEnv } from './env.ts';
import { expand } from './expansion.ts';
import { hostsFile, kernelHostname, resolvFile } from './hostname.ts';
import type { KnownImage } from './image-source.ts';
import { DEFAULT_DOMAIN, nameServer } from './network/dns.ts';
import type { PodStep } from './pod-step.ts';
import type { ContainerSpec, Mount, User } from './process/types.ts';

export interface ConfigError {
  readonly reason: 'CreateContainerConfigError' | 'CreateContainerError';
  readonly message: string;
}

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export function containerConfig(step: PodStep, container: Container, image: KnownImage): Result<ContainerSpec, ConfigError> {
  const { pod } = step;
  const { clusterDomain = DEFAULT_DOMAIN } = step.options;
  const ip = step.record.sandbox?.ip || step.hostIP;
  const refusal = rootRefusal(pod, container, image);
  if (refusal !== undefined) return err({ reason: 'CreateContainerConfigError', message: refusal });
  const missing = missingProfile(pod, container);
  if (missing !== undefined) return err({ reason: 'CreateContainerError', message: missing });
  const own = containerEnv(step, pod, container, ip);
  if (!own.ok) return err({ reason: 'CreateContainerConfigError', message: own.error });
  const lookup = (name: string) => (Object.hasOwn(own.value, name) ? own.value[name] : undefined);
  const command = (container.command ?? []).map((word) => expand(word, lookup));
  const args = (container.args ?? []).map((word) => expand(word, lookup));
  const argv = [...(command.length > 0 ? command : (image.entrypoint ?? [])), ...(args.length > 0 ? args : command.length > 0 ? [] : (image.cmd ?? []))];
  if (argv.length === 0) return err({ reason: 'CreateContainerError', message: 'failed to generate container spec: failed to generate spec: no command specified' });
  const mounts = mountsOf(step, container, lookup);
  if (!mounts.ok) return err({ reason: 'CreateContainerConfigError', message: mounts.error });
  const limit = step.record.resize?.allocated[container.name]?.limits?.memory ?? container.resources?.limits?.memory ?? pod.spec.resources?.limits?.memory;
  return ok({
    name: container.name,
    argv,
    env: { PATH, ...image.env, HOSTNAME: kernelHostname(pod, clusterDomain), ...own.value },
    cwd: container.workingDir || image.workingDir || '/',
    user: userOf(pod, container, image),
    image: image.name,
    mounts: container.terminationMessagePath
      ? [...mounts.value, { path: container.terminationMessagePath, from: { volume: terminationVolume(container.name) }, subPath: 'log' }]
      : mounts.value,
    files: {
      ...(!container.volumeMounts?.some((m) => m.mountPath === '/etc/hosts') && { '/etc/hosts': hostsFile(pod, ip, clusterDomain) }),
      '/etc/hostname': `${kernelHostname(pod, clusterDomain)}\n`,
      '/etc/resolv.conf': resolvFile(pod, nameServer(step.context), clusterDomain),
    },
    ...(container.securityContext?.readOnlyRootFilesystem && { readOnlyRootFilesystem: true }),
    ...(container.stdin && { stdin: true }),
    ...(limit !== undefined && { memoryLimit: quantityValue(quantity(limit)) }),
    ...((pod.spec.shareProcessNamespace || pod.spec.hostPID || 'targetContainerName' in container) && { sharesProcesses: true }),
  });
}

/** Whether nothing in the cluster can make `containerConfig` fail: it need not be made to know that. */
export const surelyConfigures = (pod: Pod, container: Container, { entrypoint }: KnownImage): boolean => {
  const { command, envFrom, env, volumeMounts, securityContext } = container;
  return (
    !(securityContext?.runAsNonRoot ?? pod.spec.securityContext?.runAsNonRoot) &&
    missingProfile(pod, container) === undefined &&
    !envFrom?.length &&
    !env?.some(({ valueFrom }) => valueFrom) &&
    !volumeMounts?.some(({ subPathExpr }) => subPathExpr !== undefined) &&
    Boolean(command?.length || entrypoint?.length)
  );
};

/** Where a container's termination message lies: a file of its own, mounted at its path. */
export const terminationVolume = (container: string): string => `.termination-log/${container}`;

/** No node here has a file with a seccomp profile. */
function missingProfile(pod: Pod, container: Container): string | undefined {
  const profile = container.securityContext?.seccompProfile ?? pod.spec.securityContext?.seccompProfile;
  if (profile?.type !== 'Localhost') return undefined;
  const file = `/var/lib/kubelet/seccomp/${profile.localhostProfile ?? ''}`;
  return `failed to create containerd container: cannot load seccomp profile "${file}": open ${file}: no such file or directory`;
}

/** Upstream: verifyRunAsNonRoot. */
function rootRefusal(pod: Pod, container: Container, image: KnownImage): string | undefined {
  const nonRoot = container.securityContext?.runAsNonRoot ?? pod.spec.securityContext?.runAsNonRoot;
  if (!nonRoot) return undefined;
  const where = `(pod: "${podDescription(pod)}", container: ${container.name})`;
  const asked = container.securityContext?.runAsUser ?? pod.spec.securityContext?.runAsUser;
  if (asked !== undefined) return asked === 0 ? `container's runAsUser breaks non-root policy ${where}` : undefined;
  const user = (image.user ?? '').split(':')[0]!;
  if (user === '' || user === '0') return `container has runAsNonRoot and image will run as root ${where}`;
  return /^\d+$/.test(user) ? undefined : `container has runAsNonRoot and image has non-numeric user (${user}), cannot verify user is non-root ${where}`;
}

/** Names of users that images know; others count as root. */
const USERS: Readonly<Record<string, number>> = { root: 0, nobody: 65534, nonroot: 65532 };

function userOf(pod: Pod, container: Container, image: KnownImage): User {
  const own = container.securityContext ?? {};
  const shared = pod.spec.securityContext ?? {};
  const [name = '', group] = (image.user ?? '').split(':');
  const fromImage = /^\d+$/.test(name) ? Number(name) : Object.hasOwn(USERS, name) ? USERS[name]! : 0;
  const groups = [...(shared.fsGroup !== undefined ? [shared.fsGroup] : []), ...(shared.supplementalGroups ?? [])];
  return {
    uid: own.runAsUser ?? shared.runAsUser ?? fromImage,
    gid: own.runAsGroup ?? shared.runAsGroup ?? (group !== undefined && /^\d+$/.test(group) ? Number(group) : 0),
    ...(groups.length > 0 && { groups }),
  };
}

/** What is secret, and what asks for it, is kept in memory. */
function inMemory(volume: Volume | undefined): Pick<Mount, 'memory' | 'size'> {
  if (volume?.secret || volume?.projected) return { memory: true };
  if (volume?.emptyDir?.medium !== 'Memory') return {};
  const { sizeLimit } = volume.emptyDir;
  return { memory: true, ...(sizeLimit !== undefined && { size: quantityValue(quantity(sizeLimit)) }) };
}

function mountsOf(step: PodStep, container: Container, lookup: (name: string) => string | undefined): Result<Mount[], string> {
  const mounts: Mount[] = [];
  for (const { name, mountPath, readOnly, subPath, subPathExpr } of container.volumeMounts ?? []) {
    const missing: string[] = [];
    const part =
      subPathExpr === undefined
        ? subPath
        : expand(subPathExpr, (key) => {
            const value = lookup(key);
            if (!value) missing.push(key);
            return value;
          });
    if (missing.length > 0) return err(`missing value for ${missing[0]}`);
    const volume = step.pod.spec.volumes?.find((other) => other.name === name);
    const writable = step.record.folders !== undefined && Object.hasOwn(step.record.folders, name);
    mounts.push({
      path: mountPath,
      from: writable ? { volume: name } : { tree: name },
      ...(part ? { subPath: part } : {}),
      ...((readOnly || volume?.persistentVolumeClaim?.readOnly) && { readOnly: true }),
      ...inMemory(volume),
    });
  }
  return ok(mounts);
}
