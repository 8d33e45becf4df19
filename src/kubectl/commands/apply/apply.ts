/** `kubectl apply` (upstream: kubectl `pkg/cmd/apply/apply.go`). */
import type { Task } from '../../../engine/client.ts';
import type { Unchecked } from '../../../api/meta/types.ts';
import { pruneNulls } from '../../../api/patch/merge-patch.ts';
import type { Call, Command } from '../../command.ts';
import {
  dryRunOf,
  dryRunSuffix,
  DRY_RUN_FLAG,
  fieldManagerFlag,
  fieldValidationOf,
  fileOptions,
  filenameFlags,
  hasFiles,
  RECORD_FLAG,
  SELECTOR_FLAG,
  subresourceFlag,
  VALIDATE_FLAG,
  type DryRun,
} from '../../common-flags.ts';
import { DELETION_FLAGS, propagationOf, type Propagation } from '../../deletion.ts';
import { errorText, failed, hasReason, isNotFound, withSource, type Failure } from '../../failure.ts';
import { toCompactJson } from '../../../manifest/print-json.ts';
import { lastApplied, LAST_APPLIED, withLastApplied } from '../../last-applied.ts';
import { objectPrinter, OUTPUT_FLAGS } from '../../printers/output.ts';
import { recorded } from '../../record.ts';
import { describeInfo, metadataOf, nameOf, refresh, resourceVersionOf, withMetadata, type Info } from '../../resources/info.ts';
import { fetchInfo, findResources } from '../../resources/query.ts';
import { applySetOf, beforeApply, checkParent, markMembers, pruneSet, type ApplySet } from './apply-set.ts';
import { editLastApplied } from './edit-last-applied.ts';
import { migrate } from './migrate.ts';
import { patchLive } from './patcher.ts';
import { prune, prunedKinds } from './prune.ts';
import { setLastApplied } from './set-last-applied.ts';
import { viewLastApplied } from './view-last-applied.ts';

export const apply: Command = {
  name: 'apply',
  group: 'Advanced Commands',
  short: 'Make objects as files describe them, creating or changing',
  usage: 'apply (-f FILENAME | -k DIRECTORY) [options]',
  examples: `# Create or change what a file describes
kubectl apply -f web.yaml
# From standard input
cat web.yaml | kubectl apply -f -
# Say what would happen
kubectl apply -f web.yaml --dry-run=server`,
  subcommands: [editLastApplied, setLastApplied, viewLastApplied],
  flags: [
    ...filenameFlags('that describe the objects'),
    ...DELETION_FLAGS,
    VALIDATE_FLAG,
    DRY_RUN_FLAG,
    SELECTOR_FLAG,
    RECORD_FLAG,
    fieldManagerFlag('kubectl-client-side-apply'),
    { name: 'server-side', type: 'bool', help: 'Let the server merge.' },
    { name: 'force-conflicts', type: 'bool', help: 'With --server-side: take over fields that others own.' },
    { name: 'prune', type: 'bool', help: 'Delete objects that were applied before and are in no file now; with -l or --all.' },
    { name: 'prune-allowlist', type: 'stringArray', help: 'Prune only these kinds, as group/version/kind.' },
    { name: 'applyset', type: 'string', env: 'KUBECTL_APPLYSET', help: 'With --prune: the object that remembers what was applied together, as [RESOURCE][.GROUP]/NAME.' },
    { name: 'all', type: 'bool', help: 'With --prune: consider all objects of the namespace.' },
    { name: 'overwrite', type: 'bool', default: 'true', help: "Where the file and somebody else changed the same field, take the file's." },
    { name: 'openapi-patch', type: 'bool', default: 'true', help: "Merge by the server's published schemas." },
    { name: 'wait', type: 'bool', help: 'Wait until deleted objects are gone.' },
    subresourceFlag('With --server-side: apply to this subresource.'),
    ...OUTPUT_FLAGS,
  ],
  run,
};

/** What one run of `apply` goes by. */
export interface ApplyOptions {
  readonly dryRun: DryRun;
  readonly fieldValidation: 'Strict' | 'Warn' | 'Ignore';
  readonly fieldManager: string;
  readonly propagation: Propagation;
  /** Seconds; negative: the objects' own. */
  readonly gracePeriod: number;
}

function* run(call: Call): Task<Failure | undefined> {
  const { flags, args } = call;
  if (args.length > 0) return call.usageFailure(`Unexpected args: [${args.join(' ')}]`);
  const options = readOptions(call);
  if (!options.ok) return options.error;
  const set = applySetOf(call);
  if (!set.ok) return set.error;
  const pruned = flags.bool('prune') ? prunedKinds(call) : undefined;
  if (pruned && !pruned.ok) return pruned.error;
  const wrong = yield* validate(call, options.value, set.value);
  if (wrong) return wrong;
  const found = findResources(call, { files: fileOptions(call, options.value.fieldValidation !== 'Ignore'), labelSelector: flags.string('selector'), continueOnError: true });
  if (!found.ok) return found.error;
  const { infos: given, failure } = yield* found.value.infos();
  const unmarked = set.value && markMembers(set.value, given);
  const infos = unmarked ? [] : given;
  const failures: Failure[] = unmarked ? [unmarked] : failure ? [failure] : [];
  if (infos.length === 0 && failures.length === 0) return failed('no objects passed to apply');
  const contents = set.value && (yield* beforeApply(call, set.value, infos, options.value));
  if (contents && !contents.ok) return contents.error;
  const visited = { uids: new Set<string>(), namespaces: new Set<string>(call.explicitNamespace ? [call.namespace] : []) };
  for (const info of infos) {
    if (info.mapping.namespaced) visited.namespaces.add(info.namespace);
    const problem = yield* applyOne(call, info, options.value, visited.uids);
    if (problem) failures.push(problem);
  }
  if (failures.length > 0) return failures.length === 1 ? failures[0] : { kind: 'many', failures };
  if (printsObjects(call) && infos.length > 0) {
    const printer = objectPrinter(call, '');
    if (!printer.ok) return printer.error;
    const objects = infos.map((i) => i.object!);
    const printed = printer.value(objects.length === 1 ? objects[0]! : { apiVersion: 'v1', items: objects, kind: 'List', metadata: {} });
    if (!printed.ok) return printed.error;
    call.out(printed.value);
  }
  if (set.value && contents) return yield* pruneSet(call, set.value, contents.value, options.value, visited.uids);
  return pruned ? yield* prune(call, options.value, pruned.value, visited) : undefined;
}

function readOptions(call: Call): { readonly ok: true; readonly value: ApplyOptions } | { readonly ok: false; readonly error: Failure } {
  const { flags } = call;
  const dryRun = dryRunOf(call);
  if (!dryRun.ok) return dryRun;
  const propagation = propagationOf(call);
  if (!propagation.ok) return propagation;
  if (!hasFiles(call)) return { ok: false, error: failed('must specify one of -f and -k') };
  const fieldValidation = fieldValidationOf(call);
  if (!fieldValidation.ok) return fieldValidation;
  return {
    ok: true,
    value: {
      dryRun: dryRun.value,
      propagation: propagation.value,
      fieldValidation: fieldValidation.value,
      gracePeriod: flags.number('grace-period'),
      fieldManager: flags.changed('field-manager') || !flags.bool('server-side') ? flags.string('field-manager') : 'kubectl',
    },
  };
}

function* validate(call: Call, { dryRun }: ApplyOptions, set: ApplySet | undefined): Task<Failure | undefined> {
  const { flags } = call;
  const serverSide = flags.bool('server-side');
  const force = flags.bool('force');
  if (flags.bool('force-conflicts') && !serverSide) return failed('--force-conflicts only works with --server-side');
  if (dryRun === 'client' && serverSide) return failed("--dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)");
  if (serverSide && force) return failed('--force cannot be used with --server-side');
  if (dryRun === 'server' && force) return failed('--dry-run=server cannot be used with --force');
  if (flags.bool('all') && flags.string('selector')) return failed('cannot set --all and --selector at the same time');
  if (set) {
    if (!flags.bool('prune')) return failed('--applyset requires --prune');
    const problem = yield* checkParent(call, set);
    if (problem) return problem;
  }
  if (flags.bool('prune') && force) return failed('--force cannot be used with --prune');
  if (set) {
    if (flags.bool('all')) return failed('--all is incompatible with --applyset');
    if (flags.string('selector')) return failed('--selector is incompatible with --applyset');
    if (flags.strings('prune-allowlist').length > 0) return failed('--prune-allowlist is incompatible with --applyset');
  } else if (flags.bool('prune')) {
    if (!flags.bool('all') && !flags.string('selector')) {
      return failed(
        'all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all flag. If you did not mean to prune all resources, specify a label selector',
      );
    }
    if (serverSide) return failed("--prune is in alpha and doesn't currently work on objects created by server-side apply");
  }
  if (flags.string('subresource') && !serverSide) return failed('--subresource can only be specified for --server-side');
  return undefined;
}

/** `-o yaml` and the like print all objects at the end instead of a line for each. */
function printsObjects(call: Call): boolean {
  const output = call.flags.string('output');
  return output !== '' && output !== 'name';
}

function* applyOne(call: Call, info: Info, options: ApplyOptions, uids: Set<string>): Task<Failure | undefined> {
  info.object = recorded(call, info.object!);
  const generateName = metadataOf(info.object).generateName;
  if (info.name === '' && typeof generateName === 'string' && generateName !== '') return failed(`from ${generateName}: cannot use generate name with apply`);
  const write = { fieldManager: options.fieldManager, fieldValidation: options.fieldValidation, ...(options.dryRun === 'server' && { dryRun: true }) };

  if (call.flags.bool('server-side')) {
    const applied = yield* call.api.patch(info.mapping, info.namespace, info.name, 'apply', info.object, {
      ...write,
      force: call.flags.bool('force-conflicts'),
      subresource: call.flags.string('subresource') || undefined,
    });
    if (!applied.ok) return conflictAdvice(applied.error);
    const migrated = yield* migrate(call, info, applied.value, { ...write, force: call.flags.bool('force-conflicts') });
    return finish(call, info, migrated as unknown as Unchecked, 'serverside-applied', options, uids);
  }

  const file = info.object;
  const modified = withLastApplied(file);
  const problem = yield* fetchInfo(call, info);
  if (problem) {
    if (!isNotFound(problem)) return withSource(`retrieving current configuration of:\n${describeInfo(info)}\nfrom server for:`, info.source, problem);
    let object = pruneNulls(modified);
    if (options.dryRun !== 'client') {
      const created = yield* call.api.create(info.mapping, info.namespace, withMetadata(object, { resourceVersion: undefined }), write);
      if (!created.ok) return withSource('creating', info.source, created.error);
      object = created.value as unknown as Unchecked;
    }
    return finish(call, info, object, 'created', options, uids);
  }

  markVisited(info, uids);
  if (options.dryRun !== 'client') {
    if (lastApplied(info.object!) === undefined) {
      call.err(
        `Warning: resource ${info.mapping.resource}/${info.name} is missing the ${LAST_APPLIED} annotation which is required by kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically.\n`,
      );
    }
    const { patch, object, failure } = yield* patchLive(call, info, modified, write, {
      overwrite: call.flags.bool('overwrite'),
      ...(call.flags.bool('force') && { force: options }),
    });
    if (failure) return withSource(`applying patch:\n${patch === undefined ? '' : toCompactJson(patch)}\nto:\n${describeInfo(info)}\nfor:`, info.source, failure);
    refresh(info, object!);
    warnIfDeleting(call, info.object!);
    if (patch !== undefined && Object.keys(patch).length === 0 && !printsObjects(call)) return printLine(call, info, 'unchanged', options.dryRun);
  }
  return printsObjects(call) ? undefined : printLine(call, info, 'configured', options.dryRun);
}

function finish(call: Call, info: Info, object: Unchecked, operation: string, { dryRun }: ApplyOptions, uids: Set<string>): Failure | undefined {
  if (resourceVersionOf(object) !== '') refresh(info, object);
  else info.object = object;
  if (operation === 'serverside-applied') warnIfDeleting(call, object);
  markVisited(info, uids);
  return printsObjects(call) ? undefined : printLine(call, info, operation, dryRun);
}

function markVisited(info: Info, uids: Set<string>): void {
  const { uid } = metadataOf(info.object);
  if (typeof uid === 'string') uids.add(uid);
}

function printLine(call: Call, info: Info, operation: string, dryRun: DryRun): Failure | undefined {
  const printer = objectPrinter(call, `${operation}${dryRunSuffix(dryRun)}`);
  if (!printer.ok) return printer.error;
  const printed = printer.value(info.object!);
  if (!printed.ok) return printed.error;
  call.out(printed.value);
  return undefined;
}

function warnIfDeleting(call: Call, object: Unchecked): void {
  if (metadataOf(object).deletionTimestamp !== undefined) call.err(`Warning: Detected changes to resource ${nameOf(object)} which is currently being deleted.\n`);
}

function conflictAdvice(failure: Failure): Failure {
  if (!hasReason(failure, 'Conflict')) return failure;
  return failed(`${errorText(failure)}
Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the \`--force-conflicts\` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts`);
}
