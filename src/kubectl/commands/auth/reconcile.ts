/** `kubectl auth reconcile` (upstream: kubectl `pkg/cmd/auth/reconcile.go`, component-helpers `auth/rbac/reconciliation`). */
import type { KubeObject, Unchecked } from '../../../api/meta/types.ts';
import { decodeStructure } from '../../../api/schema/decode.ts';
import { inGoOrder } from '../../../api/schema/order.ts';
import { schemaOf } from '../../../api/schema/schema.ts';
import { deepEqual } from '../../../base/equal.ts';
import { quote } from '../../../base/go-format.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import type { Task } from '../../../engine/client.ts';
import type { Call, Command } from '../../command.ts';
import { dryRunOf, DRY_RUN_FLAG, fileOptions, filenameFlags, hasFiles } from '../../common-flags.ts';
import { goList } from '../../describers/wire.ts';
import { errorText, failed, hasReason, isNotFound, type Failure } from '../../failure.ts';
import { chosenFormat, objectPrinter, OUTPUT_FLAGS, withoutManagedFields } from '../../printers/output.ts';
import type { Info } from '../../resources/info.ts';
import { findResources } from '../../resources/query.ts';
import { structJson } from '../create/generator.ts';
import { uncovered, type PolicyRule } from './rules.ts';

const RBAC = 'rbac.authorization.k8s.io';
const KINDS = new Set(['Role', 'RoleBinding', 'ClusterRole', 'ClusterRoleBinding']);

export const reconcile: Command = {
  name: 'reconcile',
  short: 'Reconcile rules for RBAC role, role binding, cluster role, and cluster role binding objects',
  long: `Merge the rules and subjects of a file into those of the cluster, by what they mean rather than by how they are written.

What is missing is created, with its namespace. What is there gets the permissions and subjects of the file, and loses others only with --remove-extra-permissions and --remove-extra-subjects.`,
  examples: 'kubectl auth reconcile -f roles.yaml',
  usage: 'auth reconcile -f FILENAME [options]',
  flags: [
    ...OUTPUT_FLAGS,
    ...filenameFlags('that describe roles and bindings'),
    DRY_RUN_FLAG,
    { name: 'remove-extra-permissions', type: 'bool', help: 'Drop permissions that the file does not have.' },
    { name: 'remove-extra-subjects', type: 'bool', help: 'Drop subjects that the file does not have.' },
  ],
  run,
};

interface Subject {
  readonly kind: string;
  readonly apiGroup?: string;
  readonly name: string;
  readonly namespace?: string;
}

interface Rbac extends KubeObject {
  readonly rules?: readonly PolicyRule[];
  readonly aggregationRule?: { readonly clusterRoleSelectors?: readonly object[] };
  readonly roleRef?: object;
  readonly subjects?: readonly Subject[];
}

/** What has to be done to the object of the cluster, and why. */
interface Plan {
  readonly operation: 'create' | 'update' | 'recreate' | 'none';
  readonly object: Rbac;
  /** The object opted out. */
  readonly protected?: boolean;
  readonly missing?: { readonly rules?: readonly PolicyRule[]; readonly subjects?: readonly Subject[] };
  readonly extra?: { readonly rules?: readonly PolicyRule[]; readonly subjects?: readonly Subject[] };
}

function* run(call: Call): Task<Failure | undefined> {
  const { flags, args } = call;
  if (!hasFiles(call)) return failed('must specify one of -f and -k');
  if (args.length > 0) return failed('no arguments are allowed');
  const dryRun = dryRunOf(call);
  if (!dryRun.ok) return failed(`error accessing --dry-run flag for command reconcile: ${errorText(dryRun.error)}`);
  if (dryRun.value === 'server') return failed('--dry-run=server for command reconcile is not supported yet');
  const confirm = dryRun.value !== 'client';
  const found = findResources(call, { files: fileOptions(call), local: true, continueOnError: true });
  if (!found.ok) return found.error;
  const printer = objectPrinter(call, confirm ? 'reconciled' : 'reconciled (dry run)');
  if (!printer.ok) return printer.error;
  return yield* found.value.visit(function* (info) {
    const expected = typed(info);
    if (!expected.ok) return expected.error;
    if (!expected.value) return undefined;
    const done = yield* reconcileOne(call, info, expected.value, confirm);
    if (!done.ok) return done.error;
    const { object } = done.value;
    const printed =
      chosenFormat(call) === 'json'
        ? ok(structJson(inGoOrder(schemaOf(info.mapping.descriptor.schema), withoutManagedFields(object as unknown as Unchecked, call)) as Unchecked))
        : printer.value(object as unknown as Unchecked);
    if (!printed.ok) return printed.error;
    call.out(printed.value);
    tell(call, done.value, { permissions: flags.bool('remove-extra-permissions'), subjects: flags.bool('remove-extra-subjects') });
    return undefined;
  });
}

/** The object as its Go type reads it; nothing for kinds that are none of access. */
function typed({ mapping: { group, version, kind, descriptor }, object, source }: Info): Result<Rbac | undefined, Failure> {
  if (group !== RBAC || !KINDS.has(kind)) return ok(undefined);
  if (version !== 'v1') return err(failed(`only ${RBAC}/v1 is supported: not *${version}.${kind}`));
  const decoded = decodeStructure(schemaOf(descriptor.schema)!, object);
  return decoded.error === undefined ? ok({ metadata: {}, ...(decoded.value as Partial<Rbac>) } as Rbac) : err(failed(`unable to decode ${quote(source ?? '')}: ${decoded.error}`));
}

const isBinding = (object: Rbac): boolean => object.kind.endsWith('Binding');
const ATTEMPTS = 3;

function* reconcileOne(call: Call, { mapping }: Info, expected: Rbac, confirm: boolean): Task<Result<Plan, Failure>> {
  const { name, namespace = '' } = expected.metadata;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const got = yield* existing(call, mapping, namespace, name);
    if (!got.ok) return got;
    const plan = got.value ? compared(call, got.value, expected) : created(expected);
    if (!confirm || plan.protected || plan.operation === 'none') return ok(plan);
    const written = yield* carryOut(call, mapping, plan, got.value);
    if (written.ok) return ok({ ...plan, object: written.value });
    if (!hasReason(written.error, 'AlreadyExists') && !(plan.operation === 'update' && isNotFound(written.error))) return written;
  }
  return err(failed('exceeded maximum attempts'));
}

function* existing(call: Call, mapping: Info['mapping'], namespace: string, name: string): Task<Result<Rbac | undefined, Failure>> {
  // A path without the namespace that the kind has leads nowhere.
  if (mapping.namespaced && namespace === '') return ok(undefined);
  const got = yield* call.api.get(mapping, namespace, name);
  if (got.ok) return ok({ ...got.value, kind: mapping.kind, apiVersion: `${RBAC}/v1` } as Rbac);
  return isNotFound(got.error) ? ok(undefined) : got;
}

function* carryOut(call: Call, mapping: Info['mapping'], { operation, object }: Plan, before: Rbac | undefined): Task<Result<Rbac, Failure>> {
  const { name, namespace = '' } = object.metadata;
  if (operation === 'update') return (yield* call.api.update(mapping, namespace, name, object)) as Result<Rbac, Failure>;
  if (operation === 'recreate') {
    const gone = yield* call.api.delete(mapping, namespace, name, { preconditions: { uid: before!.metadata.uid } });
    if (!gone.ok && !isNotFound(gone.error)) return gone;
  }
  if (mapping.namespaced) {
    const problem = yield* ensureNamespace(call, namespace);
    if (problem) return err(problem);
  }
  return (yield* call.api.create(mapping, namespace, object)) as Result<Rbac, Failure>;
}

function* ensureNamespace(call: Call, name: string): Task<Failure | undefined> {
  const mapping = call.mapper.forKind('', 'v1', 'Namespace')!;
  const got = yield* call.api.get(mapping, '', name);
  if (got.ok || !isNotFound(got.error)) return got.ok ? undefined : got.error;
  const made = yield* call.api.create(mapping, '', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  return made.ok || hasReason(made.error, 'AlreadyExists') ? undefined : made.error;
}

const created = (object: Rbac): Plan => ({ operation: 'create', object, missing: { rules: object.rules ?? [], subjects: object.subjects ?? [] } });

/** Labels or annotations of the file under those of the cluster. */
function mergedMetadata(now: Rbac, expected: Rbac): KubeObject['metadata'] {
  const merge = (key: 'labels' | 'annotations') => {
    const both = { ...expected.metadata[key], ...now.metadata[key] };
    return Object.keys(both).length > 0 || now.metadata[key] ? { [key]: both } : {};
  };
  return { ...now.metadata, ...merge('annotations'), ...merge('labels') };
}

function compared(call: Call, now: Rbac, expected: Rbac): Plan {
  const optedOut = now.metadata.annotations?.[`rbac.authorization.kubernetes.io/autoupdate`] === 'false' && { protected: true };
  if (isBinding(now) && !deepEqual(now.roleRef, expected.roleRef)) return { operation: 'recreate', object: expected, ...optedOut };
  const metadata = mergedMetadata(now, expected);
  const base = { ...now, metadata };
  const plan = isBinding(now)
    ? comparedSubjects(base, expected, call.flags.bool('remove-extra-subjects'))
    : comparedRules(base, expected, call.flags.bool('remove-extra-permissions'));
  const operation = plan.operation === 'none' && !deepEqual(metadata, now.metadata) ? 'update' : plan.operation;
  return { ...plan, operation, ...optedOut };
}

function comparedSubjects(now: Rbac, expected: Rbac, removeExtra: boolean): Plan {
  const only = (list: readonly Subject[] = [], other: readonly Subject[] = []): Subject[] =>
    list.filter((subject, i) => !other.some((one) => deepEqual(one, subject)) && !list.slice(0, i).some((one) => deepEqual(one, subject)));
  const missing = only(expected.subjects, now.subjects);
  const extra = only(now.subjects, expected.subjects);
  const told = { missing: { subjects: missing }, extra: { subjects: extra } };
  if (removeExtra && missing.length + extra.length > 0) return { operation: 'update', object: { ...now, subjects: expected.subjects ?? [] }, ...told };
  if (!removeExtra && missing.length > 0) return { operation: 'update', object: { ...now, subjects: [...(now.subjects ?? []), ...missing] }, ...told };
  return { operation: 'none', object: now, ...told };
}

function comparedRules(now: Rbac, expected: Rbac, removeExtra: boolean): Plan {
  const [mine, theirs] = [now.rules ?? [], expected.rules ?? []];
  // Rules of roles that others add up to are not the file's to take away.
  const extra = expected.aggregationRule && now.aggregationRule ? [] : uncovered(theirs, mine);
  const missing = uncovered(mine, theirs);
  let object = now;
  if (removeExtra && missing.length + extra.length > 0) object = { ...object, rules: theirs };
  else if (!removeExtra && missing.length > 0) object = { ...object, rules: [...mine, ...missing] };
  const selectors = (rule: Rbac['aggregationRule']): readonly object[] => rule?.clusterRoleSelectors ?? [];
  const without = (list: readonly object[], other: readonly object[]): readonly object[] => list.filter((one) => !other.some((its) => deepEqual(its, one)));
  const lacking = without(selectors(expected.aggregationRule), selectors(now.aggregationRule));
  const spare = without(selectors(now.aggregationRule), selectors(expected.aggregationRule));
  if (!expected.aggregationRule && now.aggregationRule) {
    const { aggregationRule: _, ...plain } = object;
    object = plain as Rbac;
  } else if (!removeExtra && lacking.length > 0) {
    object = { ...object, aggregationRule: { ...object.aggregationRule, clusterRoleSelectors: [...selectors(object.aggregationRule), ...lacking] } };
  } else if (removeExtra && lacking.length + spare.length > 0 && expected.aggregationRule) object = { ...object, aggregationRule: expected.aggregationRule };
  return { operation: object === now ? 'none' : 'update', object, missing: { rules: missing }, extra: { rules: extra } };
}

/** As Go prints a struct with `%+v`. */
const ruleText = (rule: PolicyRule): string =>
  `{Verbs:${goList(rule.verbs)} APIGroups:${goList(rule.apiGroups)} Resources:${goList(rule.resources)} ResourceNames:${goList(rule.resourceNames)} NonResourceURLs:${goList(rule.nonResourceURLs)}}`;
const subjectText = ({ kind, apiGroup = '', name, namespace = '' }: Subject): string => `{Kind:${kind} APIGroup:${apiGroup} Name:${name} Namespace:${namespace}}`;

function tell(call: Call, plan: Plan, removes: { readonly permissions: boolean; readonly subjects: boolean }): void {
  if (plan.operation === 'none') return;
  const caveat = plan.protected ? ', but object opted out (rbac.authorization.kubernetes.io/autoupdate: false)' : '';
  call.err(`\treconciliation required ${plan.operation}${caveat}\n`);
  const tellAll = (title: string, lines: readonly string[] = []): void => {
    if (lines.length > 0) call.err(`\t${title}:\n${lines.map((line) => `\t\t${line}\n`).join('')}`);
  };
  tellAll('missing subjects added', plan.missing?.subjects?.map(subjectText));
  if (removes.subjects) tellAll('extra subjects removed', plan.extra?.subjects?.map(subjectText));
  tellAll('missing rules added', plan.missing?.rules?.map(ruleText));
  if (removes.permissions) tellAll('extra rules removed', plan.extra?.rules?.map(ruleText));
}
