import { describe, expect, it } from 'vitest';
import type { KindDescriptor } from '../descriptor.ts';
import type { KubeObject } from '../meta/types.ts';
import { createKindRegistry, parseGroupVersion } from '../registry.ts';
import { kinds } from './registry.ts';
import { recordings, versions } from './testing/recordings.ts';

/** In these a service account adds to what the defaults are. */
const LIMITED = new Set(['service-account-tokens']);

const registry = createKindRegistry(kinds);
const all = recordings();

function descriptorOf(object: KubeObject): KindDescriptor | undefined {
  const { group, version } = parseGroupVersion(object.apiVersion);
  return registry.byKind(group, version, object.kind)?.descriptor;
}

/** A merge patch can not say that a field became null, and `kubectl apply` sends none: nulls are left out of comparisons. */
const withoutNulls = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== null)
      .map(([key, item]) => [key, withoutNulls(item)]),
  );
};

describe('defaults of what a real cluster stored', () => {
  const cases = all.flatMap((recording) => versions(recording).map(({ entry, object }) => ({ recording: recording.scenario, entry, object })));
  const known = cases.filter(({ object }) => descriptorOf(object));

  it('has cases', () => expect(known.length).toBeGreaterThan(1000));

  it.each([...new Set(known.map(({ object }) => object.kind))])('changes nothing of %s', (kind) => {
    for (const { recording, entry, object } of known.filter((item) => item.object.kind === kind)) {
      const before = withoutNulls(object);
      const after = withoutNulls(descriptorOf(object)!.applyDefaults(object));
      expect(after, `${recording} ${entry.type} ${entry.name} at ${entry.t}`).toEqual(before);
    }
  });
});

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

/** Admission and allocation, which are others' work: what they add to a spec. */
function withoutAdmission(spec: Record<string, unknown>, kind: string): unknown {
  const { serviceAccount: _a, serviceAccountName: _b, priority: _c, preemptionPolicy: _d, ...rest } = spec;
  if (kind === 'Service') {
    const { clusterIP: _e, clusterIPs: _f, ports, healthCheckNodePort: _g, ...service } = rest;
    return { ...service, ports: (ports as object[] | undefined)?.map((port) => ({ ...port, nodePort: undefined })) };
  }
  if (kind !== 'Pod') return spec;
  const unmounted = (list: unknown): unknown =>
    (list as { volumeMounts?: { name: string }[] }[] | undefined)?.map((container) => {
      const mounts = container.volumeMounts?.filter(({ name }) => !name.startsWith('kube-api-access-'));
      return { ...container, volumeMounts: mounts && mounts.length > 0 ? mounts : undefined };
    });
  const volumes = (rest.volumes as { name: string }[] | undefined)?.filter(({ name }) => !name.startsWith('kube-api-access-'));
  const tolerations = (rest.tolerations as { key?: string; tolerationSeconds?: number }[] | undefined)?.filter(({ key }) => !key?.startsWith('node.kubernetes.io/'));
  // A runtime class adds what its containers cost, and where they can run.
  const { overhead: _o, nodeSelector, ...bare } = rest;
  return {
    ...bare,
    ...(rest.runtimeClassName === undefined && { nodeSelector }),
    containers: unmounted(rest.containers),
    initContainers: unmounted(rest.initContainers),
    volumes: volumes && volumes.length > 0 ? volumes : undefined,
    tolerations: tolerations && tolerations.length > 0 ? tolerations : undefined,
  };
}

describe('defaults of what was applied', () => {
  const context = { timestamp: '2026-01-01T00:00:00Z', list: () => [], random: () => 0.5 };
  const cases = all
    // A LimitRange adds to what the defaults are.
    .filter(({ history }) => !history.some(({ kind, object }) => kind === 'LimitRange' && JSON.stringify(object ?? null).includes('"defaultRequest":')))
    .flatMap((recording) =>
      recording.history
        .filter(({ type, object }) => type === 'ADDED' && object?.metadata.annotations?.[lastApplied] && descriptorOf(object))
        .map(({ object }) => ({ recording: recording.scenario, stored: object!, manifest: withoutNulls(JSON.parse(object!.metadata.annotations![lastApplied]!)) as KubeObject })),
    )
    // A revision has the annotation of what it is a revision of, a copy for debugging that of its original.
    .filter(({ recording, stored, manifest }) => manifest.kind === stored.kind && manifest.metadata.name === stored.metadata.name && !LIMITED.has(recording));

  it('has cases', () => expect(cases.length).toBeGreaterThan(200));

  it.each(cases.map((item) => [`${item.recording} ${item.stored.kind}/${item.stored.metadata.name}`, item] as const))('%s', (_name, { stored, manifest }) => {
    const descriptor = descriptorOf(stored)!;
    const { group, version } = parseGroupVersion(manifest.apiVersion);
    const conversion = descriptor.otherVersions?.find((other) => other.group === group && other.version === version);
    const converted = (conversion ? conversion.toStored({ ...manifest }) : manifest) as unknown as KubeObject;
    const defaulted = descriptor.applyDefaults({ ...converted, metadata: { ...converted.metadata, uid: stored.metadata.uid } } as KubeObject);
    const { metadata: _m, status: _s, spec, ...content } = (descriptor.prepareForCreate?.(defaulted, context) ?? defaulted) as KubeObject & { spec?: object; status?: unknown };
    const { metadata: _n, status: _t, spec: storedSpec, ...storedContent } = stored as KubeObject & { spec?: object; status?: unknown };
    expect(content).toEqual(storedContent);
    if (storedSpec) expect(withoutAdmission(spec as Record<string, unknown>, stored.kind)).toEqual(withoutAdmission(storedSpec as Record<string, unknown>, stored.kind));
  });
});
