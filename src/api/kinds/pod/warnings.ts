/** What the server warns of in a pod spec that it accepts (upstream: pkg/api/pod/warnings.go). */
import { quote } from '../../../base/go-format.ts';
import { index, keyed } from '../../meta/field-error.ts';
import { isValidLabelValue } from '../../meta/names.ts';
import type { ObjectMeta } from '../../meta/types.ts';
import { ipWarnings } from '../ip.ts';
import { claimSpecWarnings } from '../persistent-volume-claim/warnings.ts';
import { isFractionOfByte } from '../resource-names.ts';
import type { NodeSelectorTerm } from '../shared-types.ts';
import type { PodAffinityTerm, WeightedPodAffinityTerm } from './affinity-types.ts';
import type { Container, ContainerPort } from './container-types.ts';
import { overlapWarnings } from './path-overlaps.ts';
import { containersWithPaths } from './security-validation.ts';
import type { PodSpec } from './types.ts';

export const deprecatedLabels: ReadonlyMap<string, string> = new Map([
  ['beta.kubernetes.io/arch', 'deprecated since v1.14; use "kubernetes.io/arch" instead'],
  ['beta.kubernetes.io/os', 'deprecated since v1.14; use "kubernetes.io/os" instead'],
  ['failure-domain.beta.kubernetes.io/region', 'deprecated since v1.17; use "topology.kubernetes.io/region" instead'],
  ['failure-domain.beta.kubernetes.io/zone', 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead'],
  ['beta.kubernetes.io/instance-type', 'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead'],
  ['app.kubernetes.io/created-by', 'deprecated since v1.9'],
  ['scheduler.alpha.kubernetes.io/preferAvoidPods', 'deprecated since v1.22; use Taints and Tolerations instead'],
  ['node-role.kubernetes.io/master', 'use "node-role.kubernetes.io/control-plane" instead'],
]);

const deprecatedAnnotations: ReadonlyMap<string, string> = new Map([
  ['scheduler.alpha.kubernetes.io/critical-pod', 'non-functional in v1.16+; use the "priorityClassName" field instead'],
  ['security.alpha.kubernetes.io/sysctls', 'non-functional in v1.11+; use the "sysctls" field instead'],
  ['security.alpha.kubernetes.io/unsafe-sysctls', 'non-functional in v1.11+; use the "sysctls" field instead'],
]);

const deprecatedVolumes = [
  ['photonPersistentDisk', 'photonPersistentDisk', 'deprecated in v1.11, non-functional in v1.16+'],
  ['gitRepo', 'gitRepo', 'deprecated in v1.11, and disabled by default in v1.33+'],
  ['scaleIO', 'scaleIO', 'deprecated in v1.16, non-functional in v1.22+'],
  ['flocker', 'flocker', 'deprecated in v1.22, non-functional in v1.25+'],
  ['storageos', 'storageOS', 'deprecated in v1.22, non-functional in v1.25+'],
  ['quobyte', 'quobyte', 'deprecated in v1.22, non-functional in v1.25+'],
  ['glusterfs', 'glusterfs', 'deprecated in v1.25, non-functional in v1.26+'],
  ['cephfs', 'cephfs', 'deprecated in v1.28, non-functional in v1.31+'],
  ['rbd', 'rbd', 'deprecated in v1.28, non-functional in v1.31+'],
] as const;

/** `checkValues`: also names values that can not be a label's. */
export const nodeSelectorTermWarnings = (path: string, term: NodeSelectorTerm, checkValues: boolean): string[] =>
  (term.matchExpressions ?? []).flatMap(({ key, values }, i) => {
    const at = index(`${path}.matchExpressions`, i);
    const message = deprecatedLabels.get(key);
    return [
      ...(message ? [`${at}.key: ${key} is ${message}`] : []),
      ...(checkValues ? (values ?? []).flatMap((value, j) => isValidLabelValue(value).map((why) => `${index(`${at}.values`, j)}: ${value} is invalid, ${why}`)) : []),
    ];
  });

const noSelector = 'a null labelSelector results in matching no pod';

function placement(path: string, spec: PodSpec): string[] {
  const node = spec.affinity?.nodeAffinity;
  const at = `${path}.affinity.nodeAffinity`;
  return [
    ...Object.keys(spec.nodeSelector ?? {}).flatMap((key) => (deprecatedLabels.has(key) ? [`${keyed(`${path}.nodeSelector`, key)}: ${deprecatedLabels.get(key)}`] : [])),
    ...(node?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? []).flatMap((term, i) =>
      nodeSelectorTermWarnings(index(`${at}.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms`, i), term, false),
    ),
    ...(node?.preferredDuringSchedulingIgnoredDuringExecution ?? []).flatMap((term, i) =>
      nodeSelectorTermWarnings(`${index(`${at}.preferredDuringSchedulingIgnoredDuringExecution`, i)}.preference`, term.preference, true),
    ),
    ...(spec.topologySpreadConstraints ?? []).flatMap(({ topologyKey, labelSelector }, i) => {
      const where = index(`${path}.topologySpreadConstraints`, i);
      const message = deprecatedLabels.get(topologyKey);
      return [...(message ? [`${where}.topologyKey: ${topologyKey} is ${message}`] : []), ...(labelSelector ? [] : [`${where}.labelSelector: ${noSelector}`])];
    }),
  ];
}

function duplicates(path: string, values: readonly (string | undefined)[], field: string): string[] {
  const seen = new Set<string>();
  return values.flatMap((value = '', i) => {
    if (seen.has(value)) return [`${index(path, i)}.${field}: duplicate ${field} ${quote(value)}`];
    seen.add(value);
    return [];
  });
}

const fraction = (path: string, text: string | undefined): string[] =>
  isFractionOfByte(text) ? [`${path}: fractional byte value ${quote(text!)} is invalid, must be an integer`] : [];

export const seccompPod = 'seccomp.security.alpha.kubernetes.io/pod';
export const seccompContainer = 'container.seccomp.security.alpha.kubernetes.io/';
const useSeccompField = 'non-functional in v1.27+; use the "seccompProfile" field instead';
const appArmorPrefix = 'container.apparmor.security.beta.kubernetes.io/';

function hiddenVariables(path: string, container: Container): string[] {
  const seen = new Set<string>();
  return (container.env ?? []).flatMap(({ name, value = '', valueFrom }, i) => {
    if (!seen.has(name)) {
      seen.add(name);
      return [];
    }
    const reference = `$(${name})`;
    const hides = valueFrom !== undefined || value === reference || !value.includes(reference);
    return hides ? [`${index(`${path}.env`, i)}: hides previous definition of ${quote(name)}, which may be dropped when using apply`] : [];
  });
}

/** A port as Go prints the structure. */
const goPort = ({ name = '', hostPort = 0, containerPort, protocol, hostIP = '' }: ContainerPort): string =>
  `{Name:${name} HostPort:${hostPort} ContainerPort:${containerPort} Protocol:${protocol} HostIP:${hostIP}}`;

function ports(path: string, spec: PodSpec): string[] {
  const byNumber = new Map<string, { readonly at: string; readonly port: ContainerPort }[]>();
  return containersWithPaths(path, spec).flatMap(([where, container]) =>
    (container.ports ?? []).flatMap((port, i) => {
      const at = index(`${where}.ports`, i);
      const warnings = port.hostIP && !port.hostPort ? [`${at}: hostIP set without hostPort: ${goPort(port)}`] : [];
      const key = `${port.containerPort}/${port.protocol}`;
      const others = byNumber.get(key) ?? [];
      for (const other of others) {
        const [ip, otherIp] = [port.hostIP ?? '', other.port.hostIP ?? ''];
        const [host, otherHost] = [port.hostPort ?? 0, other.port.hostPort ?? 0];
        if (ip === otherIp && host === otherHost) warnings.push(`${at}: duplicate port definition with ${other.at}`);
        else if (host === 0 || otherHost === 0) warnings.push(`${at}: overlapping port definition with ${other.at}`);
        else if (host === otherHost && (ip === '') !== (otherIp === '')) warnings.push(`${at}: dangerously ambiguous port definition with ${other.at}`);
      }
      byNumber.set(key, [...others, { at, port }]);
      return warnings;
    }),
  );
}

function portNames(path: string, spec: PodSpec): string[] {
  const byName = new Map<string, string>();
  return containersWithPaths(path, spec).flatMap(([where, container]) =>
    (container.ports ?? []).flatMap(({ name }, i) => {
      if (!name) return [];
      const at = index(`${where}.ports`, i);
      const other = byName.get(name);
      if (other === undefined) {
        byName.set(name, at);
        return [];
      }
      return [`${at}: duplicate port name ${quote(name)} with ${other}, services and probes that select ports by name will use ${other}`];
    }),
  );
}

interface PodTerms {
  readonly requiredDuringSchedulingIgnoredDuringExecution?: readonly PodAffinityTerm[];
  readonly preferredDuringSchedulingIgnoredDuringExecution?: readonly WeightedPodAffinityTerm[];
}

const podTerms = (path: string, terms: PodTerms | undefined): string[] => [
  ...(terms?.requiredDuringSchedulingIgnoredDuringExecution ?? []).flatMap((term, i) =>
    term.labelSelector ? [] : [`${index(`${path}.requiredDuringSchedulingIgnoredDuringExecution`, i)}.labelSelector: ${noSelector}`],
  ),
  ...(terms?.preferredDuringSchedulingIgnoredDuringExecution ?? []).flatMap((term, i) =>
    term.podAffinityTerm.labelSelector ? [] : [`${index(`${path}.preferredDuringSchedulingIgnoredDuringExecution`, i)}.podAffinityTerm.labelSelector: ${noSelector}`],
  ),
];

/** `prefix`: where the template stands (`spec.template`); empty for a pod. */
export function podSpecWarnings(prefix: string, spec: PodSpec, meta: Partial<ObjectMeta> | undefined): string[] {
  const path = prefix === '' ? 'spec' : `${prefix}.spec`;
  const annotations = meta?.annotations ?? {};
  const annotation = (key: string): string => keyed(prefix === '' ? 'metadata.annotations' : `${prefix}.metadata.annotations`, key);
  const has = (key: string): boolean => Object.hasOwn(annotations, key);
  const containers = containersWithPaths(path, spec);
  return [
    ...placement(path, spec),
    ...[...deprecatedAnnotations].flatMap(([key, message]) => (has(key) ? [`${annotation(key)}: ${message}`] : [])),
    ...(spec.volumes ?? []).flatMap((volume, i) => [
      ...deprecatedVolumes.flatMap(([field, shown, message]) => (volume[field] ? [`${index(`${path}.volumes`, i)}.${shown}: ${message}`] : [])),
      ...(volume.ephemeral?.volumeClaimTemplate
        ? claimSpecWarnings(`${index(`${path}.volumes`, i)}.ephemeral.volumeClaimTemplate.spec`, volume.ephemeral.volumeClaimTemplate.spec)
        : []),
    ]),
    ...overlapWarnings(spec.volumes ?? []),
    ...duplicates(
      `${path}.hostAliases`,
      (spec.hostAliases ?? []).map(({ ip }) => ip),
      'ip',
    ),
    ...duplicates(
      `${path}.imagePullSecrets`,
      (spec.imagePullSecrets ?? []).map(({ name }) => name),
      'name',
    ),
    ...(spec.imagePullSecrets ?? []).flatMap(({ name }, i) => (name ? [] : [`${index(`${path}.imagePullSecrets`, i)}.name: invalid empty name ""`])),
    ...['memory', 'ephemeral-storage'].flatMap((name) => fraction(keyed(`${path}.overhead`, name), spec.overhead?.[name])),
    ...(has(seccompPod) && !spec.securityContext?.seccompProfile ? [`${annotation(seccompPod)}: ${useSeccompField}`] : []),
    ...containers.flatMap(([at, container]) => [
      ...(has(seccompContainer + container.name) && !container.securityContext?.seccompProfile ? [`${annotation(seccompContainer + container.name)}: ${useSeccompField}`] : []),
      ...(prefix !== '' && has(appArmorPrefix + container.name) && !container.securityContext?.appArmorProfile
        ? [`${annotation(appArmorPrefix + container.name)}: deprecated since v1.30; use the "appArmorProfile" field instead`]
        : []),
      ...['memory', 'ephemeral-storage'].flatMap((name) => [
        ...fraction(keyed(`${at}.resources.limits`, name), container.resources?.limits?.[name]),
        ...fraction(keyed(`${at}.resources.requests`, name), container.resources?.requests?.[name]),
      ]),
      ...hiddenVariables(at, container),
    ]),
    ...ports(path, spec),
    ...portNames(path, spec),
    ...(spec.terminationGracePeriodSeconds < 0 ? [`${path}.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1`] : []),
    ...podTerms(`${path}.affinity.podAffinity`, spec.affinity?.podAffinity),
    ...podTerms(`${path}.affinity.podAntiAffinity`, spec.affinity?.podAntiAffinity),
    ...(spec.dnsConfig?.nameservers ?? []).flatMap((server, i) => ipWarnings(index(`${path}.dnsConfig.nameservers`, i), server)),
    ...(spec.hostAliases ?? []).flatMap(({ ip }, i) => ipWarnings(`${index(`${path}.hostAliases`, i)}.ip`, ip)),
  ];
}
