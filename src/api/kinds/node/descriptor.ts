import type { KindDescriptor } from '../../descriptor.ts';
import { keepOther } from '../strategy.ts';
import { nodeColumns } from './columns.ts';
import { defaultNode } from './defaults.ts';
import type { Node } from './types.ts';

/** Upstream: pkg/registry/core/node/strategy.go. A node may be created with its status. */
export const node: KindDescriptor<Node> = {
  group: '', version: 'v1', kind: 'Node', plural: 'nodes', singular: 'node', shortNames: ['no'], namespaced: false,
  hasStatus: true, schema: 'io.k8s.api.core.v1.Node',
  applyDefaults: defaultNode,
  prepareForUpdate: keepOther,
  generation: false,
  validate: () => [],
  selectableFields: ({ spec }) => ({ 'spec.unschedulable': String(spec.unschedulable ?? false) }),
  columns: nodeColumns,
};
