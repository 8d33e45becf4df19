/** Upstream: pkg/apis/core/v1/defaults.go SetDefaults_ReplicationController. */
import { change, fill, given } from '../fill.ts';
import { defaultPodTemplate } from '../pod/spec-defaults.ts';
import type { PodTemplateSpec } from '../pod/types.ts';
import { canonical } from '../shapes/shape.ts';
import type { ReplicationController } from './types.ts';

export function defaultReplicationController(object: ReplicationController): ReplicationController {
  const controller = canonical('core.v1.ReplicationController', object);
  const spec = fill(controller.spec, { replicas: 1 });
  const template = given<PodTemplateSpec>(spec.template, defaultPodTemplate);
  const labels = template?.metadata?.labels;
  return change(controller, {
    metadata: labels ? fill(controller.metadata, { labels }) : controller.metadata,
    spec: change(labels ? fill(spec, { selector: labels }) : spec, { template }),
  });
}
