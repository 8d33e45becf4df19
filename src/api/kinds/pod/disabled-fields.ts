/** Fields of features that are off by default in v1.34: the server drops them (upstream: pkg/api/pod/util.go dropDisabledFields). */
import { change, each, given } from '../fill.ts';
import type { Container, Lifecycle } from './container-types.ts';
import { isSidecar } from './containers.ts';
import type { PodSpec } from './types.ts';
import type { Volume, VolumeProjection } from './volume-types.ts';

const projection = (source: VolumeProjection): VolumeProjection => change(source, { clusterTrustBundle: undefined, podCertificate: undefined });
const volume = (of: Volume): Volume =>
  change(of, { projected: given(of.projected, (projected) => change(projected, { sources: each(projected.sources ?? undefined, projection) ?? projected.sources })) });
const lifecycle = (of: Lifecycle): Lifecycle | undefined => (of.stopSignal === undefined ? of : of.postStart || of.preStop ? change(of, { stopSignal: undefined }) : undefined);

export function dropDisabledFields(spec: PodSpec): PodSpec {
  const images = new Set((spec.volumes ?? []).filter(({ image }) => image).map(({ name }) => name));
  const container = <T extends Container>(of: T): T => {
    const mounts = images.size > 0 ? of.volumeMounts?.filter(({ name }) => !images.has(name)) : of.volumeMounts;
    return change<Container>(of, {
      restartPolicyRules: undefined,
      volumeMounts: mounts && mounts.length > 0 ? mounts : undefined,
      lifecycle: of.lifecycle && lifecycle(of.lifecycle),
      env: each(of.env, (variable) => change(variable, { valueFrom: given(variable.valueFrom, (source) => change(source, { fileKeyRef: undefined })) })),
    }) as T;
  };
  const regular = <T extends Container>(of: T): T => change<Container>(container(of), { restartPolicy: undefined }) as T;
  const init = (of: Container): Container => (of.restartPolicy !== undefined && !isSidecar(of) ? regular(of) : container(of));
  const volumes = images.size > 0 ? spec.volumes?.filter(({ image }) => !image) : spec.volumes;
  return change(spec, {
    hostnameOverride: undefined,
    volumes: volumes && volumes.length > 0 ? each(volumes, volume) : undefined,
    containers: each(spec.containers ?? undefined, regular) ?? spec.containers,
    initContainers: each(spec.initContainers, init),
    ephemeralContainers: each(spec.ephemeralContainers, regular),
  });
}
