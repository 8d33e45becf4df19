/** The flow schemas that every API server makes for itself (upstream: apiserver `pkg/apis/flowcontrol/bootstrap/default.go`). */
import type { FlowRule, FlowSchemaSpec, FlowSubject } from './types.ts';

const user = (name: string): FlowSubject => ({ kind: 'User', user: { name } });
const group = (name: string): FlowSubject => ({ kind: 'Group', group: { name } });
const accounts = (namespace: string): FlowSubject => ({ kind: 'ServiceAccount', serviceAccount: { name: '*', namespace } });
const ANYBODY = [group('system:unauthenticated'), group('system:authenticated')];
const LEASES = { apiGroups: ['coordination.k8s.io'], namespaces: ['*'], resources: ['leases'] };
const EVERYTHING = { apiGroups: ['*'], clusterScope: true, namespaces: ['*'], resources: ['*'], verbs: ['*'] };

const all = (...subjects: readonly FlowSubject[]): FlowRule => ({ nonResourceRules: [{ nonResourceURLs: ['*'], verbs: ['*'] }], resourceRules: [EVERYTHING], subjects });

const schema = (level: string, matchingPrecedence: number, by: 'ByUser' | 'ByNamespace' | undefined, rule: FlowRule): FlowSchemaSpec => ({
  ...(by && { distinguisherMethod: { type: by } }),
  matchingPrecedence,
  priorityLevelConfiguration: { name: level },
  rules: [rule],
});

/** By name. */
export const builtInFlowSchemas: Readonly<Record<string, FlowSchemaSpec>> = {
  'catch-all': schema('catch-all', 10_000, 'ByUser', all(...ANYBODY)),
  exempt: schema('exempt', 1, undefined, all(group('system:masters'))),
  'global-default': schema('global-default', 9900, 'ByUser', all(...ANYBODY)),
  'kube-controller-manager': schema('workload-high', 800, 'ByNamespace', all(user('system:kube-controller-manager'))),
  'kube-scheduler': schema('workload-high', 800, 'ByNamespace', all(user('system:kube-scheduler'))),
  'kube-system-service-accounts': schema('workload-high', 900, 'ByNamespace', all(accounts('kube-system'))),
  probes: schema('exempt', 2, undefined, { nonResourceRules: [{ nonResourceURLs: ['/healthz', '/readyz', '/livez'], verbs: ['get'] }], subjects: ANYBODY }),
  'service-accounts': schema('workload-low', 9000, 'ByUser', all(group('system:serviceaccounts'))),
  'system-leader-election': schema('leader-election', 100, 'ByUser', {
    resourceRules: [{ ...LEASES, verbs: ['get', 'create', 'update'] }],
    subjects: [user('system:kube-controller-manager'), user('system:kube-scheduler'), accounts('kube-system')],
  }),
  'system-node-high': schema('node-high', 400, 'ByUser', {
    resourceRules: [
      { apiGroups: [''], clusterScope: true, namespaces: ['*'], resources: ['nodes', 'nodes/status'], verbs: ['*'] },
      { ...LEASES, verbs: ['*'] },
    ],
    subjects: [group('system:nodes')],
  }),
  'system-nodes': schema('system', 500, 'ByUser', all(group('system:nodes'))),
};

/** Those whose spec nobody may change. */
export const MANDATORY: ReadonlySet<string> = new Set(['exempt', 'catch-all']);

/** What the API server says of the level that a schema names. */
export const dangling = (level: string, exists: boolean) => ({
  type: 'Dangling' as const,
  status: exists ? ('False' as const) : ('True' as const),
  reason: exists ? 'Found' : 'NotFound',
  message: `This FlowSchema references the PriorityLevelConfiguration object named "${level}" ${exists ? 'and it exists' : 'but there is no such object'}`,
});
