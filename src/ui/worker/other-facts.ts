/** What objects without a table of their own say of themselves: a few words for all, more for those that are drawn. */
import { milliValue, quantity } from '../../api/meta/quantity.ts';
import type { KubeObject } from '../../api/meta/types.ts';
import type { ControllerRevision } from '../../api/kinds/controller-revision/types.ts';
import type { HorizontalPodAutoscaler, MetricSpec, MetricStatus, MetricTarget, MetricValueStatus } from '../../api/kinds/horizontal-pod-autoscaler/types.ts';
import type { Ingress, IngressBackend } from '../../api/kinds/ingress/types.ts';
import type { PersistentVolumeClaim } from '../../api/kinds/persistent-volume-claim/types.ts';
import type { PersistentVolume } from '../../api/kinds/persistent-volume/types.ts';
import type { PodDisruptionBudget } from '../../api/kinds/pod-disruption-budget/types.ts';
import type { ResourceQuota } from '../../api/kinds/resource-quota/types.ts';
import type { OtherDetail, OtherRow } from './protocol.ts';

type Facts = Pick<OtherRow, 'summary' | 'tone' | 'detail'>;

export function otherFacts(object: KubeObject): Facts {
  switch (object.kind) {
    case 'HorizontalPodAutoscaler':
      return autoscaler(object as HorizontalPodAutoscaler);
    case 'PodDisruptionBudget':
      return budget(object as PodDisruptionBudget);
    case 'PersistentVolumeClaim':
      return claim(object as PersistentVolumeClaim);
    case 'PersistentVolume':
      return volume(object as PersistentVolume);
    case 'Ingress':
      return ingress(object as Ingress);
    case 'ResourceQuota':
      return quota(object as ResourceQuota);
    case 'ControllerRevision': {
      const { revision } = object as ControllerRevision;
      return { summary: `revision ${revision}`, tone: 'plain', detail: { is: 'revision', revision } };
    }
    default:
      return anything(object);
  }
}

function autoscaler({ spec, status }: HorizontalPodAutoscaler): Facts {
  const current = status.currentReplicas ?? 0;
  const able = status.conditions?.find(({ type, status: is }) => type === 'ScalingActive' && is === 'False');
  const metrics = spec.metrics.map((metric, index) => metricFacts(metric, status.currentMetrics?.[index]));
  const detail: OtherDetail = {
    is: 'autoscaler',
    target: { kind: spec.scaleTargetRef.kind, name: spec.scaleTargetRef.name },
    min: spec.minReplicas,
    max: spec.maxReplicas,
    current,
    desired: status.desiredReplicas,
    metrics,
    ...(able && { trouble: able.message ?? able.reason ?? '' }),
  };
  return { summary: `${current} of ${spec.minReplicas} to ${spec.maxReplicas}`, tone: able ? 'bad' : 'plain', detail };
}

function metricFacts(spec: MetricSpec, status: MetricStatus | undefined): { name: string; current?: string; target: string; share?: number } {
  const source = spec.resource ?? spec.containerResource ?? spec.pods ?? spec.object ?? spec.external;
  const seen = status?.resource ?? status?.containerResource ?? status?.pods ?? status?.object ?? status?.external;
  const name = source === undefined ? spec.type : 'metric' in source ? source.metric.name : source.name;
  const wanted = source === undefined ? undefined : amountOf(source.target);
  const now = seen === undefined ? undefined : amountOf(seen.current);
  return {
    name,
    target: wanted?.text ?? '?',
    ...(now && { current: now.text }),
    ...(now && wanted && wanted.value > 0 && { share: now.value / wanted.value }),
  };
}

function amountOf({ averageUtilization, averageValue, value }: MetricTarget | MetricValueStatus): { readonly text: string; readonly value: number } | undefined {
  if (averageUtilization !== undefined) return { text: `${averageUtilization} %`, value: averageUtilization };
  const text = averageValue ?? value;
  return text === undefined ? undefined : { text: String(text), value: milliValue(quantity(String(text))) };
}

function budget({ spec, status }: PodDisruptionBudget): Facts {
  const { disruptionsAllowed: allowed, currentHealthy: healthy, desiredHealthy: needed, expectedPods: expected } = status;
  const rule = spec.minAvailable === undefined ? `at most ${spec.maxUnavailable ?? 0} down` : `at least ${spec.minAvailable} healthy`;
  const { matchLabels: selector = {} } = spec.selector ?? {};
  return {
    summary: `${allowed} may go`,
    tone: expected > 0 && healthy < needed ? 'bad' : 'plain',
    detail: { is: 'budget', rule, allowed, healthy, needed, expected, selector },
  };
}

const shortMode: Readonly<Record<string, string>> = { ReadWriteOnce: 'RWO', ReadOnlyMany: 'ROX', ReadWriteMany: 'RWX', ReadWriteOncePod: 'RWOP' };

function claim({ spec, status }: PersistentVolumeClaim): Facts {
  const size = String(status.capacity?.['storage'] ?? spec.resources.requests?.['storage'] ?? '');
  const storageClass = spec.storageClassName ?? 'no class';
  return {
    summary: `${status.phase}, ${size}`,
    tone: status.phase === 'Bound' ? 'good' : status.phase === 'Lost' ? 'bad' : 'plain',
    detail: {
      is: 'claim',
      phase: status.phase,
      size,
      storageClass: storageClass === '' ? 'no class' : storageClass,
      modes: (spec.accessModes ?? []).map((mode) => shortMode[mode] ?? mode).join(','),
      ...(spec.volumeName !== undefined && { volume: spec.volumeName }),
    },
  };
}

function volume({ spec, status }: PersistentVolume): Facts {
  const size = String(spec.capacity?.['storage'] ?? '');
  const { claimRef } = spec;
  return {
    summary: `${status.phase}, ${size}`,
    tone: status.phase === 'Failed' ? 'bad' : status.phase === 'Bound' || status.phase === 'Available' ? 'good' : 'plain',
    detail: {
      is: 'volume',
      phase: status.phase,
      size,
      policy: spec.persistentVolumeReclaimPolicy,
      ...(claimRef && { claim: `${claimRef.namespace ?? ''}/${claimRef.name ?? ''}` }),
    },
  };
}

function ingress({ spec }: Ingress): Facts {
  const route = (host: string, path: string, { service, resource }: IngressBackend) => ({
    host,
    path,
    service: service?.name ?? `${resource?.kind ?? '?'} ${resource?.name ?? ''}`,
    port: String(service?.port.number ?? service?.port.name ?? ''),
  });
  const routes = (spec.rules ?? []).flatMap(({ host = '*', http }) => (http?.paths ?? []).map(({ path = '/', backend }) => route(host, path, backend)));
  if (spec.defaultBackend) routes.push(route('*', 'anything else', spec.defaultBackend));
  return { summary: `${routes.length} route${routes.length === 1 ? '' : 's'}`, tone: 'plain', detail: { is: 'ingress', routes } };
}

function quota({ spec, status }: ResourceQuota): Facts {
  const limits = Object.entries(spec.hard ?? {}).map(([name, hard]) => {
    const used = String(status.used?.[name] ?? '0');
    const most = milliValue(quantity(String(hard)));
    return { name, used, hard: String(hard), share: most === 0 ? 1 : milliValue(quantity(used)) / most };
  });
  const full = limits.filter(({ share }) => share >= 1);
  return {
    summary: full.length > 0 ? `${full.map(({ name }) => name).join(', ')} used up` : limits.map(({ name, used, hard }) => `${name} ${used} of ${hard}`).join(', '),
    tone: full.length > 0 ? 'bad' : 'plain',
    detail: { is: 'quota', limits },
  };
}

/** Of a kind that nobody here knows: its conditions, its phase, or what its spec says first. */
function anything(object: KubeObject): Facts {
  const { data, binaryData, rules, spec, status, provisioner, value, subjects, roleRef } = object as unknown as Readonly<Record<string, unknown>>;
  const plain = (summary: string): Facts => ({ summary, tone: 'plain' });
  const conditions = field(status, 'conditions');
  if (Array.isArray(conditions)) {
    const told = conditions.filter((one): one is { type: string; status: string; reason?: unknown } => isText(field(one, 'type')) && isText(field(one, 'status')));
    const main = told.find(({ type }) => /^(Ready|Available|Established|Accepted|Healthy|Synced)$/.test(type)) ?? told[0];
    if (main) {
      const good = main.status === 'True';
      return { summary: good ? main.type : `not ${main.type}${isText(main.reason) ? `: ${main.reason}` : ''}`, tone: good ? 'good' : 'bad' };
    }
  }
  const phase = field(status, 'phase') ?? field(status, 'state');
  if (isText(phase)) return plain(phase);
  if (isRecord(data) || isRecord(binaryData)) return plain(many(Object.keys({ ...(data as object), ...(binaryData as object) }).length, 'key'));
  if (isRecord(roleRef)) return plain(`${String(roleRef['name'])} for ${Array.isArray(subjects) ? many(subjects.length, 'subject') : 'nobody'}`);
  if (Array.isArray(rules)) return plain(many(rules.length, 'rule'));
  if (isText(provisioner)) return plain(provisioner);
  if (typeof value === 'number') return plain(String(value));
  if (isRecord(spec)) {
    const scalars = Object.entries(spec).filter(([, one]) => isText(one) || typeof one === 'number' || typeof one === 'boolean');
    if (scalars.length > 0)
      return plain(
        scalars
          .slice(0, 3)
          .map(([name, one]) => `${name} ${String(one)}`)
          .join(', ')
          .slice(0, 80),
      );
  }
  return plain('');
}

const isRecord = (value: unknown): value is Record<string, unknown> => value !== null && typeof value === 'object' && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const field = (value: unknown, name: string): unknown => (isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined);
const many = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;
