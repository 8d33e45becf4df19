/** Upstream: pkg/apis/autoscaling/validation/validation.go validateMetricSpec. */
import { forbidden, invalid, notSupported, required, type FieldError } from '../../meta/field-error.ts';
import { compareQuantities, quantity, ZERO } from '../../meta/quantity.ts';
import { dnsLabel, pathSegment } from '../checks.ts';
import { validateContainerResourceName } from '../resource-names.ts';
import type { CrossVersionObjectReference, MetricIdentifier, MetricSpec, MetricTarget } from './types.ts';

/** `needsGroup`: a reference without one means nothing that can be scaled. */
export function validateReference(path: string, { kind, name, apiVersion = '' }: CrossVersionObjectReference, needsGroup: boolean): FieldError[] {
  const slashes = apiVersion.split('/').length - 1;
  const errors = [...pathSegment(`${path}.kind`, kind), ...pathSegment(`${path}.name`, name)];
  if (slashes > 1 && apiVersion !== '/') return [...errors, invalid(`${path}.apiVersion`, apiVersion, `unexpected GroupVersion string: ${apiVersion}`)];
  return needsGroup && (slashes === 0 || apiVersion.startsWith('/')) ? [...errors, invalid(`${path}.apiVersion`, apiVersion, 'apiVersion must specify API group')] : errors;
}

const targetTypes = ['Utilization', 'Value', 'AverageValue'];

function validateTarget(path: string, { type, value, averageValue, averageUtilization }: MetricTarget): FieldError[] {
  const positive = (name: string, text: string | undefined): FieldError[] =>
    text !== undefined && compareQuantities(quantity(text), ZERO) <= 0 ? [invalid(`${path}.${name}`, text, 'must be positive')] : [];
  return [
    ...(type ? [] : [required(`${path}.type`, 'must specify a metric target type')]),
    ...(targetTypes.includes(type) ? [] : [invalid(`${path}.type`, type, 'must be either Utilization, Value, or AverageValue')]),
    ...positive('value', value),
    ...positive('averageValue', averageValue),
    ...(averageUtilization !== undefined && averageUtilization < 1 ? [invalid(`${path}.averageUtilization`, averageUtilization, 'must be greater than 0')] : []),
  ];
}

const identifier = (path: string, { name }: MetricIdentifier): FieldError[] => pathSegment(`${path}.metric.name`, name, 'must specify a metric name');

/** A resource is measured as a value or as a share of the request, not both. */
const rawOrUtilization = (path: string, { averageValue, averageUtilization }: MetricTarget): FieldError[] => [
  ...(averageUtilization === undefined && averageValue === undefined ? [required(`${path}.averageUtilization`, 'must set either a target raw value or a target utilization')] : []),
  ...(averageUtilization !== undefined && averageValue !== undefined ? [forbidden(`${path}.averageValue`, 'may not set both a target raw value and a target utilization')] : []),
];

type Source = Exclude<keyof MetricSpec, 'type'>;

/** In the order in which the server looks; the first that is set is checked. */
const sources: readonly (readonly [name: Source, check: (path: string, spec: MetricSpec) => FieldError[]])[] = [
  [
    'object',
    (path, { object }) => {
      const { describedObject, metric, target } = object!;
      return [
        ...validateReference(`${path}.describedObject`, describedObject, false),
        ...identifier(path, metric),
        ...validateTarget(`${path}.target`, target),
        ...(target.value === undefined && target.averageValue === undefined ? [required(`${path}.target.averageValue`, 'must set either a target value or averageValue')] : []),
      ];
    },
  ],
  [
    'external',
    (path, { external }) => {
      const { metric, target } = external!;
      return [
        ...identifier(path, metric),
        ...validateTarget(`${path}.target`, target),
        ...(target.value === undefined && target.averageValue === undefined
          ? [required(`${path}.target.averageValue`, 'must set either a target value for metric or a per-pod target')]
          : []),
        ...(target.value !== undefined && target.averageValue !== undefined
          ? [forbidden(`${path}.target.value`, 'may not set both a target value for metric and a per-pod target')]
          : []),
      ];
    },
  ],
  [
    'pods',
    (path, { pods }) => [
      ...identifier(path, pods!.metric),
      ...validateTarget(`${path}.target`, pods!.target),
      ...(pods!.target.averageValue === undefined ? [required(`${path}.target.averageValue`, 'must specify a positive target averageValue')] : []),
    ],
  ],
  [
    'resource',
    (path, { resource }) => [
      ...(resource!.name ? [] : [required(`${path}.name`, 'must specify a resource name')]),
      ...validateTarget(`${path}.target`, resource!.target),
      ...rawOrUtilization(`${path}.target`, resource!.target),
    ],
  ],
  [
    'containerResource',
    (path, { containerResource }) => {
      const { name, container, target } = containerResource!;
      return [
        ...(name ? validateContainerResourceName(`${path}.name`, name) : [required(`${path}.name`, 'must specify a resource name')]),
        ...(container ? dnsLabel(`${path}.container`, container) : [required(`${path}.container`, 'must specify a container')]),
        ...validateTarget(`${path}.target`, target),
        ...rawOrUtilization(`${path}.target`, target),
      ];
    },
  ],
];

const sourceOfType: ReadonlyMap<string, Source> = new Map([
  ['ContainerResource', 'containerResource'],
  ['External', 'external'],
  ['Object', 'object'],
  ['Pods', 'pods'],
  ['Resource', 'resource'],
]);

export function validateMetric(path: string, spec: MetricSpec): FieldError[] {
  const given = sources.filter(([name]) => spec[name]);
  const expected = sourceOfType.get(spec.type);
  const first = given[0];
  const others = given.length === 1 ? [] : given.filter(([name]) => name !== expected);
  return [
    ...(spec.type ? [] : [required(`${path}.type`, 'must specify a metric source type')]),
    ...(expected ? [] : [notSupported(`${path}.type`, spec.type, [...sourceOfType.keys()])]),
    ...(first ? first[1](`${path}.${first[0]}`, spec) : []),
    ...(expected && !spec[expected] ? [required(`${path}.${expected}`, 'must populate information for the given metric source')] : []),
    ...others.map(([name]) => forbidden(`${path}.${name}`, 'must populate the given metric source only')),
  ];
}
