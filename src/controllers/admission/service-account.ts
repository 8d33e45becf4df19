/** Gives a pod its service account, and its containers the account's token (upstream: plugin/pkg/admission/serviceaccount). */
import type { Container, VolumeMount } from '../../api/kinds/pod/container-types.ts';
import type { Pod, PodSpec } from '../../api/kinds/pod/types.ts';
import type { Volume } from '../../api/kinds/pod/volume-types.ts';
import type { Namespace } from '../../api/kinds/namespace/types.ts';
import type { ServiceAccount } from '../../api/kinds/service-account/types.ts';
import { randomName } from '../../base/random.ts';
import { err, ok } from '../../base/result.ts';
import type { AdmissionPlugin, Context } from '../../engine/component.ts';
import { createDefaultAccount } from '../service-account/default-account.ts';
import { createdPod, refuse } from './attributes.ts';

const VOLUME = 'kube-api-access-';
const MOUNT_PATH = '/var/run/secrets/kubernetes.io/serviceaccount';
/** Milliseconds that the API server waits for the account of a namespace that was only just made. */
const PATIENCE = 2000;

export const serviceAccountAdmission: AdmissionPlugin = {
  name: 'ServiceAccount',
  admit(request, context) {
    const pod = createdPod(request);
    if (!pod || pod.metadata.annotations?.['kubernetes.io/config.mirror'] !== undefined) return ok(request.object);
    const namespace = request.namespace!;
    const name = pod.spec.serviceAccountName || 'default';
    const account = context.get<ServiceAccount>('serviceaccounts', namespace, name) ?? awaited(context, namespace, name);
    if (!account) return err(refuse(request, `error looking up service account ${namespace}/${name}: serviceaccount "${name}" not found`));
    let spec: PodSpec = { ...pod.spec, serviceAccountName: name, serviceAccount: name };
    if (pod.spec.automountServiceAccountToken ?? account.automountServiceAccountToken ?? true) spec = withToken(spec, context);
    if (!spec.imagePullSecrets?.length && account.imagePullSecrets?.length) spec = { ...spec, imagePullSecrets: account.imagePullSecrets.map((secret) => ({ name: secret.name })) };
    return ok<Pod>({ ...pod, spec });
  },
};

/** Time stands still in a request, so what the API server would wait for is done at once. */
function awaited(context: Context, namespace: string, name: string): ServiceAccount | undefined {
  const space = context.get<Namespace>('namespaces', undefined, namespace);
  if (name !== 'default' || !space || space.status.phase !== 'Active' || context.now - Date.parse(space.metadata.creationTimestamp) > PATIENCE) return undefined;
  const created = createDefaultAccount(context, namespace);
  return created.ok ? created.value : undefined;
}

function withToken(spec: PodSpec, context: Context): PodSpec {
  const existing = spec.volumes?.find((volume) => volume.name.startsWith(VOLUME))?.name;
  const name = existing ?? VOLUME + randomName(() => context.random(), 5);
  const mount: VolumeMount = { name, readOnly: true, mountPath: MOUNT_PATH };
  const isMounted = (container: Container) => container.volumeMounts?.some(({ mountPath }) => mountPath === MOUNT_PATH) ?? false;
  const mounted = (container: Container): Container => (isMounted(container) ? container : { ...container, volumeMounts: [...(container.volumeMounts ?? []), mount] });
  const needed = [...(spec.initContainers ?? []), ...spec.containers].some((container) => !isMounted(container));
  return {
    ...spec,
    ...(spec.initContainers && { initContainers: spec.initContainers.map(mounted) }),
    containers: spec.containers.map(mounted),
    ...(!existing && needed && { volumes: [...(spec.volumes ?? []), tokenVolume(name)] }),
  };
}

/** The same for all pods. */
const TOKEN: Volume['projected'] = {
  sources: [
    // An hour and seven seconds: old clients that never read the token again are warned, not locked out.
    { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
    { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
    { downwardAPI: { items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }] } },
  ],
  defaultMode: 420,
};

const tokenVolume = (name: string): Volume => ({ name, projected: TOKEN });
