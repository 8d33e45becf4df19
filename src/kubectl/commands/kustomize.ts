/** `kubectl kustomize` (upstream: kustomize/commands/build, pkg/cmd/kustomize). */
import { quote } from '../../base/go-format.ts';
import type { Call, Command } from '../command.ts';
import { failed } from '../failure.ts';
import { buildKustomization, kustomizedText, type KustomizeHost } from '../kustomize/build.ts';

/** What a command has to build kustomizations with. Kinds that only this cluster defines count as namespaced, as they do upstream. */
export function kustomizeHost(call: Call): KustomizeHost {
  const clusterScoped = new Set(call.context.kinds.filter(({ namespaced, schema }) => !namespaced && schema !== '').map(({ group, kind }) => `${group} ${kind}`));
  return {
    files: call.io.files,
    cwd: call.io.env['PWD'] ?? '/',
    isClusterScoped: (apiVersion, kind) => clusterScoped.has(`${apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''} ${kind}`),
    warn: (line) => call.err(`${line}\n`),
  };
}

const REORDER = 'reorder';
const NEEDS_PROGRAMS = ['enable-alpha-plugins', 'enable-helm', 'network'];

export const kustomize: Command = {
  name: 'kustomize',
  group: 'Advanced Commands',
  short: 'Build what a kustomization folder describes',
  long: 'Build the objects that the kustomization in a folder describes: its files and bases with names, labels, images and patches applied. Without DIR, the working folder.',
  examples: `kubectl kustomize
# An overlay
kubectl kustomize overlays/production`,
  usage: 'kustomize DIR [flags] [options]',
  completes: 'files',
  flags: [
    { name: 'as-current-user', type: 'bool', help: 'Run functions as the current user.' },
    { name: 'enable-alpha-plugins', type: 'bool', help: 'Plugins: they need programs that are not there.' },
    { name: 'enable-helm', type: 'bool', help: 'Charts: they need a program that is not there.' },
    {
      name: 'enable-managedby-label',
      type: 'bool',
      help: 'Label every object with who made it.',
      deprecated: 'The flag `enable-managedby-label` has been deprecated. Use the `managedByLabel` option in the `buildMetadata` field instead.',
    },
    { name: 'env', short: 'e', type: 'stringSlice', help: 'Variables for functions.' },
    { name: 'helm-api-versions', type: 'stringArray', help: 'API versions for charts.' },
    { name: 'helm-command', type: 'string', default: 'helm', help: 'The program for charts.' },
    { name: 'helm-debug', type: 'bool', help: 'Let the program for charts say more.' },
    { name: 'helm-kube-version', type: 'string', help: 'The version for charts.' },
    { name: 'load-restrictor', type: 'string', default: 'LoadRestrictionsRootOnly', choices: ['LoadRestrictionsRootOnly'], help: 'Files come from the folder and below it only.' },
    { name: 'mount', type: 'stringArray', help: 'Mounts for functions.' },
    { name: 'network', type: 'bool', help: 'Let functions reach the network.' },
    { name: 'network-name', type: 'string', default: 'bridge', help: 'The network for functions.' },
    { name: 'output', short: 'o', type: 'string', help: 'Write to this file.' },
    {
      name: REORDER,
      type: 'string',
      default: 'legacy',
      choices: ['legacy', 'none'],
      help: 'legacy prints kinds in an order of their own, none as the files have them.',
      deprecated: "use the new 'sortOptions' field in kustomization.yaml instead.",
    },
  ],
  *run(call) {
    const { flags } = call;
    if (call.args.length > 1) return failed('specify one path to kustomization.yaml');
    const restrictor = flags.string('load-restrictor');
    if (restrictor === 'LoadRestrictionsNone') return failed('--load-restrictor=LoadRestrictionsNone is not part of this simulation');
    if (restrictor !== 'LoadRestrictionsRootOnly')
      return failed(`illegal flag value --load-restrictor ${restrictor}; legal values: [LoadRestrictionsRootOnly LoadRestrictionsNone]`);
    const reorder = flags.string(REORDER);
    if (reorder !== 'legacy' && reorder !== 'none') return failed(`illegal flag value --reorder ${reorder}; legal values: [legacy none]`);
    const wanted = NEEDS_PROGRAMS.find((name) => flags.bool(name));
    if (wanted) return failed(`--${wanted} is not part of this simulation: it runs other programs`);
    const built = buildKustomization(call.args[0] ?? '.', kustomizeHost(call), { reorder, managedByLabel: flags.bool('enable-managedby-label') });
    if (!built.ok) return failed(built.error);
    const output = flags.string('output');
    if (output === '') call.out(kustomizedText(built.value));
    else if (call.io.files.kind(output) === 'directory') return failed(`writing one file per object into the folder ${quote(output)} is not part of this simulation`);
    else call.io.files.write(output, kustomizedText(built.value));
    return undefined;
  },
};
