/** Pod specs, of pods and of templates (upstream: validation.go ValidatePodSpec, ValidatePodTemplateSpec). */
import { forbidden, index, invalid, keyed, notSupported, required, tooLong, duplicate, type FieldError } from '../../meta/field-error.ts';
import { isDns1123Subdomain } from '../../meta/names.ts';
import { validateAnnotations, validateLabels } from '../../meta/object-meta.ts';
import type { ObjectMeta } from '../../meta/types.ts';
import { dnsLabel, dnsSubdomain, each, isLongerThan, localPath, qualifiedName } from '../checks.ts';
import { validateLegacyIp } from '../ip.ts';
import { validateAffinity, validateSpread, validateTolerations } from './affinity-validation.ts';
import { validateContainers, validateEphemeralContainers, validateInitContainers } from './container-validation.ts';
import { validateContainerResources, validatePodLevelResources } from './resource-validation.ts';
import { containersWithPaths, validateHostProcess, validateHostUsers, validateOs, validatePodSecurityContext } from './security-validation.ts';
import type { PodResourceClaim, PodSpec, PodTemplateSpec } from './types.ts';
import { isPod, type PodValidation } from './validation-options.ts';
import { validateVolumes } from './volume-validation.ts';
import { seccompContainer, seccompPod } from './warnings.ts';

const largestInt32 = 2147483647;

function resourceClaims(path: string, claims: readonly PodResourceClaim[] | undefined): FieldError[] {
  const names = new Set<string>();
  return (claims ?? []).flatMap((claim, i) => {
    const at = index(path, i);
    const errors: FieldError[] = [];
    const shown = { Name: claim.name ?? '', ResourceClaimName: claim.resourceClaimName ?? null, ResourceClaimTemplateName: claim.resourceClaimTemplateName ?? null };
    if (!claim.name) errors.push(required(`${at}.name`));
    else if (names.has(claim.name)) errors.push(duplicate(`${at}.name`, claim.name));
    else errors.push(...dnsLabel(`${at}.name`, claim.name));
    names.add(claim.name);
    const { resourceClaimName: name, resourceClaimTemplateName: template } = claim;
    if (name !== undefined && template !== undefined) errors.push(invalid(at, shown, 'at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified'));
    if (name === undefined && template === undefined) errors.push(invalid(at, shown, 'must specify one of: `resourceClaimName`, `resourceClaimTemplateName`'));
    if (name !== undefined) errors.push(...dnsSubdomain(`${at}.resourceClaimName`, name));
    if (template !== undefined) errors.push(...dnsSubdomain(`${at}.resourceClaimTemplateName`, template));
    return errors;
  });
}

function hostNetworkPorts(path: string, spec: PodSpec, options: PodValidation): FieldError[] {
  if (!spec.hostNetwork) return [];
  return (spec.containers ?? []).flatMap((container, i) =>
    (container.ports ?? []).flatMap(({ hostPort = 0, containerPort }, j) =>
      (isPod(options) || hostPort !== 0) && hostPort !== containerPort
        ? [invalid(`${index(`${index(`${path}.containers`, i)}.ports`, j)}.hostPort`, hostPort, 'must match `containerPort` when `hostNetwork` is true')]
        : [],
    ),
  );
}

const choice = (path: string, value: string | undefined, allowed: readonly string[]): FieldError[] =>
  !value ? [required(path)] : allowed.includes(value) ? [] : [notSupported(path, value, allowed)];

const searchForm = /^_?[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?(?:\._?[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?)*$/;
const searchMessage = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character";

function searchDomain(path: string, search: string): FieldError[] {
  if (search === '.') return [];
  const name = search.endsWith('.') ? search.slice(0, -1) : search;
  const strict = isDns1123Subdomain(name);
  if (strict.length === 0 || (searchForm.test(name) && !isLongerThan(name, 253))) return [];
  const form = '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?(\\._?[a-z0-9]([-_a-z0-9]*[a-z0-9])?)*';
  return each(path, name, [
    ...(isLongerThan(name, 253) ? ['must be no more than 253 characters'] : []),
    ...(searchForm.test(name) ? [] : [`${searchMessage} (e.g. 'example.com', regex used for validation is '${form}')`]),
  ]);
}

function dnsConfig(path: string, spec: PodSpec): FieldError[] {
  const config = spec.dnsConfig;
  if (spec.dnsPolicy === 'None') {
    if (!config) return [required(path, 'must provide `dnsConfig` when `dnsPolicy` is None')];
    if ((config.nameservers ?? []).length === 0) return [required(`${path}.nameservers`, 'must provide at least one DNS nameserver when `dnsPolicy` is None')];
  }
  if (!config) return [];
  const servers = config.nameservers ?? [];
  const searches = config.searches ?? [];
  return [
    ...(servers.length > 3 ? [invalid(`${path}.nameservers`, servers, 'must not have more than 3 nameservers')] : []),
    ...servers.flatMap((server, i) => validateLegacyIp(index(`${path}.nameservers`, i), server)),
    ...(searches.length > 32 ? [invalid(`${path}.searches`, searches, 'must not have more than 32 search paths')] : []),
    ...(isLongerThan(searches.join(' '), 2048) ? [invalid(`${path}.searches`, searches, 'must not have more than 2048 characters (including spaces) in the search list')] : []),
    ...searches.flatMap((search, i) => searchDomain(index(`${path}.searches`, i), search)),
    ...(config.options ?? []).flatMap((option, i) => (option.name ? [] : [required(index(`${path}.options`, i), 'must not be empty')])),
  ];
}

function schedulingGates(path: string, spec: PodSpec): FieldError[] {
  const seen = new Set<string>();
  return (spec.schedulingGates ?? []).flatMap(({ name = '' }, i) => {
    const at = index(path, i);
    const errors = qualifiedName(at, name);
    if (seen.has(name)) errors.push(duplicate(at, name));
    seen.add(name);
    return errors;
  });
}

function hostnameOverride(path: string, spec: PodSpec): FieldError[] {
  const name = spec.hostnameOverride;
  if (name === undefined) return [];
  const at = `${path}.hostnameOverride`;
  return [
    ...(spec.setHostnameAsFQDN ? [forbidden(at, 'may not be specified when setHostnameAsFQDN is true')] : []),
    ...(spec.hostNetwork ? [forbidden(at, 'may not be specified when hostNetwork is true')] : []),
    ...(isLongerThan(name, 64) ? [tooLong(at, 64)] : []),
    ...dnsSubdomain(at, name),
  ];
}

/** All errors of a spec at `path`. */
export function validatePodSpec(path: string, spec: PodSpec, options: PodValidation = {}): FieldError[] {
  const claims = [...new Set((spec.resourceClaims ?? []).map(({ name }) => name).filter(Boolean))];
  const { errors: volumeErrors, valid: volumes } = validateVolumes(`${path}.volumes`, spec.volumes, options);
  const around = { spec, volumes, claims };
  const deadline = spec.activeDeadlineSeconds;
  const named = (name: string, value: string | undefined): FieldError[] => (value ? each(`${path}.${name}`, value, isDns1123Subdomain(value)) : []);
  return [
    ...(spec.terminationGracePeriodSeconds === undefined ? [required(`${path}.terminationGracePeriodSeconds`)] : []),
    ...volumeErrors,
    ...resourceClaims(`${path}.resourceClaims`, spec.resourceClaims),
    ...validateContainers(`${path}.containers`, around),
    ...validateInitContainers(`${path}.initContainers`, around),
    ...validateEphemeralContainers(`${path}.ephemeralContainers`, around),
    ...validatePodLevelResources(path, spec, claims),
    ...hostNetworkPorts(path, spec, options),
    ...choice(`${path}.restartPolicy`, spec.restartPolicy, ['Always', 'OnFailure', 'Never']),
    ...choice(`${path}.dnsPolicy`, spec.dnsPolicy, ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None']),
    ...validateLabels(spec.nodeSelector, `${path}.nodeSelector`),
    ...validatePodSecurityContext(`${path}.securityContext`, spec),
    ...validateAffinity(`${path}.affinity`, spec.affinity),
    ...dnsConfig(`${path}.dnsConfig`, spec),
    ...(spec.readinessGates ?? []).flatMap((gate, i) => qualifiedName(`${index(`${path}.readinessGates`, i)}.conditionType`, gate.conditionType ?? '')),
    ...schedulingGates(`${path}.schedulingGates`, spec),
    ...validateSpread(`${path}.topologySpreadConstraints`, spec.topologySpreadConstraints),
    ...validateHostProcess(path, spec),
    ...validateHostUsers(path, spec),
    ...hostnameOverride(path, spec),
    ...named('serviceAccountName', spec.serviceAccountName),
    ...named('nodeName', spec.nodeName),
    ...(deadline !== undefined && (deadline < 1 || deadline > largestInt32)
      ? [invalid(`${path}.activeDeadlineSeconds`, deadline, `must be between 1 and ${largestInt32}, inclusive`)]
      : []),
    ...(spec.hostname ? dnsLabel(`${path}.hostname`, spec.hostname) : []),
    ...(spec.subdomain ? dnsLabel(`${path}.subdomain`, spec.subdomain) : []),
    ...validateTolerations(`${path}.tolerations`, spec.tolerations),
    ...(spec.hostAliases ?? []).flatMap((alias, i) => {
      const at = index(`${path}.hostAliases`, i);
      return [...validateLegacyIp(`${at}.ip`, alias.ip ?? ''), ...(alias.hostnames ?? []).flatMap((name, j) => dnsSubdomain(index(`${at}.hostnames`, j), name))];
    }),
    ...named('priorityClassName', spec.priorityClassName),
    ...(spec.runtimeClassName === undefined ? [] : dnsSubdomain(`${path}.runtimeClassName`, spec.runtimeClassName)),
    ...(spec.preemptionPolicy === undefined ? [] : choice(`${path}.preemptionPolicy`, spec.preemptionPolicy, ['PreemptLowerPriority', 'Never'])),
    ...(spec.overhead ? validateContainerResources(`${path}.overhead`, { limits: spec.overhead }) : []),
    ...validateOs(path, spec),
  ];
}

const int32 = /^(?:0|-?[1-9][0-9]*)$/;
const deletionCost = 'controller.kubernetes.io/pod-deletion-cost';
const mirror = 'kubernetes.io/config.mirror';
const appArmorPrefix = 'container.apparmor.security.beta.kubernetes.io/';

function seccompAnnotation(path: string, profile: string): FieldError[] {
  if (profile === 'runtime/default' || profile === 'docker/default' || profile === 'unconfined') return [];
  if (profile.startsWith('localhost/')) return localPath(path, profile.slice('localhost/'.length));
  return [invalid(path, profile, 'must be a valid seccomp profile')];
}

/** Annotations that mean something for pods. Upstream: ValidatePodSpecificAnnotations. */
export function validatePodAnnotations(path: string, annotations: Readonly<Record<string, string>> | undefined, spec: PodSpec): FieldError[] {
  const all = annotations ?? {};
  const errors: FieldError[] = [];
  if (Object.hasOwn(all, mirror) && !spec.nodeName) errors.push(invalid(keyed(path, mirror), all[mirror], 'must set spec.nodeName if mirror pod annotation is set'));
  const cost = Object.hasOwn(all, deletionCost) ? all[deletionCost]! : undefined;
  if (cost !== undefined && (!int32.test(cost) || Math.abs(Number(cost)) > largestInt32)) errors.push(invalid(keyed(path, deletionCost), cost, 'must be a 32bit integer'));
  for (const [key, profile] of Object.entries(all)) if (key === seccompPod || key.startsWith(seccompContainer)) errors.push(...seccompAnnotation(`${path}.${key}`, profile));
  const names = containersWithPaths('', spec).map(([, container]) => container.name);
  for (const [key, value] of Object.entries(all)) {
    if (!key.startsWith(appArmorPrefix)) continue;
    const container = key.slice(appArmorPrefix.length);
    if (!names.includes(container)) errors.push(invalid(keyed(path, key), container, 'container not found'));
    if (value !== '' && value !== 'runtime/default' && value !== 'unconfined' && !value.startsWith('localhost/')) {
      errors.push(invalid(keyed(path, key), value, `invalid AppArmor profile name: ${JSON.stringify(value)}`));
    }
  }
  return errors;
}

const validTemplates = new WeakSet<PodTemplateSpec>();

/** All errors of a template at `path`. A template object that was found valid once is not looked at again. */
export function validatePodTemplate(path: string, template: PodTemplateSpec): FieldError[] {
  if (validTemplates.has(template)) return [];
  const meta: Partial<ObjectMeta> = template.metadata ?? {};
  const errors = [
    ...validateLabels(meta.labels, `${path}.labels`),
    ...validateAnnotations(meta.annotations, `${path}.annotations`),
    ...validatePodAnnotations(`${path}.annotations`, meta.annotations, template.spec),
    ...validatePodSpec(`${path}.spec`, template.spec),
    ...((template.spec.ephemeralContainers ?? []).length > 0 ? [forbidden(`${path}.spec.ephemeralContainers`, 'ephemeral containers not allowed in pod template')] : []),
  ];
  if (errors.length === 0) validTemplates.add(template);
  return errors;
}
