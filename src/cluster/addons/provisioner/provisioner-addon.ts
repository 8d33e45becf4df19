/**
 * Provisioner: the local path provisioner of Rancher, which makes a PersistentVolume on the chosen node's disk for each claim of its class (upstream:
 * rancher/local-path-provisioner; sig-storage-lib-external-provisioner controller/controller.go for what it says).
 */
import type { Pod } from '../../../api/kinds/pod/types.ts';
import type { PersistentVolumeClaim } from '../../../api/kinds/persistent-volume-claim/types.ts';
import type { PersistentVolume } from '../../../api/kinds/persistent-volume/types.ts';
import type { StorageClass } from '../../../api/kinds/storage-class/types.ts';
import { splitKey } from '../../../controllers/common/owner.ts';
import { CLAIMS, CLASSES, classOf, SELECTED_NODE, VOLUMES } from '../../../controllers/volumes/claims.ts';
import { objectKey, type Component, type Context, type Outcome, type View } from '../../../engine/component.ts';
import { daemon, MB } from '../../../kubelet/images/families/family.ts';
import { asleepUnless, type Addon, type Manifest } from '../addon.ts';

const NAME = 'provisioner';
const PROVISIONER = 'rancher.io/local-path';
const NAMESPACE = 'local-path-storage';
const DEPLOYMENT = 'local-path-provisioner';
const IMAGE = 'docker.io/rancher/local-path-provisioner:v0.0.31';
const LABELS = { app: DEPLOYMENT };
const FOLDER = '/opt/local-path-provisioner';
/** Milliseconds that its helper pod takes to make a folder, and to remove one. */
const WORK = 2500;
const PROVISIONED_BY = 'pv.kubernetes.io/provisioned-by';
const ANNOTATION = 'volume.kubernetes.io/storage-provisioner';
const WORKING = 'working/';

/** The pod that does the work: without it nothing is made. */
const pod = (view: View): Pod | undefined =>
  view
    .list<Pod>('pods', NAMESPACE)
    .find(({ metadata, status }) => metadata.labels?.['app'] === DEPLOYMENT && metadata.deletionTimestamp === undefined && status.phase === 'Running');

const component: Component = {
  name: 'local-path-provisioner',
  priority: 41,
  watches: [
    { resource: CLAIMS, keys: ({ type, key, object }) => (type !== 'DELETED' && isOurs(object as PersistentVolumeClaim) ? [key] : []) },
    { resource: VOLUMES, keys: ({ type, key, object }) => (type !== 'DELETED' && object.metadata.annotations?.[PROVISIONED_BY] === PROVISIONER ? [key] : []) },
    // Once it runs, it looks at all that waits.
    {
      resource: 'pods',
      keys: ({ type, object }, view) => (type === 'MODIFIED' && object.metadata.namespace === NAMESPACE && object.metadata.labels?.['app'] === DEPLOYMENT ? all(view) : []),
    },
  ],
  reconcile(context, key) {
    const { resource, namespace, name } = splitKey(key.startsWith(WORKING) ? key.slice(WORKING.length) : key);
    const provisioner = pod(context);
    if (!provisioner) return { decision: 'Its pod does not run: what waits for a volume goes on waiting.', idle: true };
    if (resource === CLAIMS) return provide(context, provisioner, namespace, name, key);
    return remove(context, provisioner, name, key);
  },
};

const isOurs = ({ metadata, spec }: PersistentVolumeClaim): boolean =>
  metadata.annotations?.[ANNOTATION] === PROVISIONER && !spec.volumeName && metadata.deletionTimestamp === undefined;

const all = (view: View): string[] => [
  ...view.list<PersistentVolumeClaim>(CLAIMS).flatMap((claim) => (isOurs(claim) ? [objectKey(CLAIMS, claim.metadata.namespace, claim.metadata.name)] : [])),
  ...view.list<PersistentVolume>(VOLUMES).flatMap(({ metadata }) => (metadata.annotations?.[PROVISIONED_BY] === PROVISIONER ? [objectKey(VOLUMES, undefined, metadata.name)] : [])),
];

/** As Events name it: provisioner, pod and the uid of its leader election. */
const source = ({ metadata }: Pod) => ({ component: `${PROVISIONER}_${metadata.name}_${metadata.uid}` });

function provide(context: Context, provisioner: Pod, namespace: string, name: string, key: string): Outcome {
  const claim = context.get<PersistentVolumeClaim>(CLAIMS, namespace, name);
  if (!claim || !isOurs(claim)) {
    context.memory.delete(key.startsWith(WORKING) ? key : WORKING + key);
    return { decision: `Claim ${name} needs no volume.`, idle: true };
  }
  const storageClass = context.get<StorageClass>(CLASSES, undefined, classOf(claim));
  const node = claim.metadata.annotations?.[SELECTED_NODE];
  const fail = (problem: string): Outcome => {
    context.event(claim, 'Warning', 'ProvisioningFailed', `failed to provision volume with StorageClass "${classOf(claim)}": ${problem}`, source(provisioner));
    return { decision: `No volume for ${name}: ${problem}.`, again: { retry: problem } };
  };
  if (!storageClass || storageClass.provisioner !== PROVISIONER) return { decision: `The class of ${name} is not of this provisioner.`, idle: true };
  if (!key.startsWith(WORKING)) {
    if (context.memory.get(WORKING + key) === claim.metadata.uid) return { decision: `The volume of ${name} is being made.`, idle: true };
    context.event(claim, 'Normal', 'Provisioning', `External provisioner is provisioning volume for claim "${namespace}/${name}"`, source(provisioner));
    if (claim.spec.selector) return fail('claim.Spec.Selector is not supported');
    if (claim.spec.accessModes?.some((mode) => mode !== 'ReadWriteOnce' && mode !== 'ReadWriteOncePod'))
      return fail('NodePath only supports ReadWriteOnce and ReadWriteOncePod (1.22+) access modes');
    if (node === undefined) return fail('configuration error, no node was specified');
    context.memory.set(WORKING + key, claim.metadata.uid);
    context.wake(WORKING + key, WORK);
    return { decision: `Makes a folder on ${node} for the volume of ${name}.` };
  }
  context.memory.delete(key);
  const volumeName = `pvc-${claim.metadata.uid}`;
  const made = context.create<PersistentVolume>(VOLUMES, {
    kind: 'PersistentVolume',
    apiVersion: 'v1',
    metadata: { name: volumeName, annotations: { [PROVISIONED_BY]: PROVISIONER, 'local.path.provisioner/selected-node': node } },
    spec: {
      accessModes: claim.spec.accessModes,
      capacity: { storage: claim.spec.resources.requests?.['storage'] ?? '0' },
      claimRef: { kind: 'PersistentVolumeClaim', apiVersion: 'v1', namespace, name, uid: claim.metadata.uid, resourceVersion: claim.metadata.resourceVersion },
      hostPath: { path: `${FOLDER}/${volumeName}_${namespace}_${name}`, type: 'DirectoryOrCreate' },
      nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: [node] }] }] } },
      persistentVolumeReclaimPolicy: storageClass.reclaimPolicy,
      storageClassName: classOf(claim),
      volumeMode: claim.spec.volumeMode ?? 'Filesystem',
    },
  } as never);
  if (!made.ok && made.error.reason !== 'AlreadyExists') return fail(made.error.message);
  context.event(claim, 'Normal', 'ProvisioningSucceeded', `Successfully provisioned volume ${volumeName}`, source(provisioner));
  return { decision: `Made ${volumeName} on ${node} for the claim ${namespace}/${name}.` };
}

/** A released volume whose policy is Delete goes with its folder. */
function remove(context: Context, provisioner: Pod, name: string, key: string): Outcome {
  const volume = context.get<PersistentVolume>(VOLUMES, undefined, name);
  const released = volume?.status.phase === 'Released' && volume.spec.persistentVolumeReclaimPolicy === 'Delete' && volume.metadata.deletionTimestamp === undefined;
  if (!volume || !released) return { decision: `Volume ${name} is not released.`, idle: true };
  if (!key.startsWith(WORKING)) {
    context.wake(WORKING + key, WORK);
    return { decision: `Removes the folder of ${name}.`, idle: true };
  }
  const gone = context.delete(VOLUMES, undefined, name);
  if (gone.ok) return { decision: `Deleted ${name}, whose claim is gone, for its policy is Delete.` };
  context.event(volume, 'Warning', 'VolumeFailedDelete', gone.error.message, source(provisioner));
  return { decision: `${name} cannot be deleted: ${gone.error.message}`, again: { retry: gone.error.message } };
}

const namespace: Manifest = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } };
const account: Manifest = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'local-path-provisioner-service-account', namespace: NAMESPACE } };
const config: Manifest = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'local-path-config', namespace: NAMESPACE },
  data: { 'config.json': `{\n  "nodePathMap": [\n    { "node": "DEFAULT_PATH_FOR_NON_LISTED_NODES", "paths": ["${FOLDER}"] }\n  ]\n}\n` },
};
const deployment: Manifest = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: DEPLOYMENT, namespace: NAMESPACE },
  spec: {
    replicas: 1,
    selector: { matchLabels: LABELS },
    template: {
      metadata: { labels: LABELS },
      spec: {
        serviceAccountName: 'local-path-provisioner-service-account',
        containers: [
          {
            name: DEPLOYMENT,
            image: IMAGE,
            command: ['local-path-provisioner', '--debug', 'start', '--config', '/etc/config/config.json'],
            env: [{ name: 'POD_NAMESPACE', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } }],
            volumeMounts: [{ name: 'config-volume', mountPath: '/etc/config/' }],
          },
        ],
        volumes: [{ name: 'config-volume', configMap: { name: 'local-path-config' } }],
      },
    },
  },
};
const storageClass: Manifest = {
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name: 'standard', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
  provisioner: PROVISIONER,
  reclaimPolicy: 'Delete',
  volumeBindingMode: 'WaitForFirstConsumer',
};

export const provisionerAddon: Addon = {
  name: NAME,
  title: 'Storage',
  brings: 'a StorageClass "standard", the default, and a provisioner that makes a PersistentVolume for each claim once a pod that uses it has a node.',
  objects: () => [
    ['namespaces', namespace],
    ['serviceaccounts', account],
    ['configmaps', config],
    ['deployments.apps', deployment],
    ['storageclasses.storage.k8s.io', storageClass],
  ],
  images: [
    {
      image: IMAGE,
      entrypoint: ['/usr/bin/local-path-provisioner'],
      files: { '/usr/bin/local-path-provisioner': `#!/bin/sh\n${daemon('level=debug msg="Provisioner started"')[2]}\n` },
      size: 18 * MB,
    },
  ],
  components: [asleepUnless(NAME, component)],
  switchedOn(context) {
    for (const key of all(context)) context.wake(key, 0, component.name);
  },
};
