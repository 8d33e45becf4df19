/** `kubectl version` (upstream: pkg/cmd/version/version.go). The client is of the server's version. */
import versionDocument from '../../../api/schema/data/version.json';
import { toYaml } from '../../../manifest/yaml/emitter.ts';
import type { Command } from '../../command.ts';
import { failed } from '../../failure.ts';

const KUSTOMIZE = 'v5.7.1';
const { major, minor, gitVersion, gitCommit, gitTreeState, buildDate, goVersion, compiler, platform } = versionDocument;
const CLIENT = { major, minor, gitVersion, gitCommit, gitTreeState, buildDate, goVersion, compiler, platform };

export const version: Command = {
  name: 'version',
  group: 'Other Commands',
  short: 'Print the client and server version information',
  examples: 'kubectl version',
  usage: 'version [options]',
  flags: [
    { name: 'client', type: 'bool', help: 'Only the version of the client.' },
    { name: 'output', short: 'o', type: 'string', choices: ['json', 'yaml'], help: 'json or yaml.' },
  ],
  *run(call) {
    const clientOnly = call.flags.bool('client');
    if (call.args.length > 0 && !clientOnly) return failed(`extra arguments: [${call.args.join(' ')}]`);
    const server = clientOnly ? undefined : (call.context.serverVersion ?? versionDocument);
    const all = { clientVersion: CLIENT, kustomizeVersion: KUSTOMIZE, ...(server && { serverVersion: server }) };
    switch (call.flags.string('output')) {
      case '':
        call.out(`Client Version: ${gitVersion}\nKustomize Version: ${KUSTOMIZE}\n${server ? `Server Version: ${server.gitVersion}\n` : ''}`);
        return undefined;
      case 'json':
        call.out(`${JSON.stringify(all, null, 2)}\n`);
        return undefined;
      case 'yaml':
        call.out(`${toYaml(all)}\n`);
        return undefined;
      default:
        return failed("--output must be 'yaml' or 'json'");
    }
  },
};
