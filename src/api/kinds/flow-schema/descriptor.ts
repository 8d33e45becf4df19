/** Which requests are queued at which priority level. Stored and checked; no request is queued here (upstream: pkg/registry/flowcontrol/flowschema/strategy.go). */
import { compareStrings } from '../../../base/go-format.ts';
import type { KindDescriptor } from '../../descriptor.ts';
import { change } from '../fill.ts';
import { lateChecks } from '../late-checks.ts';
import { ageColumn } from '../printing.ts';
import { canonical } from '../shapes/shape.ts';
import { emptyStatus, keepOther } from '../strategy.ts';
import type { FlowSchema } from './types.ts';

const DEFAULT_PRECEDENCE = 1000;

function defaultFlowSchema(object: FlowSchema): FlowSchema {
  const schema = canonical('flowcontrol.v1.FlowSchema', object);
  return schema.spec.matchingPrecedence === 0 ? change(schema, { spec: { ...schema.spec, matchingPrecedence: DEFAULT_PRECEDENCE } }) : schema;
}

export const flowSchema: KindDescriptor<FlowSchema> = {
  group: 'flowcontrol.apiserver.k8s.io',
  version: 'v1',
  kind: 'FlowSchema',
  plural: 'flowschemas',
  singular: 'flowschema',
  shortNames: [],
  namespaced: false,
  hasStatus: true,
  schema: 'io.k8s.api.flowcontrol.v1.FlowSchema',
  statusWriter: 'api-priority-and-fairness-config-consumer-v1',
  applyDefaults: defaultFlowSchema,
  prepareForCreate: emptyStatus({}),
  prepareForUpdate: keepOther,
  ...lateChecks('FlowSchema'),
  compareRows: (a, b) => a.spec.matchingPrecedence - b.spec.matchingPrecedence || compareStrings(a.metadata.name, b.metadata.name),
  columns: [
    { name: 'PriorityLevel', priority: 0, cell: ({ spec }) => spec.priorityLevelConfiguration.name },
    { name: 'MatchingPrecedence', priority: 0, cell: ({ spec }) => spec.matchingPrecedence },
    { name: 'DistinguisherMethod', priority: 0, cell: ({ spec }) => spec.distinguisherMethod?.type ?? '<none>' },
    ageColumn,
    { name: 'MissingPL', priority: 0, cell: ({ status }) => status.conditions?.find(({ type }) => type === 'Dangling')?.status ?? '?' },
  ],
};
