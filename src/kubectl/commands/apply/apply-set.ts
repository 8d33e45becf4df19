/**
 * `KUBECTL_APPLYSET=true kubectl apply --prune --applyset=PARENT`: objects that are applied together carry a label, and a parent object remembers of
 * which kinds and in which namespaces there are some (upstream: kubectl `pkg/cmd/apply/{applyset,applyset_pruner}.go`).
 */
import versionDocument from '../../../api/schema/data/version.json';
import { base64Url } from '../../../base/base64-url.ts';
import { compareStrings, quote } from '../../../base/go-format.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import type { Task } from '../../../engine/client.ts';
import type { Call } from '../../command.ts';
import { dryRunSuffix, logLine } from '../../common-flags.ts';
import { errorText, failed, hasReason, isNotFound, together, type Failure } from '../../failure.ts';
import { objectPrinter } from '../../printers/output.ts';
import { apiVersionOf, type Mapping } from '../../rest-mapper.ts';
import { labelsOf, withMetadata, type Info } from '../../resources/info.ts';
import { sha256 } from '../../../kubelet/process/applets/hash.ts';
import type { ApplyOptions } from './apply.ts';
import { takeAway, type Spare } from './prune.ts';

const at = (name: string): string => `applyset.kubernetes.io/${name}`;
const TOOLING = at('tooling');
const NAMESPACES = at('additional-namespaces');
const GROUP_RESOURCES = at('contains-group-resources');
const GROUP_KINDS = at('contains-group-kinds');
const ID = at('id');
const PART_OF = at('part-of');
const TOOL = 'kubectl';

/** Kinds by group and kind (`Deployment.apps`), and namespaces. */
interface Contents {
  readonly kinds: ReadonlyMap<string, Mapping>;
  readonly namespaces: ReadonlySet<string>;
}

/** The parent object of a set, and what its members are labelled with. */
export interface ApplySet {
  readonly mapping: Mapping;
  readonly name: string;
  /** Empty where none is given, and for parents that have none. */
  readonly namespace: string;
  readonly id: string;
}

const titleOf = ({ mapping, name }: ApplySet): string => quote(`${mapping.resource}.${mapping.group}/${name}`);
const gvrText = ({ group, version, resource }: Mapping): string => `${group}/${version}, Resource=${resource}`;
const kindText = ({ group, kind }: Mapping): string => (group ? `${kind}.${group}` : kind);

/** A label's value that tells one parent from all others. */
function idOf(text: string): string {
  const bytes = Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('');
  const hash = sha256(bytes).replace(/../g, (hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return `applyset-${base64Url(hash)}-v1`;
}

/** The set that `--applyset` names; nothing without the flag. */
export function applySetOf(call: Call): Result<ApplySet | undefined, Failure> {
  const reference = call.flags.has('applyset') ? call.flags.string('applyset') : '';
  if (reference === '') return ok(undefined);
  const wrong = (why: string): Result<never, Failure> => err(failed(`invalid parent reference ${quote(reference)}: ${why}`));
  const slash = reference.indexOf('/');
  const [resource, name] = slash < 0 ? ['secrets', reference] : [reference.slice(0, slash), reference.slice(slash + 1)];
  if (name === '') return wrong('name cannot be blank');
  const found = call.mapper.forArgument(resource);
  if (!found.ok) {
    const dot = resource.indexOf('.');
    return wrong(`no matches for ${dot < 0 ? '' : resource.slice(dot + 1)}/, Resource=${dot < 0 ? resource : resource.slice(0, dot)}`);
  }
  const mapping = found.value;
  const namespace = call.explicitNamespace && mapping.namespaced ? call.namespace : '';
  return ok({ mapping, name, namespace, id: idOf([name, namespace, mapping.kind, mapping.group].join('.')) });
}

/** Whether the parent's kind may be one: Secrets, ConfigMaps, and custom kinds whose definition says so. */
export function* checkParent(call: Call, { mapping, namespace }: ApplySet): Task<Failure | undefined> {
  const problems = mapping.namespaced && namespace === '' ? ['namespace is required to use namespace-scoped ApplySet'] : [];
  if (!(mapping.group === '' && (mapping.resource === 'secrets' || mapping.resource === 'configmaps'))) {
    const definitions = yield* call.api.list(call.mapper.forKind('apiextensions.k8s.io', 'v1', 'CustomResourceDefinition')!, '', { labelSelector: at('is-parent-type') });
    if (!definitions.ok) problems.push(`identifying allowed custom resource parent types: ${errorText(definitions.error)}`);
    else if (!definitions.value.items.some(({ metadata }) => metadata.name === `${mapping.resource}.${mapping.group}`)) {
      problems.push(`resource ${quote(gvrText(mapping))} is not permitted as an ApplySet parent`);
    }
  }
  return together(problems.map(failed));
}

/** The member's label on every object. */
export function markMembers({ id }: ApplySet, infos: readonly Info[]): Failure | undefined {
  for (const info of infos) {
    if (Object.hasOwn(labelsOf(info.object), PART_OF)) return failed(`ApplySet label ${quote(PART_OF)} already set in input data`);
    info.object = withMetadata(info.object!, { labels: { ...labelsOf(info.object), [PART_OF]: id } });
  }
  return undefined;
}

/** Reads what the set holds, and writes down that it will hold these objects as well. */
export function* beforeApply(
  call: Call,
  set: ApplySet,
  infos: readonly Info[],
  options: ApplyOptions,
): Task<Result<{ readonly before: Contents; readonly after: Contents }, Failure>> {
  const before = yield* contentsOf(call, set);
  if (!before.ok) return before;
  const after: Contents = {
    kinds: new Map(infos.map(({ mapping }) => [kindText(mapping), mapping])),
    namespaces: new Set(infos.filter(({ mapping, namespace }) => mapping.namespaced && namespace !== '').map(({ namespace }) => namespace)),
  };
  const both = { kinds: new Map([...before.value.kinds, ...after.kinds]), namespaces: new Set([...before.value.namespaces, ...after.namespaces]) };
  const problem = yield* writeParent(call, set, both, options);
  return problem ? err(problem) : ok({ before: before.value, after });
}

function* contentsOf(call: Call, set: ApplySet): Task<Result<Contents, Failure>> {
  const { mapping, namespace, name, id } = set;
  const title = titleOf(set);
  const got = yield* call.api.get(mapping, namespace, name);
  if (!got.ok) {
    if (!isNotFound(got.error)) return err(failed(`failed to fetch ApplySet parent object ${title}: ${errorText(got.error)}`));
    if (mapping.group !== '') return err(failed('custom resource ApplySet parents cannot be created automatically'));
    return ok({ kinds: new Map(), namespaces: new Set() });
  }
  const { labels = {}, annotations = {} } = got.value.metadata;
  const tooling = annotations[TOOLING];
  if (tooling === undefined) return err(failed(`ApplySet parent object ${title} already exists and is missing required annotation ${quote(TOOLING)}`));
  const tool = tooling.includes('/') ? tooling.slice(0, tooling.lastIndexOf('/')) : tooling;
  if (tool !== TOOL) return err(failed(`ApplySet parent object ${title} already exists and is managed by tooling ${quote(tool)} instead of ${quote(TOOL)}`));
  const label = labels[ID];
  if (label === undefined) return err(failed(`ApplySet parent object ${title} exists and does not have required label ${ID}`));
  if (label !== id) return err(failed(`ApplySet parent object ${title} exists and has incorrect value for label ${quote(ID)} (got: ${label}, want: ${id})`));
  const kinds = kindsOf(call, annotations[GROUP_KINDS], annotations[GROUP_RESOURCES]);
  if (!kinds.ok) return err(failed(`parsing ApplySet annotation on ${title}: ${kinds.error}`));
  const others = (annotations[NAMESPACES] ?? '').split(',').filter((word) => word !== '');
  return ok({ kinds: kinds.value, namespaces: new Set([...others, ...(mapping.namespaced ? [namespace] : [])]) });
}

/** `ConfigMap,Deployment.apps`; sets of older tools have `configmaps,deployments.apps` instead. */
function kindsOf(call: Call, groupKinds: string | undefined, groupResources: string | undefined): Result<ReadonlyMap<string, Mapping>, string> {
  const found = new Map<string, Mapping>();
  if (groupKinds === undefined && !groupResources) return err(`kubectl requires the ${quote(GROUP_KINDS)} annotation to be set on all ApplySet parent objects`);
  for (const word of (groupKinds ?? groupResources!).split(',')) {
    if (word === '') continue;
    const dot = word.indexOf('.');
    const [first, group] = dot < 0 ? [word, ''] : [word.slice(0, dot), word.slice(dot + 1)];
    const known = groupKinds === undefined ? call.mapper.forArgument(word) : undefined;
    const mapping = known ? (known.ok ? known.value : undefined) : call.mapper.forKind(group, '', first);
    if (!mapping) {
      return err(
        groupKinds === undefined
          ? `invalid group resource in ${quote(GROUP_RESOURCES)} annotation: no matches for ${group}/, Resource=${first}`
          : `could not find mapping for kind in ${quote(GROUP_KINDS)} annotation: no matches for kind ${quote(first)} in group ${quote(group)}`,
      );
    }
    found.set(kindText(mapping), mapping);
  }
  return ok(found);
}

const sorted = (words: Iterable<string>): string => [...words].sort(compareStrings).join(',');

function* writeParent(call: Call, { mapping, name, namespace, id }: ApplySet, { kinds, namespaces }: Contents, options: ApplyOptions): Task<Failure | undefined> {
  if (options.dryRun === 'client') return undefined;
  const body = {
    kind: mapping.kind,
    apiVersion: apiVersionOf(mapping),
    metadata: {
      name,
      ...(namespace !== '' && { namespace }),
      labels: { [ID]: id },
      annotations: {
        [NAMESPACES]: sorted([...namespaces].filter((one) => one !== namespace)),
        [GROUP_KINDS]: sorted(kinds.keys()),
        [TOOLING]: `${TOOL}/${versionDocument.gitVersion}`,
      },
    },
  };
  const manager = `${TOOL}-applyset`;
  const write = { fieldManager: manager, fieldValidation: options.fieldValidation, ...(options.dryRun === 'server' && { dryRun: true }) };
  let written = yield* call.api.patch(mapping, namespace, name, 'apply', body, { ...write, force: false });
  if (!written.ok && hasReason(written.error, 'Conflict')) {
    call.err(
      logLine(
        'applyset.go:423',
        `WARNING: failed to update ApplySet: ${errorText(written.error)}\nApplySet field manager ${manager} should own these fields. Retrying with conflicts forced.`,
      ),
    );
    written = yield* call.api.patch(mapping, namespace, name, 'apply', body, { ...write, force: true });
  }
  return written.ok ? undefined : failed(`failed to update ApplySet: ${errorText(written.error)}`);
}

/** Deletes the members that were not applied now, and writes down what is left. */
export function* pruneSet(
  call: Call,
  set: ApplySet,
  { before, after }: { readonly before: Contents; readonly after: Contents },
  options: ApplyOptions,
  uids: ReadonlySet<string>,
): Task<Failure | undefined> {
  const spares: Spare[] = [];
  for (const mapping of before.kinds.values()) {
    for (const namespace of mapping.namespaced ? before.namespaces : ['']) {
      const members = yield* call.api.list(mapping, namespace, { labelSelector: `${PART_OF}=${set.id}` });
      if (!members.ok) return failed(`listing ${mapping.group}/${mapping.version}, Kind=${mapping.kind} objects for pruning: ${errorText(members.error)}`);
      spares.push(...members.value.items.filter(({ metadata }) => !uids.has(metadata.uid)).map((object) => ({ mapping, object })));
    }
  }
  const printer = objectPrinter(call, `pruned${dryRunSuffix(options.dryRun)}`);
  if (!printer.ok) return printer.error;
  for (const spare of spares) {
    const problem = yield* takeAway(call, options, spare, printer.value);
    const { namespace, name } = spare.object.metadata;
    if (problem) return failed(`pruning ${kindText(spare.mapping)} ${namespace ? `${namespace}/` : ''}${name}: ${errorText(problem)}`);
  }
  const problem = yield* writeParent(call, set, after, options);
  return problem && failed(`apply and prune succeeded, but ApplySet update failed: ${errorText(problem)}`);
}
