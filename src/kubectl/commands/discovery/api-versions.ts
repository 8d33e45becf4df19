/** `kubectl api-versions` (upstream: pkg/cmd/apiresources/apiversions.go). */
import { compareStrings } from '../../../base/go-format.ts';
import type { Command } from '../../command.ts';
import { discoveredGroups } from '../../discovery.ts';

export const apiVersions: Command = {
  name: 'api-versions',
  group: 'Other Commands',
  short: 'Print the supported API versions on the server, in the form of "group/version"',
  examples: 'kubectl api-versions',
  usage: 'api-versions',
  *run(call) {
    if (call.args.length > 0) return call.usageFailure(`unexpected arguments: [${call.args.join(' ')}]`);
    const versions = discoveredGroups(call.context.kinds).flatMap((g) => g.versions.map((v) => (g.name ? `${g.name}/${v}` : v)));
    call.out(
      versions
        .toSorted(compareStrings)
        .map((v) => `${v}\n`)
        .join(''),
    );
    return undefined;
  },
};
