/** What `kubectl debug --profile` changes in the pod and its debug container (upstream: pkg/cmd/debug/profiles.go). */
import type { Wire } from '../../describers/wire.ts';

export const PROFILES = ['legacy', 'general', 'baseline', 'netadmin', 'restricted', 'sysadmin'] as const;
export type Profile = (typeof PROFILES)[number];
export type Style = 'node' | 'copy' | 'ephemeral';

/** What a copy keeps of the pod. */
export interface Keep {
  readonly labels: boolean;
  readonly annotations: boolean;
  readonly liveness: boolean;
  readonly readiness: boolean;
  readonly startup: boolean;
  readonly initContainers: boolean;
}

export interface Shaped {
  readonly pod: Wire;
  readonly container: Wire;
}

type Change = (shaped: Shaped) => Shaped;

const inSpec =
  (changes: Wire): Change =>
  ({ pod, container }) => ({ pod: { ...pod, spec: { ...pod.spec, ...changes } }, container });
const hostNamespaces = inSpec({ hostNetwork: true, hostPID: true, hostIPC: true });
const shareProcesses: Change = (shaped) => (shaped.pod.spec.shareProcessNamespace === undefined ? inSpec({ shareProcessNamespace: true })(shaped) : shaped);
const mountRoot: Change = ({ pod, container }) => ({
  pod: { ...pod, spec: { ...pod.spec, volumes: [...(pod.spec.volumes ?? []), { name: 'host-root', hostPath: { path: '/' } }] } },
  container: { ...container, volumeMounts: [...(container.volumeMounts ?? []), { mountPath: '/host', name: 'host-root' }] },
});
const secure =
  (changes: Wire): Change =>
  ({ pod, container }) => ({ pod, container: { ...container, securityContext: { ...container.securityContext, ...changes } } });
const insecure: Change = ({ pod, container: { securityContext: _, ...container } }) => ({ pod, container });
const capabilities =
  (...add: readonly string[]): Change =>
  ({ pod, container }) =>
    secure({
      capabilities: { ...container.securityContext?.capabilities, add: [...(container.securityContext?.capabilities?.add ?? []), ...add] },
    })({ pod, container });
const restrict: readonly Change[] = [
  insecure,
  secure({ runAsNonRoot: true, capabilities: { drop: ['ALL'] }, allowPrivilegeEscalation: false, seccompProfile: { type: 'RuntimeDefault' } }),
];

const CHANGES: Readonly<Record<Profile, Readonly<Record<Style, readonly Change[]>>>> = {
  legacy: { node: [mountRoot, hostNamespaces], copy: [], ephemeral: [] },
  general: { node: [mountRoot, insecure, hostNamespaces], copy: [capabilities('SYS_PTRACE'), shareProcesses], ephemeral: [capabilities('SYS_PTRACE')] },
  baseline: { node: [insecure], copy: [insecure, shareProcesses], ephemeral: [insecure] },
  restricted: { node: restrict, copy: [...restrict, shareProcesses], ephemeral: restrict },
  netadmin: {
    node: [capabilities('NET_ADMIN', 'NET_RAW'), hostNamespaces],
    copy: [capabilities('NET_ADMIN', 'NET_RAW'), shareProcesses],
    ephemeral: [capabilities('NET_ADMIN', 'NET_RAW')],
  },
  sysadmin: { node: [secure({ privileged: true }), hostNamespaces, mountRoot], copy: [secure({ privileged: true }), shareProcesses], ephemeral: [secure({ privileged: true })] },
};

/** The pod and the debug container as the profile has them. */
export function applyProfile(profile: Profile, style: Style, shaped: Shaped): Shaped {
  return CHANGES[profile][style].reduce((at, change) => change(at), shaped);
}

/** The copy without what is not to be kept. The legacy profile drops the labels and nothing else. */
export function strippedCopy(pod: Wire, profile: Profile, keep: Keep): Wire {
  const { labels, annotations, ...metadata } = pod.metadata;
  if (profile === 'legacy') return { ...pod, metadata: { ...metadata, ...(annotations && { annotations }) } };
  const { initContainers, ...spec } = pod.spec;
  return {
    ...pod,
    metadata: { ...metadata, ...(keep.labels && labels && { labels }), ...(keep.annotations && annotations && { annotations }) },
    spec: {
      ...spec,
      ...(keep.initContainers && initContainers && { initContainers }),
      containers: spec.containers.map(({ livenessProbe, readinessProbe, startupProbe, ...container }: Wire) => ({
        ...container,
        ...(keep.liveness && livenessProbe && { livenessProbe }),
        ...(keep.readiness && readinessProbe && { readinessProbe }),
        ...(keep.startup && startupProbe && { startupProbe }),
      })),
    },
  };
}
