/** The checks of the pod security standards, each from the minor version on that brought it (upstream: pod-security-admission policy/check_*.go). */
import type { Container, SecurityContext } from '../../../api/kinds/pod/container-types.ts';
import type { PodSecurityContext, PodSpec } from '../../../api/kinds/pod/types.ts';
import type { LevelVersion } from './levels.ts';

export interface Violation {
  /** What is wrong with pods like this one. */
  readonly reason: string;
  /** What is wrong with this one, with the names of its containers and volumes. */
  readonly detail: string;
}

interface Subject {
  readonly annotations: Readonly<Record<string, string>>;
  readonly spec: PodSpec;
  /** Every container: those that initialise, those that run, those added later. */
  readonly containers: readonly Container[];
}

type CheckPod = (subject: Subject) => Violation | undefined;

interface Check {
  readonly id: string;
  /** From which minor version on which form of it is made, the oldest first. */
  readonly since: readonly (readonly [minor: number, check: CheckPod])[];
  /** The check of the level below that this one takes the place of. */
  readonly overrides?: string;
}

const quoted = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ');
const counted = (names: readonly unknown[], one: string, many: string): string => (names.length === 1 ? one : many);
const containersText = (names: readonly string[]): string => `${counted(names, 'container', 'containers')} ${quoted(names)}`;
const distinct = (values: readonly string[]): readonly string[] => [...new Set(values)].sort();

const namesOf = ({ containers }: Subject, is: (container: Container) => boolean): readonly string[] => containers.filter(is).map(({ name }) => name);
/** `pod and container "a"`: those of them that set something wrong. */
const settersText = (pod: boolean, containers: readonly string[]): string =>
  [...(pod ? ['pod'] : []), ...(containers.length > 0 ? [containersText(containers)] : [])].join(' and ');
const isWindows = ({ spec }: Subject): boolean => spec.os?.name === 'windows';
const notOnWindows =
  (check: CheckPod): CheckPod =>
  (subject) =>
    isWindows(subject) ? undefined : check(subject);

/** What the containers have of a thing that they may not have: who has it, and what it is. */
function found(subject: Subject, of: (container: Container) => readonly string[]): { readonly names: readonly string[]; readonly values: readonly string[] } {
  return { names: namesOf(subject, (container) => of(container).length > 0), values: distinct(subject.containers.flatMap(of)) };
}

type Contexts = SecurityContext | PodSecurityContext;

/** The wrong values of a setting that both pods and containers have, and who set them. */
function foundSet(subject: Subject, of: (context: Contexts) => readonly string[]) {
  const ofPod = of(subject.spec.securityContext ?? {});
  const { names, values } = found(subject, ({ securityContext }) => of(securityContext ?? {}));
  return { setters: settersText(ofPod.length > 0, names), values: distinct([...ofPod, ...values]) };
}

const DEFAULT_CAPABILITIES = new Set('AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE SETFCAP SETGID SETPCAP SETUID SYS_CHROOT'.split(' '));

const capabilitiesBaseline: CheckPod = (subject) => {
  const { names, values } = found(subject, ({ securityContext }) => (securityContext?.capabilities?.add ?? []).filter((name) => !DEFAULT_CAPABILITIES.has(name)));
  if (names.length === 0) return undefined;
  return { reason: 'non-default capabilities', detail: `${containersText(names)} must not include ${quoted(values)} in securityContext.capabilities.add` };
};

const capabilitiesRestricted: CheckPod = (subject) => {
  const keeping = namesOf(subject, ({ securityContext }) => !securityContext?.capabilities?.drop?.includes('ALL'));
  const { names, values } = found(subject, ({ securityContext }) => (securityContext?.capabilities?.add ?? []).filter((name) => name !== 'NET_BIND_SERVICE'));
  const details = [
    ...(keeping.length > 0 ? [`${containersText(keeping)} must set securityContext.capabilities.drop=["ALL"]`] : []),
    ...(names.length > 0 ? [`${containersText(names)} must not include ${quoted(values)} in securityContext.capabilities.add`] : []),
  ];
  return details.length === 0 ? undefined : { reason: 'unrestricted capabilities', detail: details.join('; ') };
};

const hostNamespaces: CheckPod = ({ spec }) => {
  const shared = (['hostNetwork', 'hostPID', 'hostIPC'] as const).filter((field) => spec[field]).map((field) => `${field}=true`);
  return shared.length === 0 ? undefined : { reason: 'host namespaces', detail: shared.join(', ') };
};

const hostPathVolumes: CheckPod = ({ spec }) => {
  const names = (spec.volumes ?? []).filter(({ hostPath }) => hostPath).map(({ name }) => name);
  return names.length === 0 ? undefined : { reason: 'hostPath volumes', detail: `${counted(names, 'volume', 'volumes')} ${quoted(names)}` };
};

const hostPorts: CheckPod = (subject) => {
  const { names, values } = found(subject, ({ ports }) => (ports ?? []).flatMap(({ hostPort }) => (hostPort ? [String(hostPort)] : [])));
  if (names.length === 0) return undefined;
  return { reason: 'hostPort', detail: `${containersText(names)} ${counted(names, 'uses', 'use')} ${counted(values, 'hostPort', 'hostPorts')} ${values.join(', ')}` };
};

const probeHosts: CheckPod = (subject) => {
  const { names, values } = found(subject, ({ livenessProbe, readinessProbe, startupProbe, lifecycle }) =>
    [livenessProbe, readinessProbe, startupProbe, lifecycle?.postStart, lifecycle?.preStop].flatMap((handler) =>
      [handler?.httpGet?.host, handler?.tcpSocket?.host].filter((host): host is string => Boolean(host)),
    ),
  );
  if (names.length === 0) return undefined;
  const [users, what] = [containersText(distinct(names)), 'probe or lifecycle host'];
  return { reason: what, detail: `${users} ${counted(distinct(names), 'uses', 'use')} ${counted(values, what, `${what}s`)} ${quoted(values)}` };
};

const privileged: CheckPod = (subject) => {
  const names = namesOf(subject, ({ securityContext }) => securityContext?.privileged === true);
  return names.length === 0 ? undefined : { reason: 'privileged', detail: `${containersText(names)} must not set securityContext.privileged=true` };
};

const procMount: CheckPod = (subject) => {
  const { names, values } = found(subject, ({ securityContext }) => [securityContext?.procMount].filter((mount) => mount !== undefined && mount !== 'Default') as string[]);
  return names.length === 0 ? undefined : { reason: 'procMount', detail: `${containersText(names)} must not set securityContext.procMount to ${quoted(values)}` };
};

const APP_ARMOR = 'container.apparmor.security.beta.kubernetes.io/';

const appArmorProfile: CheckPod = (subject) => {
  const { setters, values } = foundSet(subject, ({ appArmorProfile: profile }) =>
    profile && profile.type !== 'RuntimeDefault' && profile.type !== 'Localhost' ? [profile.type] : [],
  );
  const annotations = Object.entries(subject.annotations)
    .filter(([key, value]) => key.startsWith(APP_ARMOR) && value !== '' && value !== 'runtime/default' && !value.startsWith('localhost/'))
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .sort();
  const who = [...(setters === '' ? [] : [setters]), ...(annotations.length > 0 ? [counted(annotations, 'annotation', 'annotations')] : [])];
  if (who.length === 0) return undefined;
  const all = [...values, ...annotations];
  return { reason: counted(all, 'forbidden AppArmor profile', 'forbidden AppArmor profiles'), detail: `${who.join(' and ')} must not set AppArmor profile type to ${quoted(all)}` };
};

const seLinux =
  (types: readonly string[]): CheckPod =>
  (subject) => {
    const wrong = { type: [] as string[], user: false, role: false };
    const { setters } = foundSet(subject, ({ seLinuxOptions }) => {
      const { type = '', user = '', role = '' } = seLinuxOptions ?? {};
      if (!types.includes(type)) wrong.type.push(type);
      wrong.user ||= user !== '';
      wrong.role ||= role !== '';
      return types.includes(type) && user === '' && role === '' ? [] : ['wrong'];
    });
    if (setters === '') return undefined;
    const kinds = distinct(wrong.type);
    const told = [
      ...(kinds.length > 0 ? [`${counted(kinds, 'type', 'types')} ${quoted(kinds)}`] : []),
      ...(wrong.user ? ['user may not be set'] : []),
      ...(wrong.role ? ['role may not be set'] : []),
    ];
    return { reason: 'seLinuxOptions', detail: `${setters} set forbidden securityContext.seLinuxOptions: ${told.join('; ')}` };
  };
const SELINUX_TYPES = ['', 'container_t', 'container_init_t', 'container_kvm_t'];

const isConfined = (type: string): boolean => type === 'RuntimeDefault' || type === 'Localhost';

/** What pod and containers say outright, and wrongly. */
const seccompSet: CheckPod = (subject) => {
  const { setters, values } = foundSet(subject, ({ seccompProfile: profile }) => (profile && !isConfined(profile.type) ? [profile.type] : []));
  return setters === '' ? undefined : { reason: 'seccompProfile', detail: `${setters} must not set securityContext.seccompProfile.type to ${quoted(values)}` };
};

const seccompAnnotations: CheckPod = ({ annotations, containers }) => {
  const keys = ['seccomp.security.alpha.kubernetes.io/pod', ...containers.map(({ name }) => `container.seccomp.security.alpha.kubernetes.io/${name}`)];
  const isFine = (value: string): boolean => value === 'runtime/default' || value === 'docker/default' || value.startsWith('localhost/');
  const wrong = distinct(keys.flatMap((key) => (annotations[key] === undefined || isFine(annotations[key]) ? [] : [`${key}=${JSON.stringify(annotations[key])}`])));
  return wrong.length === 0 ? undefined : { reason: 'seccompProfile', detail: `forbidden ${counted(wrong, 'annotation', 'annotations')} ${wrong.join(', ')}` };
};

const seccompRestricted: CheckPod = (subject) => {
  const set = seccompSet(subject);
  if (set || subject.spec.securityContext?.seccompProfile) return set;
  const names = namesOf(subject, ({ securityContext }) => !securityContext?.seccompProfile);
  if (names.length === 0) return undefined;
  return { reason: 'seccompProfile', detail: `pod or ${containersText(names)} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"` };
};

const SYSCTLS: readonly (readonly [minor: number, names: readonly string[]])[] = [
  [0, ['kernel.shm_rmid_forced', 'net.ipv4.ip_local_port_range', 'net.ipv4.tcp_syncookies', 'net.ipv4.ping_group_range', 'net.ipv4.ip_unprivileged_port_start']],
  [27, ['net.ipv4.ip_local_reserved_ports']],
  [29, ['net.ipv4.tcp_keepalive_time', 'net.ipv4.tcp_fin_timeout', 'net.ipv4.tcp_keepalive_intvl', 'net.ipv4.tcp_keepalive_probes']],
  [32, ['net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem']],
];

const sysctlsOf =
  (version: number): CheckPod =>
  ({ spec }) => {
    const allowed = SYSCTLS.flatMap(([minor, names]) => (minor <= version ? names : []));
    const wrong = (spec.securityContext?.sysctls ?? []).map(({ name }) => name).filter((name) => !allowed.includes(name));
    return wrong.length === 0 ? undefined : { reason: 'forbidden sysctls', detail: wrong.join(', ') };
  };

const hostProcess: CheckPod = (subject) => {
  const { setters } = foundSet(subject, ({ windowsOptions }) => (windowsOptions?.hostProcess ? ['true'] : []));
  return setters === '' ? undefined : { reason: 'hostProcess', detail: `${setters} must not set securityContext.windowsOptions.hostProcess=true` };
};

const allowPrivilegeEscalation: CheckPod = (subject) => {
  const names = namesOf(subject, ({ securityContext }) => securityContext?.allowPrivilegeEscalation !== false);
  if (names.length === 0) return undefined;
  return { reason: 'allowPrivilegeEscalation != false', detail: `${containersText(names)} must set securityContext.allowPrivilegeEscalation=false` };
};

const PLAIN_VOLUMES = new Set(['configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'image', 'persistentVolumeClaim', 'projected', 'secret']);

const restrictedVolumes: CheckPod = ({ spec }) => {
  const typeOf = ({ name: _, ...source }: NonNullable<PodSpec['volumes']>[number]): string => Object.keys(source)[0] ?? 'unknown';
  const wrong = (spec.volumes ?? []).filter((volume) => !PLAIN_VOLUMES.has(typeOf(volume)));
  if (wrong.length === 0) return undefined;
  const [names, types] = [wrong.map(({ name }) => name), distinct(wrong.map(typeOf))];
  const what = counted(types, 'restricted volume type', 'restricted volume types');
  return { reason: 'restricted volume types', detail: `${counted(names, 'volume', 'volumes')} ${quoted(names)} ${counted(names, 'uses', 'use')} ${what} ${quoted(types)}` };
};

const runAsNonRoot: CheckPod = (subject) => {
  const reason = 'runAsNonRoot != true';
  const { setters } = foundSet(subject, (context) => (context.runAsNonRoot === false ? ['false'] : []));
  if (setters !== '') return { reason, detail: `${setters} must not set securityContext.runAsNonRoot=false` };
  const names = subject.spec.securityContext?.runAsNonRoot ? [] : namesOf(subject, ({ securityContext }) => securityContext?.runAsNonRoot === undefined);
  return names.length === 0 ? undefined : { reason, detail: `pod or ${containersText(names)} must set securityContext.runAsNonRoot=true` };
};

const runAsUser: CheckPod = (subject) => {
  const { setters } = foundSet(subject, (context) => (context.runAsUser === 0 ? ['0'] : []));
  return setters === '' ? undefined : { reason: 'runAsUser=0', detail: `${setters} must not set runAsUser=0` };
};

/** In the order in which their violations are told: by id. */
const BASELINE: readonly Check[] = [
  { id: 'appArmorProfile', since: [[0, appArmorProfile]] },
  { id: 'capabilities_baseline', since: [[0, capabilitiesBaseline]] },
  { id: 'hostNamespaces', since: [[0, hostNamespaces]] },
  { id: 'hostPathVolumes', since: [[0, hostPathVolumes]] },
  { id: 'hostPorts', since: [[0, hostPorts]] },
  { id: 'hostProbesAndHostLifecycle', since: [[34, probeHosts]] },
  { id: 'privileged', since: [[0, privileged]] },
  { id: 'procMount', since: [[0, procMount]] },
  {
    id: 'seLinuxOptions',
    since: [
      [0, seLinux(SELINUX_TYPES)],
      [31, seLinux([...SELINUX_TYPES, 'container_engine_t'])],
    ],
  },
  {
    id: 'seccompProfile_baseline',
    since: [
      [0, seccompAnnotations],
      [19, seccompSet],
    ],
  },
  { id: 'sysctls', since: SYSCTLS.map(([minor]) => [minor, sysctlsOf(minor)] as const) },
  { id: 'windowsHostProcess', since: [[0, hostProcess]] },
];
const RESTRICTED: readonly Check[] = [
  {
    id: 'allowPrivilegeEscalation',
    since: [
      [8, allowPrivilegeEscalation],
      [25, notOnWindows(allowPrivilegeEscalation)],
    ],
  },
  {
    id: 'capabilities_restricted',
    since: [
      [22, capabilitiesRestricted],
      [25, notOnWindows(capabilitiesRestricted)],
    ],
    overrides: 'capabilities_baseline',
  },
  { id: 'restrictedVolumes', since: [[0, restrictedVolumes]], overrides: 'hostPathVolumes' },
  { id: 'runAsNonRoot', since: [[0, runAsNonRoot]] },
  { id: 'runAsUser', since: [[23, runAsUser]] },
  {
    id: 'seccompProfile_restricted',
    since: [
      [19, seccompRestricted],
      [25, notOnWindows(seccompRestricted)],
    ],
    overrides: 'seccompProfile_baseline',
  },
];

/** What a pod does that its level forbids, in the order of the checks. */
export function violations({ level, minor = Infinity }: LevelVersion, annotations: Readonly<Record<string, string>> | undefined, spec: PodSpec): readonly Violation[] {
  if (level === 'privileged') return [];
  const subject = {
    annotations: annotations ?? {},
    spec,
    containers: [...(spec.initContainers ?? []), ...spec.containers, ...(spec.ephemeralContainers ?? [])] as readonly Container[],
  };
  const formOf = ({ since }: Check): CheckPod | undefined => since.findLast(([from]) => from <= minor)?.[1];
  const strict = level === 'restricted' ? RESTRICTED.filter((check) => formOf(check)) : [];
  const overridden = new Set(strict.map(({ overrides }) => overrides));
  return [...BASELINE.filter(({ id }) => !overridden.has(id)), ...strict].flatMap((check) => formOf(check)?.(subject) ?? []);
}
