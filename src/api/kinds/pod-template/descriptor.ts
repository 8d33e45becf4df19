/** Upstream: pkg/registry/core/podtemplate/strategy.go, validation.go ValidatePodTemplate. */
import type { KindDescriptor } from '../../descriptor.ts';
import { change } from '../fill.ts';
import { validatePodTemplate } from '../pod/spec-validation.ts';
import { dropDisabledTemplateFields } from '../pod/templates.ts';
import { podSpecWarnings } from '../pod/warnings.ts';
import { podTemplateColumns } from './columns.ts';
import { defaultPodTemplateObject } from './defaults.ts';
import type { PodTemplate } from './types.ts';

const withTemplateFields = (object: PodTemplate): PodTemplate => change(object, { template: dropDisabledTemplateFields(object.template) });

export const podTemplate: KindDescriptor<PodTemplate> = {
  group: '',
  version: 'v1',
  kind: 'PodTemplate',
  plural: 'podtemplates',
  singular: 'podtemplate',
  shortNames: [],
  namespaced: true,
  hasStatus: false,
  schema: 'io.k8s.api.core.v1.PodTemplate',
  applyDefaults: defaultPodTemplateObject,
  prepareForCreate: withTemplateFields,
  prepareForUpdate: withTemplateFields,
  validate: ({ template }) => validatePodTemplate('template', template),
  warnings: ({ metadata, template }, old) => (old && metadata.generation === old.metadata.generation ? [] : podSpecWarnings('template', template.spec, template.metadata)),
  columns: podTemplateColumns,
};
