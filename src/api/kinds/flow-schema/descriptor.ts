/** Which requests are queued at which priority level. Stored and checked; no request is queued here (upstream: pkg/registry/flowcontrol/flowschema/strategy.go). */
import { compareStrings } from '../../../base/go-format.ts';
import type { KindDescriptor } from '../../descriptor.ts';
import { lateChecks } from '../late-checks.ts';
import { ageColumn } from '../printing.ts';
import type { FlowSchema } from './types.ts';

export const flowSchema: KindDescriptor<FlowSchema> = {
  group: 'flowcontrol.apiserver.k8s.io',
  version: 'v1',
  kind: 'FlowSchema',
  plural: 'flowschemas',
  singular: 'flowschema',
  shortNames: [],
  namespaced: false,
  hasStatus: true,
  statusWriter: 'api-priority-and-fairness-config-consumer-v1',
  ...lateChecks('io.k8s.api.flowcontrol.v1.FlowSchema'),
  compareRows: (a, b) => a.spec.matchingPrecedence - b.spec.matchingPrecedence || compareStrings(a.metadata.name, b.metadata.name),
  columns: [
    { name: 'PriorityLevel', priority: 0, cell: ({ spec }) => spec.priorityLevelConfiguration.name },
    { name: 'MatchingPrecedence', priority: 0, cell: ({ spec }) => spec.matchingPrecedence },
    { name: 'DistinguisherMethod', priority: 0, cell: ({ spec }) => spec.distinguisherMethod?.type ?? '<none>' },
    ageColumn,
    { name: 'MissingPL', priority: 0, cell: ({ status }) => status.conditions?.find(({ type }) => type === 'Dangling')?.status ?? '?' },
  ],
};
