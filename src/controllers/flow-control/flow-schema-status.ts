/** Says of each flow schema whether its priority level is there (upstream: apiserver `pkg/util/flowcontrol/apf_controller.go`). */
import { dangling } from '../../api/kinds/flow-schema/built-in.ts';
import type { FlowSchema } from '../../api/kinds/flow-schema/types.ts';
import { objectKey, type Component, type View } from '../../engine/component.ts';
import { lateReconcile } from '../common/late.ts';

export const SCHEMAS = 'flowschemas.flowcontrol.apiserver.k8s.io';
const LEVELS = 'prioritylevelconfigurations.flowcontrol.apiserver.k8s.io';

export const flowSchemaStatus: Component = {
  name: 'flow-schema-status',
  actor: () => 'kube-apiserver',
  priority: 34,
  watches: [
    { resource: SCHEMAS, keys: ({ type, key, object }, view) => (type !== 'DELETED' && wanted(view, object as FlowSchema) ? [key] : []) },
    {
      resource: LEVELS,
      keys: ({ type, object: { metadata } }, view) =>
        type === 'MODIFIED'
          ? []
          : view
              .list<FlowSchema>(SCHEMAS)
              .filter((schema) => schema.spec.priorityLevelConfiguration.name === metadata.name && wanted(view, schema))
              .map((schema) => objectKey(SCHEMAS, undefined, schema.metadata.name)),
    },
  ],
  reconcile: lateReconcile('flow-schema-status'),
};

/** The condition that the schema should have and has not. */
export function wanted(view: Pick<View, 'get'>, { spec, status }: FlowSchema): ReturnType<typeof dangling> | undefined {
  const { name } = spec.priorityLevelConfiguration;
  const next = dangling(name, view.get(LEVELS, undefined, name) !== undefined);
  const now = status.conditions?.find(({ type }) => type === next.type);
  return now?.status === next.status && now.message === next.message ? undefined : next;
}
