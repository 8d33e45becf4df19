import { change } from '../fill.ts';
import { defaultPodTemplate } from '../pod/spec-defaults.ts';
import { canonical } from '../shapes/shape.ts';
import type { PodTemplate } from './types.ts';

export function defaultPodTemplateObject(object: PodTemplate): PodTemplate {
  const podTemplate = canonical('core.v1.PodTemplate', object);
  return change(podTemplate, { template: defaultPodTemplate(podTemplate.template) });
}
