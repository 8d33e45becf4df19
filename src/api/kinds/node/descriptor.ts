import type { KindDescriptor } from '../../descriptor.ts';
import { index } from '../../meta/field-error.ts';
import { change } from '../fill.ts';
import { cidrWarnings } from '../ip.ts';
import { keepOther } from '../strategy.ts';
import { nodeColumns } from './columns.ts';
import { defaultNode } from './defaults.ts';
import type { Node } from './types.ts';
import { validateNode, validateNodeUpdate } from './validation.ts';

/** Upstream: pkg/registry/core/node/strategy.go. A node may be created with its status. */
export const node: KindDescriptor<Node> = {
  group: '',
  version: 'v1',
  kind: 'Node',
  plural: 'nodes',
  singular: 'node',
  shortNames: ['no'],
  namespaced: false,
  hasStatus: true,
  schema: 'io.k8s.api.core.v1.Node',
  statusWriter: 'kubelet',
  applyDefaults: defaultNode,
  prepareForCreate: (object) => change(object, { spec: change(object.spec, { configSource: undefined }) }),
  prepareForUpdate: keepOther,
  generation: false,
  validate: validateNode,
  validateUpdate: validateNodeUpdate,
  warnings: ({ spec }) => [
    ...(spec.configSource ? ['spec.configSource: the feature is removed'] : []),
    ...(spec.externalID ? ['spec.externalID: this field is deprecated, and is unused by Kubernetes'] : []),
    ...(spec.podCIDRs ?? []).flatMap((cidr, i) => cidrWarnings(index('spec.podCIDRs', i), cidr)),
  ],
  selectableFields: ({ spec }) => ({ 'spec.unschedulable': String(spec.unschedulable ?? false) }),
  columns: nodeColumns,
};
