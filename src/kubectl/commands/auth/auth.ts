/** `kubectl auth` (upstream: pkg/cmd/auth/). Who talks to the simulated cluster is its administrator, who may do everything. */
import { ADMINISTRATOR } from '../../../api/kinds/review/types.ts';
import { formatTime } from '../../../api/meta/time.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import { now } from '../../../engine/client.ts';
import type { Call, Command } from '../../command.ts';
import { ALL_NAMESPACES_FLAG } from '../../common-flags.ts';
import { failed, type Failure } from '../../failure.ts';
import { unusable } from '../../kubeconfig.ts';
import { chosenFormat, objectPrinter, OUTPUT_FLAGS } from '../../printers/output.ts';
import { TABLE_WIDTHS, TabWriter } from '../../printers/tab-writer.ts';
import type { Mapping } from '../../rest-mapper.ts';
import { structJson } from '../create/generator.ts';
import { reconcile } from './reconcile.ts';

const RESOURCE_VERBS = new Set([
  'get',
  'list',
  'watch',
  'create',
  'update',
  'patch',
  'delete',
  'deletecollection',
  'use',
  'bind',
  'impersonate',
  '*',
  'approve',
  'sign',
  'escalate',
  'attest',
]);
const URL_VERBS = new Set(['get', 'put', 'post', 'head', 'options', 'delete', 'patch', '*']);

const canI: Command = {
  name: 'can-i',
  short: 'Check whether an action is allowed',
  long: 'Check whether an action is allowed. VERB is one of the API such as get, list, watch or delete; TYPE a resource, with short names and groups as elsewhere; NONRESOURCEURL a path that starts with "/".',
  examples: `kubectl auth can-i create pods --all-namespaces
kubectl auth can-i list deployments.apps
# Everything in this namespace
kubectl auth can-i '*' '*'
# All that is allowed
kubectl auth can-i --list`,
  usage: 'auth can-i VERB [TYPE | TYPE/NAME | NONRESOURCEURL] [options]',
  flags: [
    ALL_NAMESPACES_FLAG,
    { name: 'quiet', short: 'q', type: 'bool', help: 'Print nothing; the exit code is the answer.' },
    { name: 'subresource', type: 'string', help: 'A subresource such as log or scale.' },
    { name: 'list', type: 'bool', help: 'All actions that are allowed.' },
    { name: 'no-headers', type: 'bool', help: 'Leave the headers of the list out.' },
  ],
  *run(call) {
    return call.flags.bool('list') ? listAccess(call) : checkAccess(call);
  },
};

/** Who the server takes the caller for: with `--as` somebody else, as whom everything is allowed too. */
function userOf({ flags }: Call): { readonly username: string; readonly uid?: string; readonly groups: readonly string[] } {
  const username = flags.string('as');
  if (username === '') return ADMINISTRATOR;
  const uid = flags.string('as-uid');
  const groups = [...flags.strings('as-group')];
  return { username, ...(uid && { uid }), groups: groups.includes('system:authenticated') ? groups : [...groups, 'system:authenticated'] };
}

function listAccess(call: Call): Failure | undefined {
  const { flags } = call;
  if (call.args.length > 0) return failed('list option must be specified with no arguments');
  if (flags.bool('quiet') || flags.bool('all-namespaces') || flags.string('subresource') !== '')
    return failed("list option can't be specified with neither quiet, all-namespaces nor subresource options");
  const table = new TabWriter(TABLE_WIDTHS, (text) => call.out(text));
  if (!flags.bool('no-headers')) table.write('Resources\tNon-Resource URLs\tResource Names\tVerbs\n');
  table.write('*.*\t[]\t[]\t[*]\n\t[*]\t[]\t[*]\n');
  table.flush();
  return undefined;
}

function checkAccess(call: Call): Failure | undefined {
  const { flags, args } = call;
  if (args.length !== 2) return failed("you must specify two arguments: verb resource or verb resource/resourceName.\nSee 'kubectl auth can-i -h' for help and examples.");
  const [verb = '', target = ''] = args;
  const warn = (text: string): void => call.err(`Warning: ${text}\n\n`);
  if (target.startsWith('/')) {
    if (flags.string('subresource') !== '') return failed('--subresource can not be used with NonResourceURL');
    if (!URL_VERBS.has(verb)) warn(`verb '${verb}' is not a known verb`);
  } else {
    const [word = ''] = target.split('/');
    const found = word === '*' ? ok(undefined) : resourceFor(call, word.toLowerCase());
    if (!found.ok) warn(found.error);
    if (!flags.bool('all-namespaces') && word !== '') {
      const mapping = found.ok ? found.value : undefined;
      if (mapping && !mapping.namespaced) warn(`resource '${mapping.resource}' is not namespace scoped${mapping.group ? ` in group '${mapping.group}'` : ''}`);
      if (!RESOURCE_VERBS.has(verb)) warn(`verb '${verb}' is not a known verb`);
    }
  }
  if (flags.bool('no-headers')) return failed('--no-headers cannot be set without --list specified');
  if (!flags.bool('quiet')) call.out('yes\n');
  return undefined;
}

function resourceFor(call: Call, word: string): Result<Mapping | undefined, string> {
  const mapping = call.mapper.forArgument(word);
  if (mapping.ok) return mapping;
  if (word === 'users' || word === 'groups') return ok(undefined);
  const dot = word.indexOf('.');
  return err(`the server doesn't have a resource type '${dot < 0 ? word : word.slice(0, dot)}'${dot < 0 ? '' : ` in group '${word.slice(dot + 1)}'`}`);
}

const whoami: Command = {
  name: 'whoami',
  short: 'Experimental: Check self subject attributes',
  examples: 'kubectl auth whoami\nkubectl auth whoami -o json',
  usage: 'auth whoami [options]',
  flags: OUTPUT_FLAGS,
  *run(call) {
    const wrong = unusable(call);
    if (wrong) return wrong;
    const user = userOf(call);
    const format = chosenFormat(call);
    if (format === '') {
      const table = new TabWriter(TABLE_WIDTHS, (text) => call.out(text));
      table.write(`ATTRIBUTE\tVALUE\nUsername\t${user.username}\n${user.uid ? `UID\t${user.uid}\n` : ''}Groups\t[${user.groups.join(' ')}]\n`);
      table.flush();
      return undefined;
    }
    const review = { kind: 'SelfSubjectReview', apiVersion: 'authentication.k8s.io/v1', metadata: { creationTimestamp: formatTime(yield* now()) }, status: { userInfo: user } };
    const printer = objectPrinter(call, '');
    if (!printer.ok) return printer.error;
    const printed = format === 'json' ? ok(structJson(review)) : printer.value(review);
    if (!printed.ok) return printed.error;
    call.out(printed.value);
    return undefined;
  },
};

export const auth: Command = {
  name: 'auth',
  group: 'Cluster Management Commands',
  short: 'Inspect authorization',
  usage: 'auth [flags] [options]',
  subcommands: [canI, reconcile, whoami],
};
