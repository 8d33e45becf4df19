/** What a volume holds when it is mounted, or why it can't be (upstream: pkg/volume/{configmap,secret,projected,downwardapi,hostpath}). */
import type { ConfigMap } from '../../api/kinds/config-map/types.ts';
import type { Node } from '../../api/kinds/node/types.ts';
import type { PersistentVolume } from '../../api/kinds/persistent-volume/types.ts';
import type { PersistentVolumeClaim } from '../../api/kinds/persistent-volume-claim/types.ts';
import type { DownwardAPIVolumeFile, HostPathVolumeSource, KeyToPath, ServiceAccountTokenProjection, Volume } from '../../api/kinds/pod/volume-types.ts';
import type { Secret } from '../../api/kinds/secret/types.ts';
import type { KubeObject } from '../../api/meta/types.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { decodeBase64 } from '../base64.ts';
import { DatedTree, type Payload } from './dated-tree.ts';
import { HOUR, type Claims } from './token.ts';
import { setUpError } from './unavailable.ts';
import { fieldValue, resourceValue } from '../downward.ts';
import { DEFAULT_DOMAIN } from '../network/dns.ts';
import type { PodStep } from '../pod-step.ts';
import type { DirectoryNode } from '../process/types.ts';
import { EMPTY_DIRECTORY } from '../process/tree.ts';

export type Contents =
  /** A folder that containers write to; `store`: where it lives on when the pod is gone. */
  { readonly writable: DirectoryNode; readonly store?: string } | { readonly tree: DatedTree };

type Files = Result<readonly Payload[], string>;

/** Folders that a node has from the start. */
const NODE_FOLDERS = [
  '/',
  '/bin',
  '/boot',
  '/dev',
  '/etc',
  '/home',
  '/lib',
  '/mnt',
  '/opt',
  '/proc',
  '/root',
  '/run',
  '/sbin',
  '/srv',
  '/sys',
  '/tmp',
  '/usr',
  '/var',
  '/var/lib',
  '/var/lib/kubelet',
  '/var/log',
  '/var/log/containers',
  '/var/log/pods',
  '/var/run',
];
const NODE_FILES = ['/etc/hostname', '/etc/hosts', '/etc/os-release', '/etc/passwd', '/etc/resolv.conf', '/etc/machine-id'];

export function volumeContents(step: PodStep, volume: Volume): Result<Contents, string> {
  if (volume.configMap) return asTree(step, configMapFiles(step, volume.configMap.name ?? '', volume.configMap, 'configmap'));
  if (volume.secret) return asTree(step, secretFiles(step, volume.secret.secretName ?? '', volume.secret));
  if (volume.downwardAPI) return asTree(step, downwardFiles(step, volume.downwardAPI.items ?? [], volume.downwardAPI.defaultMode));
  if (volume.projected) return asTree(step, projectedFiles(step, volume));
  if (volume.hostPath) return hostPath(step, volume.hostPath);
  const problem = setUpError(volume, volume.name, step.record.uid);
  if (problem !== undefined) return err(problem);
  if (volume.persistentVolumeClaim) return claim(step, volume.persistentVolumeClaim.claimName);
  if (volume.ephemeral) return claim(step, `${step.name}-${volume.name}`);
  const { fsGroup } = step.pod.spec.securityContext ?? {};
  return ok({ writable: { ...EMPTY_DIRECTORY, mode: fsGroup === undefined ? 0o777 : 0o2777, ...(fsGroup !== undefined && { gid: fsGroup }), mtime: step.now } });
}

interface Selection {
  readonly items?: readonly KeyToPath[];
  readonly defaultMode?: number;
  readonly optional?: boolean;
}

function selectKeys(data: Readonly<Record<string, string>>, { items, defaultMode = 0o644, optional }: Selection, missing: (key: string) => string): Files {
  if (!items?.length)
    return ok(
      Object.keys(data)
        .sort()
        .map((key) => ({ path: key, text: data[key]!, mode: defaultMode })),
    );
  const files: Payload[] = [];
  for (const { key, path, mode } of items) {
    if (Object.hasOwn(data, key)) files.push({ path, text: data[key]!, mode: mode ?? defaultMode });
    else if (!optional) return err(missing(key));
  }
  return ok(files);
}

function configMapFiles(step: PodStep, name: string, selection: Selection, word: string): Files {
  const map = step.context.get<ConfigMap>('configmaps', step.namespace, name);
  // The root certificate is the cluster's own: it is taken to be there where no controller publishes it.
  const optional = selection.optional || name === 'kube-root-ca.crt';
  if (!map && !optional) return err(`${word} "${name}" not found`);
  return selectKeys(
    { ...map?.data, ...decoded(map?.binaryData) },
    { ...selection, optional: selection.optional || !map },
    (key) => `configmap references non-existent config key: ${key}`,
  );
}

function secretFiles(step: PodStep, name: string, selection: Selection): Files {
  const secret = step.context.get<Secret>('secrets', step.namespace, name);
  if (!secret && !selection.optional) return err(`secret "${name}" not found`);
  return selectKeys(decoded(secret?.data), { ...selection, optional: selection.optional || !secret }, (key) => `references non-existent secret key: ${key}`);
}

const decoded = (data: Readonly<Record<string, string>> = {}): Record<string, string> => Object.fromEntries(Object.entries(data).map(([key, value]) => [key, decodeBase64(value)]));

function downwardFiles(step: PodStep, items: readonly DownwardAPIVolumeFile[], defaultMode = 0o644): Files {
  const { pod } = step;
  const files: Payload[] = [];
  const errors: string[] = [];
  for (const item of items) {
    const found = item.fieldRef
      ? fieldValue(step, pod, item.fieldRef, step.record.sandbox?.ip ?? '')
      : item.resourceFieldRef
        ? resourceValue(step, pod, pod.spec.containers[0]!, item.resourceFieldRef)
        : ok('');
    if (found.ok) files.push({ path: item.path, text: found.value, mode: item.mode ?? defaultMode });
    else errors.push(found.error);
  }
  return errors.length > 0 ? err(aggregate(errors)) : ok(files);
}

function projectedFiles(step: PodStep, volume: Volume): Files {
  const { sources = [], defaultMode } = volume.projected!;
  const files: Payload[] = [];
  const errors: string[] = [];
  for (const source of sources) {
    let part: Files = ok([]);
    if (source.configMap) part = configMapFiles(step, source.configMap.name ?? '', { ...source.configMap, defaultMode }, 'configmap');
    else if (source.secret) part = secretFiles(step, source.secret.name ?? '', { ...source.secret, defaultMode });
    else if (source.downwardAPI) part = downwardFiles(step, source.downwardAPI.items ?? [], defaultMode);
    else if (source.serviceAccountToken) part = ok([{ path: source.serviceAccountToken.path, text: claimsOf(step, source.serviceAccountToken), mode: 0o644 }]);
    if (part.ok) files.push(...part.value);
    else errors.push(part.error);
  }
  return errors.length > 0 ? err(aggregate(errors)) : ok(files);
}

function claimsOf(step: PodStep, { audience, expirationSeconds = HOUR }: ServiceAccountTokenProjection): Claims {
  const { pod, context } = step;
  const account = pod.spec.serviceAccountName || 'default';
  return {
    issuer: `https://kubernetes.default.svc.${step.options.clusterDomain ?? DEFAULT_DOMAIN}`,
    audience,
    lifetime: expirationSeconds,
    iat: Math.floor(step.now / 1000),
    namespace: step.namespace,
    account,
    accountUid: context.get<KubeObject>('serviceaccounts', step.namespace, account)?.metadata.uid ?? '',
    node: step.nodeName,
    nodeUid: context.get<Node>('nodes', undefined, step.nodeName)?.metadata.uid ?? '',
    pod: step.name,
    podUid: step.record.uid,
  };
}

/** Upstream: utilerrors.Aggregate. */
const aggregate = (errors: readonly string[]): string => {
  const distinct = [...new Set(errors)];
  return distinct.length === 1 ? distinct[0]! : `[${distinct.join(', ')}]`;
};

function asTree(step: PodStep, files: Files): Result<Contents, string> {
  if (!files.ok) return files;
  return ok({ tree: new DatedTree(files.value, { key: step.key, uid: step.record.uid, mtime: step.now, gid: step.pod.spec.securityContext?.fsGroup }) });
}

function hostPath(step: PodStep, { path, type = '' }: HostPathVolumeSource): Result<Contents, string> {
  const place = path.length > 1 ? path.replace(/\/+$/, '') : path;
  const store = `host/${step.nodeName}${place}`;
  const made = step.memory.get<DirectoryNode>(`store/${store}`);
  const isFolder = made !== undefined || NODE_FOLDERS.includes(place);
  const isFile = NODE_FILES.includes(place);
  const fails = (what: string) => err(`hostPath type check failed: ${path} is not ${what}`);
  if (type === 'Directory' && !isFolder) return fails('a directory');
  if (type === 'DirectoryOrCreate' && isFile) return fails('a directory');
  if (type === 'File' && !isFile) return fails('a file');
  if (type === 'FileOrCreate' && isFolder) return fails('a file');
  if (type === 'Socket') return fails('a socket file');
  if (type === 'CharDevice') return fails('a character device');
  if (type === 'BlockDevice') return fails('a block device');
  return ok({ writable: made ?? EMPTY_DIRECTORY, store });
}

function claim(step: PodStep, name: string): Result<Contents, string> {
  const found = step.context.get<PersistentVolumeClaim>('persistentvolumeclaims', step.namespace, name);
  if (!found) return err(`persistentvolumeclaim "${name}" not found`);
  const volumeName = found.spec.volumeName;
  if (!volumeName || found.status?.phase !== 'Bound') return err('PVC is not bound');
  const volume = step.context.get<PersistentVolume>('persistentvolumes', undefined, volumeName);
  const problem = volume?.spec.nfs && setUpError({ nfs: volume.spec.nfs }, volumeName, step.record.uid);
  if (problem !== undefined) return err(problem);
  const store = `volume/${volumeName}`;
  return ok({ writable: step.memory.get<DirectoryNode>(`store/${store}`) ?? EMPTY_DIRECTORY, store });
}
