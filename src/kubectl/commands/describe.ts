/** `kubectl describe` (upstream: pkg/cmd/describe/describe.go). */
import { resourceKey } from '../../api/meta/types.ts';
import type { Task } from '../../engine/client.ts';
import type { Call, Command } from '../command.ts';
import { describerFor } from '../describers/registry.ts';
import type { DescribeSettings } from '../describers/describer.ts';
import { ALL_NAMESPACES_FLAG, CHUNK_SIZE_FLAG, fileOptions, filenameFlags, hasFiles, SELECTOR_FLAG } from '../common-flags.ts';
import { errorText, failed, isNotFound, type Failure } from '../failure.ts';
import { fetchInfo, findResources } from '../resources/query.ts';
import type { Info } from '../resources/info.ts';

export const describe: Command = {
  name: 'describe',
  group: 'Troubleshooting and Debugging Commands',
  short: 'Show details of a specific resource or group of resources',
  usage: 'describe (-f FILENAME | TYPE [NAME_PREFIX | -l label] | TYPE/NAME) [options]',
  completes: 'resources',
  flags: [
    ...filenameFlags('that name what to describe'),
    SELECTOR_FLAG,
    ALL_NAMESPACES_FLAG,
    CHUNK_SIZE_FLAG,
    { name: 'show-events', type: 'bool', default: 'true', help: 'Also print the events about each object.' },
  ],
  run: runDescribe,
};

function* runDescribe(call: Call): Task<Failure | undefined> {
  const { flags, args } = call;
  const allNamespaces = flags.bool('all-namespaces');
  const settings: DescribeSettings = { showEvents: flags.bool('show-events') };
  if (args.length === 0 && !hasFiles(call)) {
    return failed(`You must specify the type of resource to describe. Use "kubectl api-resources" for a complete list of supported resources.\n`);
  }
  const query = findResources(call, {
    files: fileOptions(call),
    allNamespaces,
    labelSelector: flags.string('selector'),
    args,
    emptySelectorSelectsAll: true,
    continueOnError: true,
  });
  if (!query.ok) return query.error;
  const { infos, failure } = yield* query.value.infos();
  if (failure && isNotFound(failure) && args.length === 2) return yield* describeMatching(call, failure, args[0]!, args[1]!, settings);
  const failures: Failure[] = failure ? [failure] : [];
  let first = true;
  for (const info of infos) {
    const missing = info.source === undefined ? undefined : yield* fetchInfo(call, info);
    if (missing) {
      if (!failures.some((earlier) => errorText(earlier) === errorText(missing))) failures.push(missing);
      continue;
    }
    call.out(`${first ? '' : '\n\n'}${yield* textOf(info, settings)}`);
    first = false;
  }
  if (infos.length === 0 && failures.length === 0) call.err(allNamespaces ? 'No resources found\n' : `No resources found in ${call.namespace} namespace.\n`);
  return failures.length > 0 ? { kind: 'many', failures } : undefined;
}

const textOf = ({ mapping: { group, resource }, object }: Info, settings: DescribeSettings): Task<string> => describerFor(resourceKey({ group, resource }))(object, settings);

/** A name that does not exist may be the beginning of names that do. */
function* describeMatching(call: Call, original: Failure, type: string, prefix: string, settings: DescribeSettings): Task<Failure | undefined> {
  const query = findResources(call, { args: [type], emptySelectorSelectsAll: true, singleResourceType: true });
  if (!query.ok) return query.error;
  const { infos, failure } = yield* query.value.infos();
  if (failure) return failure;
  const matching = infos.filter((info) => info.name.startsWith(prefix));
  for (const info of matching) call.out(`${yield* textOf(info, settings)}\n`);
  return matching.length > 0 ? undefined : original;
}
