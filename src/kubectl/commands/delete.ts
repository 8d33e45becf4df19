/** `kubectl delete` (upstream: kubectl `pkg/cmd/delete/delete.go`, `delete_flags.go`). */
import type { Task } from '../../engine/client.ts';
import type { Call, Command } from '../command.ts';
import { ALL_NAMESPACES_FLAG, dryRunOf, DRY_RUN_FLAG, FIELD_SELECTOR_FLAG, fileOptions, filenameFlags, SELECTOR_FLAG } from '../common-flags.ts';
import { DELETION_FLAGS, deleteResources, propagationOf, unexpectedOutput } from '../deletion.ts';
import { rawProblem, sendRaw } from '../raw.ts';
import { failed, type Failure } from '../failure.ts';
import { qualifiedKind } from '../rest-mapper.ts';
import { findResources, withoutNotFound, type Query } from '../resources/query.ts';

export const deleteCommand: Command = {
  name: 'delete',
  group: 'Basic Commands (Intermediate)',
  short: 'Delete objects by file, name or selector',
  usage: 'delete ([-f FILENAME] | [-k DIRECTORY] | TYPE [(NAME | -l label | --all)]) [options]',
  examples: `# What a file names
kubectl delete -f web.yaml
# By name, without waiting for a graceful end
kubectl delete pod web --now
# By label
kubectl delete pods,services -l app=web
# Leave the ReplicaSets of a Deployment behind
kubectl delete deployment web --cascade=orphan`,
  suggestFor: ['rm'],
  completes: 'resources',
  flags: [
    ...filenameFlags('that name what to delete'),
    SELECTOR_FLAG,
    FIELD_SELECTOR_FLAG,
    ALL_NAMESPACES_FLAG,
    ...DELETION_FLAGS,
    DRY_RUN_FLAG,
    { name: 'all', type: 'bool', help: 'All objects of the named types in the namespace.' },
    { name: 'now', type: 'bool', help: 'Let them end at once: the same as --grace-period=1.' },
    { name: 'ignore-not-found', type: 'bool', help: 'Say nothing about what is not there; default with --all.' },
    { name: 'wait', type: 'bool', default: 'true', help: 'Return only when they are gone, finalizers included.' },
    { name: 'output', short: 'o', type: 'string', choices: ['name'], help: 'name prints kind/name only.' },
    { name: 'raw', type: 'string', help: 'A path to send DELETE to.' },
    { name: 'interactive', short: 'i', type: 'bool', help: 'Ask before anything is deleted.' },
  ],
  run,
};

function* run(call: Call): Task<Failure | undefined> {
  const { flags, args } = call;
  const propagation = propagationOf(call);
  if (!propagation.ok) return propagation.error;
  const all = flags.bool('all');
  const selector = flags.string('selector');
  const fieldSelector = flags.string('field-selector');
  const byDefault = (all || selector !== '' || fieldSelector !== '') && !flags.changed('ignore-not-found');
  const force = flags.bool('force');
  let gracePeriod = flags.number('grace-period');
  if (flags.bool('now')) {
    if (gracePeriod !== -1) return failed('--now and --grace-period cannot be specified together');
    gracePeriod = 1;
  }
  if (gracePeriod === 0 && !force) gracePeriod = 1;
  if (force && gracePeriod < 0) gracePeriod = 0;
  const dryRun = dryRunOf(call);
  if (!dryRun.ok) return dryRun.error;
  if (flags.string('raw')) {
    const problem = args.length > 0 ? 'arguments may not be passed when --raw is specified' : rawProblem(call, { required: false });
    return problem === undefined ? yield* sendRaw(call, 'DELETE', flags.string('raw'), flags.strings('filename')[0]) : failed(problem);
  }
  const allNamespaces = flags.bool('all-namespaces');
  const query: Query = { files: fileOptions(call), labelSelector: selector, fieldSelector, selectAll: all, allNamespaces, args, requireObject: false, continueOnError: true };
  const resources = findResources(call, query);
  if (!resources.ok) return resources.error;

  const output = flags.string('output');
  if (output !== '' && output !== 'name') return unexpectedOutput(output);
  if (all && selector !== '') return failed('cannot set --all and --selector at the same time');
  if (all && fieldSelector !== '') return failed('cannot set --all and --field-selector at the same time');
  if (gracePeriod === 0 && force)
    call.err(
      'Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.\n',
    );
  if (gracePeriod > 0 && force) return failed('--force and --grace-period greater than 0 cannot be specified together');

  const ignoreNotFound = byDefault || flags.bool('ignore-not-found');
  if (flags.bool('interactive')) {
    const { infos, failure } = yield* resources.value.infos();
    const left = ignoreNotFound ? withoutNotFound(failure) : failure;
    if (left) return left;
    if (infos.length === 0) {
      call.out('No resources found\n');
      return undefined;
    }
    call.out(
      `You are about to delete the following ${infos.length} resource(s):\n${infos.map((i) => `${qualifiedKind(i.mapping)}/${i.name}\n`).join('')}Do you want to continue? (y/N): `,
    );
    if ((call.io.stdin ?? '').trim().split(/\s/)[0]?.toLowerCase() !== 'y') {
      call.out('deletion is cancelled\n');
      return undefined;
    }
  }
  return yield* deleteResources(call, resources.value, {
    gracePeriod,
    propagation: propagation.value,
    ignoreNotFound,
    output,
    dryRun: dryRun.value,
    wait: flags.bool('wait'),
    timeout: flags.number('timeout'),
    warnClusterScope: call.explicitNamespace && !allNamespaces,
  });
}
