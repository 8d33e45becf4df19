/** Deleting a set of objects and waiting until they are gone: `delete`, `replace --force`, `apply --prune` (upstream: kubectl `pkg/cmd/delete/delete.go`). */
import { close, next, now, type Task } from '../engine/client.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { KubeObject } from '../api/meta/types.ts';
import type { Call } from './command.ts';
import { dryRunSuffix, type DryRun } from './common-flags.ts';
import { failed, hasReason, isNotFound, withSource, type Failure } from './failure.ts';
import { parseBool, type FlagSpec } from './flags.ts';
import { qualifiedKind } from './rest-mapper.ts';
import type { Info } from './resources/info.ts';
import { withoutNotFound, type Resources } from './resources/query.ts';

export const DELETION_FLAGS: readonly FlagSpec[] = [
  {
    name: 'cascade',
    type: 'string',
    default: 'background',
    bare: 'background',
    choices: ['background', 'orphan', 'foreground'],
    help: 'What becomes of dependents: background, foreground (they go first) or orphan (they stay).',
  },
  { name: 'force', type: 'bool', help: 'Remove objects at once, without a graceful end.' },
  { name: 'grace-period', type: 'int', default: '-1', help: 'Seconds to end gracefully; negative: what the object says; 0 only with --force.' },
  { name: 'timeout', type: 'duration', default: '0s', help: 'How long to wait for the end; 0 waits as long as it takes.' },
];

export type Propagation = 'Background' | 'Foreground' | 'Orphan';

export interface Deletion {
  /** Seconds; negative: the object's own. */
  readonly gracePeriod: number;
  readonly propagation: Propagation;
  readonly ignoreNotFound: boolean;
  readonly wait: boolean;
  /** Milliseconds; 0: for ever. */
  readonly timeout: number;
  readonly dryRun: DryRun;
  readonly output: string;
  readonly quiet?: boolean;
  readonly warnClusterScope?: boolean;
}

/** `--cascade`, which was a boolean once. */
export function propagationOf(call: Call): Result<Propagation, Failure> {
  const text = call.flags.string('cascade');
  const flag = parseBool(text);
  if (!flag.ok) {
    switch (text) {
      case 'orphan':
        return ok('Orphan');
      case 'foreground':
        return ok('Foreground');
      case 'background':
        return ok('Background');
      default:
        return err(failed(`invalid cascade value (${text}). Must be "background", "foreground", or "orphan"`));
    }
  }
  call.err(`warning: --cascade=${text} is deprecated (boolean value) and can be replaced with --cascade=${flag.value ? 'background' : 'orphan'}.\n`);
  return ok(flag.value ? 'Background' : 'Orphan');
}

/** Deletes what the query finds, says so, and waits until all of it is gone. */
export function* deleteResources(call: Call, resources: Resources, deletion: Deletion): Task<Failure | undefined> {
  const gone: { readonly info: Info; readonly uid: string | undefined }[] = [];
  let found = 0;
  let warn = deletion.warnClusterScope ?? false;
  const failure = yield* resources.visit(function* (info) {
    found += 1;
    if (warn && !info.mapping.namespaced) {
      call.err('Warning: deleting cluster-scoped resources, not scoped to the provided namespace\n');
      warn = false;
    }
    if (deletion.dryRun === 'client') {
      printDeleted(call, info, deletion);
      return undefined;
    }
    const answer = yield* call.api.delete(info.mapping, info.namespace, info.name, {
      ...(deletion.gracePeriod >= 0 && { gracePeriodSeconds: deletion.gracePeriod }),
      propagationPolicy: deletion.propagation,
      ...(deletion.dryRun === 'server' && { dryRun: true }),
    });
    if (!answer.ok) return withSource('deleting', info.source, answer.error);
    printDeleted(call, info, deletion);
    const body = answer.value as unknown as { readonly metadata?: { readonly uid?: string }; readonly details?: { readonly uid?: string } };
    gone.push({ info, uid: body.metadata?.uid ?? body.details?.uid });
    return undefined;
  });
  const left = deletion.ignoreNotFound ? withoutNotFound(failure) : failure;
  if (left) return left;
  if (found === 0) {
    call.out('No resources found\n');
    return undefined;
  }
  if (!deletion.wait || deletion.dryRun !== 'none') return undefined;
  const start = yield* now();
  const until = start + (deletion.timeout || 168 * 3_600_000);
  for (const { info, uid } of gone) {
    const problem = yield* waitUntilGone(call, info, uid, until);
    if (problem) return problem;
  }
  return undefined;
}

function printDeleted(call: Call, info: Info, deletion: Deletion): void {
  if (deletion.quiet) return;
  const kind = qualifiedKind(info.mapping);
  if (deletion.output === 'name') {
    call.out(`${kind}/${info.name}\n`);
    return;
  }
  const operation = deletion.gracePeriod === 0 ? 'force deleted' : 'deleted';
  call.out(`${kind} "${info.name}" ${operation}${info.mapping.namespaced ? ` from ${info.namespace} namespace` : ''}${dryRunSuffix(deletion.dryRun)}\n`);
}

/** Until an object is gone, or another of its name is there (upstream: pkg/cmd/wait IsDeleted). */
export function* waitUntilGone(call: Call, info: Info, uid: string | undefined, until: number): Task<Failure | undefined> {
  const { mapping, namespace, name } = info;
  const got = yield* call.api.get(mapping, namespace, name);
  if (!got.ok) return isNotFound(got.error) || hasReason(got.error, 'MethodNotAllowed') ? undefined : got.error;
  if (uid !== undefined && got.value.metadata.uid !== uid) return undefined;
  const handle = yield* call.api.watch(mapping, namespace, { fieldSelector: `metadata.name=${name}`, resourceVersion: got.value.metadata.resourceVersion });
  try {
    for (;;) {
      const notice = yield* next([handle], until);
      if (notice.notice === 'timeout') return failed(`timed out waiting for the condition on ${mapping.resource}/${name}`);
      if (notice.notice !== 'event') continue;
      if (notice.event.type === 'DELETED') return undefined;
      if (uid !== undefined && (notice.event.object as KubeObject).metadata.uid !== uid) return undefined;
    }
  } finally {
    yield* close(handle);
  }
}

/** A message for names that were given wrongly. */
export const unexpectedOutput = (output: string): Failure => failed(`unexpected -o output mode: ${output}. We only support '-o name'`);
