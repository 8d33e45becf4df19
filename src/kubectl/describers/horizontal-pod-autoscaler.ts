import type { Task } from '../../engine/client.ts';
import { quote } from '../../base/go-format.ts';
import type { DescribeSettings } from './describer.ts';
import { eventsOf, writeEvents } from './events.ts';
import { writeHead } from './metadata.ts';
import { description, type PrefixWriter } from './prefix-writer.ts';
import { rfc1123, type Wire } from './wire.ts';

const UNKNOWN = '<unknown>';

/** upstream: HorizontalPodAutoscalerDescriber, the v2 form */
export function* describeHorizontalPodAutoscaler(autoscaler: Wire, settings: DescribeSettings): Task<string> {
  const { metadata, spec, status = {} } = autoscaler;
  const events = yield* eventsOf(autoscaler, settings);
  return description((w) => {
    writeHead(w, autoscaler);
    w.write(0, `CreationTimestamp:\t${rfc1123(metadata.creationTimestamp)}\n`);
    w.write(0, `Reference:\t${spec.scaleTargetRef.kind}/${spec.scaleTargetRef.name}\n`);
    w.write(0, 'Metrics:\t( current / target )\n');
    (spec.metrics ?? []).forEach((metric: Wire, i: number) => w.write(1, `${metricText(metric, status.currentMetrics?.[i])}\n`));
    w.write(0, `Min replicas:\t${spec.minReplicas ?? '<unset>'}\n`);
    w.write(0, `Max replicas:\t${spec.maxReplicas}\n`);
    if (spec.behavior) {
      w.write(0, 'Behavior:\n');
      writeBehavior(w, 'Scale Up', spec.behavior.scaleUp);
      writeBehavior(w, 'Scale Down', spec.behavior.scaleDown);
    }
    w.write(0, `${spec.scaleTargetRef.kind} pods:\t${status.currentReplicas ?? 0} current / ${status.desiredReplicas ?? 0} desired\n`);
    if (status.conditions?.length) {
      w.write(0, 'Conditions:\n');
      w.write(1, 'Type\tStatus\tReason\tMessage\n');
      w.write(1, '----\t------\t------\t-------\n');
      for (const { type, status: value, reason = '', message = '' } of status.conditions) w.write(1, `${type}\t${value}\t${reason}\t${message}\n`);
    }
    writeEvents(w, events);
  });
}

function metricText(metric: Wire, current: Wire): string {
  switch (metric.type) {
    case 'External': {
      const {
        metric: { name },
        target,
      } = metric.external;
      return target.averageValue
        ? `${quote(name)} (target average value):\t${current?.external?.current?.averageValue ?? UNKNOWN} / ${target.averageValue}`
        : `${quote(name)} (target value):\t${current?.external?.current?.value ?? UNKNOWN} / ${target.value}`;
    }
    case 'Pods': {
      const {
        metric: { name },
        target,
      } = metric.pods;
      return `${quote(name)} on pods:\t${current?.pods?.current?.averageValue ?? UNKNOWN} / ${target.averageValue}`;
    }
    case 'Object': {
      const {
        metric: { name },
        target,
        describedObject,
      } = metric.object;
      const title = `"${name}" on ${describedObject.kind}/${describedObject.name} `;
      return target.type === 'AverageValue'
        ? `${title}(target average value):\t${current?.object?.current?.averageValue ?? UNKNOWN} / ${target.averageValue}`
        : `${title}(target value):\t${current?.object?.current?.value ?? UNKNOWN} / ${target.value}`;
    }
    case 'Resource':
      return resourceText(`resource ${metric.resource.name} on pods`, metric.resource.target, current?.resource?.current);
    case 'ContainerResource': {
      const { name, container, target } = metric.containerResource;
      return resourceText(`resource ${name} of container "${container}" on pods`, target, current?.containerResource?.current);
    }
    default:
      return `<unknown metric type ${quote(metric.type ?? '')}>`;
  }
}

function resourceText(title: string, target: Wire, current: Wire): string {
  if (target.averageValue) return `${title}:\t${current?.averageValue ?? UNKNOWN} / ${target.averageValue}`;
  const now = current?.averageUtilization === undefined ? UNKNOWN : `${current.averageUtilization}% (${current.averageValue ?? '0'})`;
  return `${title}  (as a percentage of request):\t${now} / ${target.averageUtilization === undefined ? '<auto>' : `${target.averageUtilization}%`}`;
}

function writeBehavior(w: PrefixWriter, title: string, rules: Wire): void {
  if (!rules) return;
  w.write(1, `${title}:\n`);
  if (rules.stabilizationWindowSeconds !== undefined) w.write(2, `Stabilization Window: ${rules.stabilizationWindowSeconds} seconds\n`);
  if (!rules.policies?.length) return;
  w.write(2, `Select Policy: ${rules.selectPolicy ?? 'Max'}\n`);
  w.write(2, 'Policies:\n');
  for (const { type, value, periodSeconds } of rules.policies) w.write(3, `- Type: ${type}\tValue: ${value}\tPeriod: ${periodSeconds} seconds\n`);
}
