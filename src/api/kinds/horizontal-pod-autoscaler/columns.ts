import type { TableColumn } from '../../descriptor.ts';
import { ageColumn, firstFew } from '../printing.ts';
import type { HorizontalPodAutoscaler, MetricSpec, MetricStatus, MetricTarget, MetricValueStatus } from './types.ts';

const unknown = '<unknown>';

/** `30m/100m`, `30m/100m (avg)`: of what is not a resource. */
function amount(target: MetricTarget, current: MetricValueStatus | undefined): string {
  if (target.averageValue !== undefined) return `${current?.averageValue ?? unknown}/${target.averageValue} (avg)`;
  return `${current ? (current.value ?? '<nil>') : unknown}/${target.value ?? '<nil>'}`;
}

/** `cpu: 30%/80%`. */
function resource(name: string, target: MetricTarget, current: MetricValueStatus | undefined): string {
  if (target.averageValue !== undefined) return `${name}: ${current ? (current.averageValue ?? '<nil>') : unknown}/${target.averageValue}`;
  const percent = (value: number | undefined, without: string): string => (value === undefined ? without : `${value}%`);
  return `${name}: ${percent(current?.averageUtilization, unknown)}/${percent(target.averageUtilization, '<auto>')}`;
}

/** Upstream: pkg/printers/internalversion/printers.go formatHPAMetrics. */
function metricText(spec: MetricSpec, status: MetricStatus | undefined): string {
  if (spec.type === 'External' && spec.external) return amount(spec.external.target, status?.external?.current);
  if (spec.type === 'Object' && spec.object) return amount(spec.object.target, status?.object?.current);
  if (spec.type === 'Pods' && spec.pods) return `${status?.pods ? (status.pods.current.averageValue ?? '<nil>') : unknown}/${spec.pods.target.averageValue ?? '<nil>'}`;
  if (spec.type === 'Resource' && spec.resource) return resource(spec.resource.name, spec.resource.target, status?.resource?.current);
  if (spec.type === 'ContainerResource' && spec.containerResource) return resource(spec.containerResource.name, spec.containerResource.target, status?.containerResource?.current);
  return '<unknown type>';
}

const shownMetrics = 2;

const targets = ({ spec, status }: HorizontalPodAutoscaler): string =>
  spec.metrics.length === 0
    ? '<none>'
    : firstFew(
        spec.metrics.map((metric, i) => metricText(metric, status.currentMetrics?.[i])),
        shownMetrics,
        ', ',
      );

export const horizontalPodAutoscalerColumns: readonly TableColumn<HorizontalPodAutoscaler>[] = [
  { name: 'Reference', priority: 0, cell: ({ spec: { scaleTargetRef } }) => `${scaleTargetRef.kind}/${scaleTargetRef.name}` },
  { name: 'Targets', priority: 0, cell: targets },
  { name: 'MinPods', priority: 0, cell: ({ spec }) => String(spec.minReplicas ?? '<unset>') },
  { name: 'MaxPods', priority: 0, cell: ({ spec }) => spec.maxReplicas },
  { name: 'Replicas', priority: 0, cell: ({ status }) => status.currentReplicas ?? 0 },
  ageColumn,
];
