/** Pod security standards: a namespace's labels say what its pods may do (upstream: pod-security-admission admission/admission.go). */
import type { Namespace } from '../../../api/kinds/namespace/types.ts';
import type { Pod, PodSpec } from '../../../api/kinds/pod/types.ts';
import { invalid, type Status } from '../../../api/meta/status.ts';
import type { KubeObject, ObjectMeta } from '../../../api/meta/types.ts';
import { quote } from '../../../base/go-format.ts';
import type { AdmissionPlugin, AdmissionRequest, Context } from '../../../engine/component.ts';
import { refuse } from '../attributes.ts';
import { violations, type Violation } from './checks.ts';
import { levelText, policyOf, PREFIX, sameLevel, strictness, type LevelVersion } from './levels.ts';

/** Subresources of a pod that do not change what it may do. */
const IGNORED = new Set(['exec', 'attach', 'binding', 'eviction', 'log', 'portforward', 'proxy', 'status']);

interface Template {
  readonly metadata?: ObjectMeta;
  readonly spec?: PodSpec;
}

/** Where controllers keep their pods' template. */
const TEMPLATES: Readonly<Record<string, (object: never) => Template | undefined>> = {
  podtemplates: ({ template }: { template?: Template }) => template,
  replicationcontrollers: ({ spec }: { spec?: { template?: Template } }) => spec?.template,
  'replicasets.apps': ({ spec }: { spec?: { template?: Template } }) => spec?.template,
  'deployments.apps': ({ spec }: { spec?: { template?: Template } }) => spec?.template,
  'daemonsets.apps': ({ spec }: { spec?: { template?: Template } }) => spec?.template,
  'statefulsets.apps': ({ spec }: { spec?: { template?: Template } }) => spec?.template,
  'jobs.batch': ({ spec }: { spec?: { template?: Template } }) => spec?.template,
  'cronjobs.batch': ({ spec }: { spec?: { jobTemplate?: { spec?: { template?: Template } } } }) => spec?.jobTemplate?.spec?.template,
};

export const podSecurityAdmission: AdmissionPlugin = {
  name: 'PodSecurity',
  validate(request, context) {
    const { operation, resource, subresource } = request;
    if (operation === 'DELETE') return undefined;
    if (resource === 'namespaces') return subresource === '' ? namespaceRefusal(request, context) : undefined;
    if (request.namespace === undefined) return undefined;
    const isPod = resource === 'pods';
    const templateOf = TEMPLATES[resource];
    if (isPod ? IGNORED.has(subresource) : !templateOf || subresource !== '') return undefined;
    const labels = context.get<Namespace>('namespaces', undefined, request.namespace)?.metadata.labels ?? {};
    if (!Object.keys(labels).some((label) => label.startsWith(PREFIX))) return undefined;
    const { policy } = policyOf(labels);
    if (isPod && operation === 'UPDATE' && !runsOther(request.object as Pod, request.old as Pod)) return undefined;
    const { metadata, spec }: Template = isPod ? (request.object as Pod) : (templateOf!(request.object as never) ?? {});
    if (!spec?.containers) return undefined;
    const judged = (level: LevelVersion): string => details(violations(level, metadata?.annotations, spec));
    const forbidden = isPod ? judged(policy.enforce) : '';
    if (forbidden !== '') return refuse(request, `violates PodSecurity ${quote(levelText(policy.enforce))}: ${forbidden}`);
    const doubtful = judged(policy.warn);
    if (doubtful !== '') request.warn(`would violate PodSecurity ${quote(levelText(policy.warn))}: ${doubtful}`);
    return undefined;
  },
};

const details = (found: readonly Violation[]): string => found.map(({ reason, detail }) => `${reason} (${detail})`).join(', ');
const reasons = (found: readonly Violation[]): string => found.map(({ reason }) => reason).join(', ');

/** Another image, or another container: the only changes of a pod that are looked at again. */
function runsOther({ spec }: Pod, { spec: old }: Pod): boolean {
  const images = (pod: PodSpec): string => JSON.stringify([pod.initContainers ?? [], pod.containers].map((containers) => containers.map(({ image }) => image)));
  const known = new Map((old.ephemeralContainers ?? []).map(({ name, image }) => [name, image]));
  return images(spec) !== images(old) || (spec.ephemeralContainers ?? []).some(({ name, image }) => known.get(name) !== image || !known.has(name));
}

/** Labels have to make sense where they change; a stricter level warns of the pods that are there. */
function namespaceRefusal(request: AdmissionRequest, context: Context): Status | undefined {
  const { operation, name, object, old } = request;
  const { policy, errors } = policyOf(object.metadata.labels);
  const before = policyOf(old?.metadata.labels);
  const isOld = operation === 'UPDATE' && errors.length > 0 && JSON.stringify(errors) === JSON.stringify(before.errors);
  if (errors.length > 0 && !isOld) return invalid({ group: '', kind: 'Namespace' }, name, errors);
  const { enforce } = policy;
  if (operation === 'CREATE' || sameLevel(enforce, before.policy.enforce) || enforce.level === 'privileged') return undefined;
  if (enforce.minor === before.policy.enforce.minor && strictness(enforce.level) < strictness(before.policy.enforce.level)) return undefined;
  for (const text of podsThatViolate(context, name, enforce)) request.warn(text);
  return undefined;
}

function podsThatViolate(context: Context, namespace: string, enforce: LevelVersion): readonly string[] {
  const byReasons = new Map<string, string[]>();
  for (const { metadata, spec } of context.list<Pod & KubeObject>('pods', namespace)) {
    const why = reasons(violations(enforce, metadata.annotations, spec));
    if (why !== '') byReasons.set(why, [...(byReasons.get(why) ?? []), metadata.name]);
  }
  if (byReasons.size === 0) return [];
  const others = (count: number): string => (count === 0 ? '' : ` (and ${count} other ${count === 1 ? 'pod' : 'pods'})`);
  return [
    `existing pods in namespace ${quote(namespace)} violate the new PodSecurity enforce level ${quote(levelText(enforce))}`,
    ...[...byReasons].map(([why, names]) => `${names.sort()[0]}${others(names.length - 1)}: ${why}`).sort(),
  ];
}
