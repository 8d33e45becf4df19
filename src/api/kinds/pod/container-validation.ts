/** Containers, init containers and ephemeral ones (upstream: validation.go validateContainers, validateInitContainers, validateEphemeralContainers). */
import { duplicate, forbidden, index, invalid, notFound, notSupported, required, type FieldError } from '../../meta/field-error.ts';
import { isValidPortName, isValidPortNumber } from '../../meta/names.ts';
import { descendingPath, dnsLabel, each, noBacksteps, requiredText } from '../checks.ts';
import type { Container, ContainerPort, ContainerResizePolicy, EphemeralContainer, VolumeMount } from './container-types.ts';
import { isSidecar } from './containers.ts';
import { validateEnv, validateEnvFrom } from './env-validation.ts';
import { validateLifecycle, validateProbes } from './probe-validation.ts';
import { validateContainerResources } from './resource-validation.ts';
import { validateSecurityContext } from './security-validation.ts';
import type { PodSpec } from './types.ts';
import type { Volume } from './volume-types.ts';

/** What a container's validation knows of its pod. */
interface Surroundings {
  readonly spec: PodSpec;
  /** Volumes that are valid themselves, by name. */
  readonly volumes: ReadonlyMap<string, Volume>;
  readonly claims: readonly string[];
}

function validatePorts(path: string, ports: readonly ContainerPort[] | undefined): FieldError[] {
  const names = new Set<string>();
  return (ports ?? []).flatMap((port, i) => {
    const at = index(path, i);
    const errors: FieldError[] = [];
    if (port.name) {
      const messages = isValidPortName(port.name);
      if (messages.length > 0) errors.push(...each(`${at}.name`, port.name, messages));
      else if (names.has(port.name)) errors.push(duplicate(`${at}.name`, port.name));
      else names.add(port.name);
    }
    if (!port.containerPort) errors.push(required(`${at}.containerPort`));
    else errors.push(...each(`${at}.containerPort`, port.containerPort, isValidPortNumber(port.containerPort)));
    if (port.hostPort) errors.push(...each(`${at}.hostPort`, port.hostPort, isValidPortNumber(port.hostPort)));
    if (!port.protocol) errors.push(required(`${at}.protocol`));
    else if (!['SCTP', 'TCP', 'UDP'].includes(port.protocol)) errors.push(notSupported(`${at}.protocol`, port.protocol, ['SCTP', 'TCP', 'UDP']));
    return errors;
  });
}

function propagation(path: string, mount: VolumeMount, container: Container): FieldError[] {
  const mode = mount.mountPropagation;
  if (mode === undefined) return [];
  const modes = ['Bidirectional', 'HostToContainer', 'None'];
  return [
    ...(modes.includes(mode) ? [] : [notSupported(path, mode, modes)]),
    ...(mode === 'Bidirectional' && container.securityContext?.privileged !== true
      ? [forbidden(path, 'Bidirectional mount propagation is available only to privileged containers')]
      : []),
  ];
}

function recursiveReadOnly(path: string, mount: VolumeMount): FieldError[] {
  const modes = ['Disabled', 'Enabled', 'IfPossible'];
  if (mount.recursiveReadOnly === undefined || mount.recursiveReadOnly === 'Disabled') return [];
  if (!modes.includes(mount.recursiveReadOnly)) return [notSupported(path, mount.recursiveReadOnly, modes)];
  return [
    ...(mount.readOnly ? [] : [forbidden(path, 'may only be specified when readOnly is true')]),
    ...(mount.mountPropagation !== undefined && mount.mountPropagation !== 'None' ? [forbidden(path, 'may only be specified when mountPropagation is None or not specified')] : []),
  ];
}

function validateMounts(path: string, container: Container, volumes: ReadonlyMap<string, Volume>): FieldError[] {
  const seen = new Set<string>();
  const devices = container.volumeDevices ?? [];
  return (container.volumeMounts ?? []).flatMap((mount, i) => {
    const at = index(path, i);
    const mountPath = mount.mountPath ?? '';
    const errors: FieldError[] = requiredText(`${at}.name`, mount.name);
    if (!volumes.has(mount.name)) errors.push(notFound(`${at}.name`, mount.name ?? ''));
    errors.push(...requiredText(`${at}.mountPath`, mountPath));
    if (seen.has(mountPath)) errors.push(invalid(`${at}.mountPath`, mountPath, 'must be unique'));
    seen.add(mountPath);
    if (devices.some(({ name }) => name === mount.name)) errors.push(invalid(`${at}.name`, mount.name, 'must not already exist in volumeDevices'));
    if (devices.some(({ devicePath }) => devicePath === mountPath)) errors.push(invalid(`${at}.mountPath`, mountPath, 'must not already exist as a path in volumeDevices'));
    if (mount.subPath) errors.push(...descendingPath(`${path}.subPath`, mount.subPath));
    if (mount.subPathExpr) {
      if (mount.subPath) errors.push(invalid(`${at}.subPathExpr`, mount.subPathExpr, 'subPathExpr and subPath are mutually exclusive'));
      errors.push(...descendingPath(`${path}.subPathExpr`, mount.subPathExpr));
    }
    return [...errors, ...propagation(`${path}.mountPropagation`, mount, container), ...recursiveReadOnly(`${path}.recursiveReadOnly`, mount)];
  });
}

function validateDevices(path: string, container: Container, volumes: ReadonlyMap<string, Volume>): FieldError[] {
  const names = new Set<string>();
  const paths = new Set<string>();
  const mounts = container.volumeMounts ?? [];
  return (container.volumeDevices ?? []).flatMap((device, i) => {
    const at = index(path, i);
    const name = device.name ?? '';
    const devicePath = device.devicePath ?? '';
    const volume = volumes.get(name);
    const errors: FieldError[] = requiredText(`${at}.name`, name);
    if (names.has(name)) errors.push(invalid(`${at}.name`, name, 'must be unique'));
    if (volume && !volume.persistentVolumeClaim && !volume.ephemeral)
      errors.push(invalid(`${at}.name`, name, 'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode'));
    if (!volume) errors.push(notFound(`${at}.name`, name));
    errors.push(...requiredText(`${at}.devicePath`, devicePath));
    if (paths.has(devicePath)) errors.push(invalid(`${at}.devicePath`, devicePath, 'must be unique'));
    if (devicePath !== '' && noBacksteps('', devicePath).length > 0) errors.push(invalid(`${at}.devicePath`, devicePath, "can not contain backsteps ('..')"));
    else paths.add(devicePath);
    if (mounts.some((mount) => mount.name === name)) errors.push(invalid(`${at}.name`, name, 'must not already exist in volumeMounts'));
    if (mounts.some(({ mountPath }) => mountPath === devicePath)) errors.push(invalid(`${at}.devicePath`, devicePath, 'must not already exist as a path in volumeMounts'));
    if (name !== '') names.add(name);
    return errors;
  });
}

export function validatePullPolicy(path: string, policy: string | undefined): FieldError[] {
  const policies = ['Always', 'IfNotPresent', 'Never'];
  if (!policy) return [required(path)];
  return policies.includes(policy) ? [] : [notSupported(path, policy, policies)];
}

function validateResizePolicy(path: string, policies: readonly ContainerResizePolicy[] | undefined, restartPolicy: string): FieldError[] {
  const seen = new Set<string>();
  const choose = (value: string, allowed: readonly string[]): FieldError[] => (!value ? [required(path)] : allowed.includes(value) ? [] : [notSupported(path, value, allowed)]);
  return (policies ?? []).flatMap((policy, i) => {
    const errors: FieldError[] = seen.has(policy.resourceName) ? [duplicate(index(path, i), policy.resourceName)] : [];
    seen.add(policy.resourceName);
    errors.push(...choose(policy.resourceName, ['cpu', 'memory']), ...choose(policy.restartPolicy, ['NotRequired', 'RestartContainer']));
    if (restartPolicy === 'Never' && policy.restartPolicy !== 'NotRequired')
      errors.push(invalid(path, policy.restartPolicy, "must be 'NotRequired' when `restartPolicy` is 'Never'"));
    return errors;
  });
}

function validateCommon(path: string, container: Container, { spec, volumes, claims }: Surroundings): FieldError[] {
  const message = container.terminationMessagePolicy;
  const messages = ['File', 'FallbackToLogsOnError'];
  return [
    ...(container.name ? dnsLabel(`${path}.name`, container.name) : [required(`${path}.name`)]),
    ...requiredText(`${path}.image`, container.image),
    ...(!message ? [required(`${path}.terminationMessagePolicy`)] : messages.includes(message) ? [] : [notSupported(`${path}.terminationMessagePolicy`, message, messages)]),
    ...validatePorts(`${path}.ports`, container.ports),
    ...validateEnv(`${path}.env`, container.env),
    ...validateEnvFrom(`${path}.envFrom`, container.envFrom),
    ...validateMounts(`${path}.volumeMounts`, container, volumes),
    ...validateDevices(`${path}.volumeDevices`, container, volumes),
    ...validatePullPolicy(`${path}.imagePullPolicy`, container.imagePullPolicy),
    ...validateContainerResources(`${path}.resources`, container.resources, claims),
    ...validateResizePolicy(`${path}.resizePolicy`, container.resizePolicy, spec.restartPolicy),
    ...validateSecurityContext(`${path}.securityContext`, container.securityContext, spec.hostUsers !== false),
  ];
}

/** Host ports that two of `containers` ask for. */
function hostPortConflicts(path: string, containers: readonly Container[]): FieldError[] {
  const taken = new Set<string>();
  return containers.flatMap((container, i) =>
    (container.ports ?? []).flatMap(({ protocol, hostIP = '', hostPort }, j) => {
      if (!hostPort) return [];
      const port = `${protocol}/${hostIP}/${hostPort}`;
      if (taken.has(port)) return [duplicate(`${index(`${index(path, i)}.ports`, j)}.hostPort`, port)];
      taken.add(port);
      return [];
    }),
  );
}

export function validateContainers(path: string, around: Surroundings): FieldError[] {
  const containers = around.spec.containers ?? [];
  if (containers.length === 0) return [required(path)];
  const names = new Set<string>();
  const errors = containers.flatMap((container, i) => {
    const at = index(path, i);
    const own = validateCommon(at, container, around);
    if (names.has(container.name)) own.push(duplicate(`${at}.name`, container.name));
    names.add(container.name);
    return [...own, ...validateLifecycle(`${at}.lifecycle`, container.lifecycle, around.spec.terminationGracePeriodSeconds), ...validateProbes(at, container)];
  });
  return [...errors, ...hostPortConflicts(path, containers)];
}

export function validateInitContainers(path: string, around: Surroundings): FieldError[] {
  const names = new Set((around.spec.containers ?? []).map(({ name }) => name));
  return (around.spec.initContainers ?? []).flatMap((container, i) => {
    const at = index(path, i);
    const errors = validateCommon(at, container, around);
    if (container.restartPolicy !== undefined && !isSidecar(container)) errors.push(notSupported(`${at}.restartPolicy`, container.restartPolicy, ['Always']));
    if (names.has(container.name)) errors.push(duplicate(`${at}.name`, container.name));
    else if (container.name) names.add(container.name);
    errors.push(...hostPortConflicts(path, [container]));
    if (isSidecar(container))
      return [...errors, ...validateLifecycle(`${at}.lifecycle`, container.lifecycle, around.spec.terminationGracePeriodSeconds), ...validateProbes(at, container)];
    for (const field of ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'] as const) {
      if (container[field]) errors.push(forbidden(`${at}.${field}`, 'may not be set for init containers without restartPolicy=Always'));
    }
    return errors;
  });
}

const notForEphemeral = ['ports', 'resources', 'resizePolicy', 'restartPolicy', 'livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle'] as const;

const isSet = (container: EphemeralContainer, field: (typeof notForEphemeral)[number]): boolean => {
  const value = container[field];
  return value !== undefined && (field !== 'resources' || Object.keys(value).length > 0);
};

export function validateEphemeralContainers(path: string, around: Surroundings): FieldError[] {
  const { spec } = around;
  const others = new Set([...(spec.containers ?? []), ...(spec.initContainers ?? [])].map(({ name }) => name));
  const names = new Set(others);
  return (spec.ephemeralContainers ?? []).flatMap((container, i) => {
    const at = index(path, i);
    const errors = [...validateCommon(at, container, around), ...validateImageWhitespace(at, container)];
    if (names.has(container.name)) errors.push(duplicate(`${at}.name`, container.name));
    names.add(container.name);
    if (container.targetContainerName && !others.has(container.targetContainerName)) errors.push(notFound(`${at}.targetContainerName`, container.targetContainerName));
    for (const field of notForEphemeral) if (isSet(container, field)) errors.push(forbidden(`${at}.${field}`, 'cannot be set for an Ephemeral Container'));
    for (const [j, mount] of (container.volumeMounts ?? []).entries()) {
      for (const field of ['subPath', 'subPathExpr'] as const)
        if (mount[field]) errors.push(forbidden(`${index(`${at}.volumeMounts`, j)}.${field}`, 'cannot be set for an Ephemeral Container'));
    }
    return errors;
  });
}

/** For pods only; templates may hold a placeholder. */
export const validateImageWhitespace = (path: string, { image = '' }: Container): FieldError[] =>
  image.length === image.trim().length ? [] : [invalid(`${path}.image`, image, 'must not have leading or trailing whitespace')];
