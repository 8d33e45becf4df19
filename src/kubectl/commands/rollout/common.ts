/** What the subcommands of `rollout` share. */
import { fileOptions, filenameFlags, hasFiles, SELECTOR_FLAG } from '../../common-flags.ts';
import type { Call } from '../../command.ts';
import { failed, type Failure } from '../../failure.ts';
import type { FlagSpec } from '../../flags.ts';
import { err, type Result } from '../../../base/result.ts';
import { findResources, type Resources } from '../../resources/query.ts';
import type { Mapping } from '../../rest-mapper.ts';

export const TARGET_FLAGS: readonly FlagSpec[] = [...filenameFlags('that name the resource'), SELECTOR_FLAG];

/** The objects that the command line names, read anew. */
export function rolloutTargets(call: Call): Result<Resources, Failure> {
  if (call.args.length === 0 && !hasFiles(call)) return err(failed('required resource not specified'));
  return findResources(call, {
    files: fileOptions(call),
    labelSelector: call.flags.string('selector'),
    args: call.args,
    emptySelectorSelectsAll: true,
    continueOnError: true,
    latest: true,
    typed: true,
  });
}

/** `Deployment.apps`, `Pod`: Go's GroupKind as text. */
export const groupKindText = ({ group, kind }: Mapping): string => (group ? `${kind}.${group}` : kind);

/** The kinds that upstream's visitor of application kinds knows; for others it fails earlier and differently. */
const VISITED = new Set(['DaemonSet.apps', 'Deployment.apps', 'Job.batch', 'Pod', 'ReplicaSet.apps', 'ReplicationController', 'StatefulSet.apps', 'CronJob.batch']);

/** Why a kind has no `what` ("history viewer", "rollbacker"); `retrieving` is how upstream names it there. */
export function unsupported(mapping: Mapping, what: string, retrieving: string): Failure {
  const name = groupKindText(mapping);
  return VISITED.has(name)
    ? failed(`no ${what} has been implemented for "${name}"`)
    : failed(`error retrieving ${retrieving} for "${name}", no visitor method exists for {${mapping.group} ${mapping.kind}}`);
}
