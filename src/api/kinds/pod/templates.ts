/** Strategies of the kinds whose spec has a pod template (upstream: pkg/api/pod/util.go DropDisabledTemplateFields). */
import type { KubeObject } from '../../meta/types.ts';
import { change } from '../fill.ts';
import { dropDisabledFields } from './disabled-fields.ts';
import type { PodTemplateSpec } from './types.ts';

const cleaned = new WeakSet<PodTemplateSpec>();

export function dropDisabledTemplateFields(template: PodTemplateSpec): PodTemplateSpec {
  if (cleaned.has(template)) return template;
  const out = change(template, { spec: dropDisabledFields(template.spec) });
  cleaned.add(out);
  return out;
}

/** `object` without the template fields that features switched off would need. */
export function withTemplateFields<T extends KubeObject & { readonly spec: { readonly template: PodTemplateSpec } }>(object: T): T {
  const template = dropDisabledTemplateFields(object.spec.template);
  return template === object.spec.template ? object : { ...object, spec: { ...object.spec, template } };
}
