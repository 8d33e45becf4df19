/** Security contexts (upstream: validation.go ValidateSecurityContext, validatePodSpecSecurityContext, validateOS). */
import { duplicate, forbidden, index, invalid, notSupported, required, tooLong, type FieldError } from '../../meta/field-error.ts';
import { isDns1123Subdomain, isValidGroupId, isValidUserId } from '../../meta/names.ts';
import { descendingPath, each, isLongerThan } from '../checks.ts';
import { goValue } from '../shapes/go-value.ts';
import type { AppArmorProfile, Container, SeccompProfile, SecurityContext, WindowsSecurityContextOptions } from './container-types.ts';
import type { PodSpec, Sysctl } from './types.ts';

function validateSeccomp(path: string, profile: SeccompProfile | undefined): FieldError[] {
  if (!profile) return [];
  const types = ['Localhost', 'RuntimeDefault', 'Unconfined'];
  const errors: FieldError[] = [];
  if (!profile.type) errors.push(required(`${path}.type`, 'type is required when seccompProfile is set'));
  else if (!types.includes(profile.type)) errors.push(notSupported(`${path}.type`, profile.type, types));
  const at = `${path}.localhostProfile`;
  if (profile.type === 'Localhost') {
    if (profile.localhostProfile === undefined) errors.push(required(at, 'must be set when seccomp type is Localhost'));
    else errors.push(...descendingPath(at, profile.localhostProfile));
  } else if (profile.localhostProfile !== undefined) {
    errors.push(invalid(at, goValue('core.v1.SeccompProfile', profile), 'can only be set when seccomp type is Localhost'));
  }
  return errors;
}

const longestProfile = 4095;

function validateAppArmor(path: string, profile: AppArmorProfile | undefined): FieldError[] {
  if (!profile) return [];
  const at = `${path}.localhostProfile`;
  const local = profile.localhostProfile;
  switch (profile.type as string) {
    case 'Localhost': {
      const missing = required(at, 'must be set when AppArmor type is Localhost');
      if (local === undefined) return [missing];
      const errors: FieldError[] = local.trim() !== local ? [invalid(at, local, 'must not be padded with whitespace')] : local === '' ? [missing] : [];
      return isLongerThan(local, longestProfile) ? [...errors, tooLong(at, longestProfile)] : errors;
    }
    case 'RuntimeDefault':
    case 'Unconfined':
      return local === undefined ? [] : [invalid(at, local, 'can only be set when AppArmor type is Localhost')];
    case '':
      return [required(`${path}.type`, 'type is required when appArmorProfile is set')];
    default:
      return [notSupported(`${path}.type`, profile.type, ['Localhost', 'RuntimeDefault', 'Unconfined'])];
  }
}

function validateUserName(path: string, name: string): FieldError[] {
  const fail = (detail: string): FieldError => invalid(path, name, detail);
  if (name === '') return [fail('runAsUserName cannot be an empty string')];
  // oxlint-disable-next-line no-control-regex
  if (/[\u0000-\u001f\u007f]/.test(name)) return [fail('runAsUserName cannot contain control characters')];
  const parts = name.split('\\');
  if (parts.length > 2) return [fail('runAsUserName cannot contain more than one backslash')];
  const domain = parts.length === 2 ? parts[0]! : undefined;
  const user = parts.at(-1)!;
  const errors: FieldError[] = [];
  if (domain !== undefined && isLongerThan(domain, 255)) errors.push(fail("runAsUserName's Domain length must be under 256 characters"));
  const netBios = /^[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}$/;
  const dnsLabelForm = /^[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?$/;
  if (domain !== undefined && !netBios.test(domain) && !domain.split('.').every((label) => dnsLabelForm.test(label))) {
    errors.push(fail("runAsUserName's Domain doesn't match the NetBios nor the DNS format"));
  }
  if (user === '') errors.push(fail("runAsUserName's User cannot be empty"));
  else if (isLongerThan(user, 104)) errors.push(fail("runAsUserName's User length must not be longer than 104 characters"));
  if (/^[. ]+$/.test(user)) errors.push(fail("runAsUserName's User cannot contain only periods or spaces"));
  if (/["/\\:;|=,+*?<>@[\]]/.test(user)) errors.push(fail('runAsUserName\'s User cannot contain the following characters: "/\\:;|=,+*?<>@[]'));
  return errors;
}

function validateWindowsOptions(path: string, options: WindowsSecurityContextOptions | undefined): FieldError[] {
  if (!options) return [];
  const errors: FieldError[] = [];
  const { gmsaCredentialSpecName: name, gmsaCredentialSpec: spec, runAsUserName: user } = options;
  if (name !== undefined) errors.push(...each(`${path}.gmsaCredentialSpecName`, name, isDns1123Subdomain(name)));
  if (spec === '') errors.push(invalid(`${path}.gmsaCredentialSpec`, spec, 'gmsaCredentialSpec cannot be an empty string'));
  if (spec !== undefined && isLongerThan(spec, 65536)) errors.push(invalid(`${path}.gmsaCredentialSpec`, spec, 'gmsaCredentialSpec size must be under 64 KiB'));
  if (user !== undefined) errors.push(...validateUserName(`${path}.runAsUserName`, user));
  return errors;
}

/** `hostUsers`: whether the pod shares the host's users. */
export function validateSecurityContext(path: string, context: SecurityContext | undefined, hostUsers: boolean): FieldError[] {
  if (!context) return [];
  const errors: FieldError[] = [];
  if (context.runAsUser !== undefined) errors.push(...each(`${path}.runAsUser`, context.runAsUser, isValidUserId(context.runAsUser)));
  if (context.runAsGroup !== undefined) errors.push(...each(`${path}.runAsGroup`, context.runAsGroup, isValidGroupId(context.runAsGroup)));
  if (context.procMount !== undefined) {
    const mounts = ['Default', 'Unmasked'];
    if (!mounts.includes(context.procMount)) errors.push(notSupported(`${path}.procMount`, context.procMount, mounts));
    if (hostUsers && context.procMount === 'Unmasked') errors.push(invalid(`${path}.procMount`, context.procMount, '`hostUsers` must be false to use `Unmasked`'));
  }
  errors.push(...validateSeccomp(`${path}.seccompProfile`, context.seccompProfile));
  if (context.allowPrivilegeEscalation === false) {
    const fail = (what: string): FieldError => invalid(path, goValue('core.v1.SecurityContext', context), `cannot set \`allowPrivilegeEscalation\` to false and ${what}`);
    if (context.privileged) errors.push(fail('`privileged` to true'));
    for (const capability of context.capabilities?.add ?? []) if (capability === 'CAP_SYS_ADMIN') errors.push(fail('`capabilities.Add` CAP_SYS_ADMIN'));
  }
  return [...errors, ...validateWindowsOptions(`${path}.windowsOptions`, context.windowsOptions), ...validateAppArmor(`${path}.appArmorProfile`, context.appArmorProfile)];
}

const sysctlForm = '([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const isSysctlName = (name: string): boolean => !isLongerThan(name, 253) && name.split(/[./]/).every((part) => /^[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?$/.test(part));

/** Of which of the host's namespaces a kernel parameter is. */
function sysctlNamespace(name: string): 'net' | 'ipc' | undefined {
  const first = /[./]/.exec(name)?.[0];
  const dotted = first === '/' ? name.replace(/[./]/g, (char) => (char === '.' ? '/' : '.')) : name;
  if (dotted.startsWith('net.')) return 'net';
  return dotted.startsWith('kernel.shm') || dotted.startsWith('kernel.msg') || dotted === 'kernel.sem' || dotted.startsWith('fs.mqueue.') ? 'ipc' : undefined;
}

function validateSysctls(path: string, sysctls: readonly Sysctl[], spec: PodSpec): FieldError[] {
  const seen = new Set<string>();
  return sysctls.flatMap(({ name = '' }, i) => {
    const at = `${index(path, i)}.name`;
    const errors: FieldError[] = [];
    if (name === '') errors.push(required(at));
    else if (!isSysctlName(name)) errors.push(invalid(at, name, `must have at most 253 characters and match regex ^${sysctlForm}$`));
    else if (seen.has(name)) errors.push(duplicate(at, name));
    const namespace = sysctlNamespace(name);
    if (spec.hostNetwork && namespace === 'net') errors.push(invalid(at, name, "may not be specified when 'hostNetwork' is true"));
    else if (spec.hostIPC && namespace === 'ipc') errors.push(invalid(at, name, "may not be specified when 'hostIPC' is true"));
    seen.add(name);
    return errors;
  });
}

/** The pod's own context. */
export function validatePodSecurityContext(path: string, spec: PodSpec): FieldError[] {
  const context = spec.securityContext;
  if (!context) return [];
  const errors: FieldError[] = [];
  if (context.fsGroup !== undefined) errors.push(...each(`${path}.fsGroup`, context.fsGroup, isValidGroupId(context.fsGroup)));
  if (context.runAsUser !== undefined) errors.push(...each(`${path}.runAsUser`, context.runAsUser, isValidUserId(context.runAsUser)));
  if (context.runAsGroup !== undefined) errors.push(...each(`${path}.runAsGroup`, context.runAsGroup, isValidGroupId(context.runAsGroup)));
  for (const [i, group] of (context.supplementalGroups ?? []).entries()) errors.push(...each(index(`${path}.supplementalGroups`, i), group, isValidGroupId(group)));
  if (spec.shareProcessNamespace && spec.hostPID) errors.push(invalid(`${path}.shareProcessNamespace`, true, 'ShareProcessNamespace and HostPID cannot both be enabled'));
  errors.push(...validateSysctls(`${path}.sysctls`, context.sysctls ?? [], spec));
  const choice = (name: string, value: string | undefined, allowed: readonly string[]): void => {
    if (value !== undefined && !allowed.includes(value)) errors.push(notSupported(`${path}.${name}`, value, allowed));
  };
  choice('fsGroupChangePolicy', context.fsGroupChangePolicy, ['Always', 'OnRootMismatch']);
  errors.push(
    ...validateSeccomp(`${path}.seccompProfile`, context.seccompProfile),
    ...validateWindowsOptions(`${path}.windowsOptions`, context.windowsOptions),
    ...validateAppArmor(`${path}.appArmorProfile`, context.appArmorProfile),
  );
  choice('supplementalGroupsPolicy', context.supplementalGroupsPolicy, ['Merge', 'Strict']);
  choice('seLinuxChangePolicy', context.seLinuxChangePolicy, ['Recursive']);
  return errors;
}

/** All containers with their paths, init containers first. Upstream: VisitContainersWithPath. */
export const containersWithPaths = (path: string, spec: PodSpec): readonly (readonly [path: string, container: Container])[] =>
  (['initContainers', 'containers', 'ephemeralContainers'] as const).flatMap((list) => (spec[list] ?? []).map((container, i) => [index(`${path}.${list}`, i), container] as const));

export function validateHostProcess(path: string, spec: PodSpec): FieldError[] {
  const all = containersWithPaths(path, spec);
  const ofPod = spec.securityContext?.windowsOptions?.hostProcess;
  const errors: FieldError[] = [];
  let hostProcesses = 0;
  for (const [at, container] of all) {
    const own = container.securityContext?.windowsOptions?.hostProcess;
    if (ofPod !== undefined && own !== undefined && ofPod !== own) {
      errors.push(invalid(`${at}.securityContext.windowsOptions.hostProcess`, own, `pod hostProcess value must be identical if both are specified, was ${ofPod}`));
    }
    if (own ?? ofPod) hostProcesses += 1;
  }
  if (hostProcesses === 0) return errors;
  if (hostProcesses !== all.length) errors.push(invalid(path, '', 'If pod contains any hostProcess containers then all containers must be HostProcess containers'));
  if (!spec.hostNetwork) errors.push(invalid(`${path}.hostNetwork`, false, 'hostNetwork must be true if pod contains any hostProcess containers'));
  return errors;
}

/** `hostUsers: false` and the host's other namespaces exclude each other. */
export function validateHostUsers(path: string, spec: PodSpec): FieldError[] {
  if (spec.hostUsers !== false) return [];
  const because = 'when `hostUsers` is false';
  return [
    ...(spec.hostNetwork ? [forbidden(`${path}.hostNetwork`, because)] : []),
    ...(spec.hostPID ? [forbidden(`${path}.HostPID`, because)] : []),
    ...(spec.hostIPC ? [forbidden(`${path}.HostIPC`, because)] : []),
    ...containersWithPaths(path, spec).flatMap(([at, container]) => ((container.volumeDevices ?? []).length > 0 ? [forbidden(`${at}.volumeDevices`, because)] : [])),
  ];
}

const notOnWindows = [
  'appArmorProfile',
  'seLinuxOptions',
  'seccompProfile',
  'capabilities',
  'readOnlyRootFilesystem',
  'privileged',
  'allowPrivilegeEscalation',
  'procMount',
  'runAsUser',
  'runAsGroup',
] as const;
const podNotOnWindows = ['seccompProfile', 'fsGroup', 'fsGroupChangePolicy', 'sysctls'] as const;
const podLaterNotOnWindows = ['runAsUser', 'runAsGroup', 'supplementalGroups', 'supplementalGroupsPolicy', 'seLinuxChangePolicy'] as const;

function validateWindows(path: string, spec: PodSpec): FieldError[] {
  const detail = 'cannot be set for a windows pod';
  const at = `${path}.securityContext`;
  const context = spec.securityContext;
  const errors: FieldError[] = [];
  const refuse = (where: string, set: boolean): void => {
    if (set) errors.push(forbidden(where, detail));
  };
  refuse(`${at}.appArmorProfile`, context.appArmorProfile !== undefined);
  refuse(`${at}.seLinuxOptions`, context.seLinuxOptions !== undefined);
  refuse(`${path}.hostUsers`, spec.hostUsers !== undefined);
  refuse(`${path}.hostPID`, spec.hostPID === true);
  refuse(`${path}.hostIPC`, spec.hostIPC === true);
  for (const name of podNotOnWindows) refuse(`${at}.${name}`, context[name] !== undefined);
  refuse(`${path}.shareProcessNamespace`, spec.shareProcessNamespace !== undefined);
  for (const name of podLaterNotOnWindows) refuse(`${at}.${name}`, context[name] !== undefined);
  for (const [where, container] of containersWithPaths(path, spec)) {
    for (const name of notOnWindows) refuse(`${where}.securityContext.${name}`, container.securityContext?.[name] !== undefined);
  }
  return errors;
}

export function validateOs(path: string, spec: PodSpec): FieldError[] {
  if (!spec.os) return [];
  const systems = ['linux', 'windows'];
  if (!spec.os.name) return [required(`${path}.os.name`)];
  if (!systems.includes(spec.os.name)) return [notSupported(`${path}.os`, spec.os.name, systems)];
  if (spec.os.name === 'windows') return validateWindows(path, spec);
  const detail = 'windows options cannot be set for a linux pod';
  return [
    ...(spec.securityContext.windowsOptions ? [forbidden(`${path}.securityContext.windowsOptions`, detail)] : []),
    ...containersWithPaths(path, spec).flatMap(([at, container]) => (container.securityContext?.windowsOptions ? [forbidden(`${at}.securityContext.windowsOptions`, detail)] : [])),
  ];
}
