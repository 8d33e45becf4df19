/** `kubectl set subject` (upstream: kubectl `pkg/cmd/set/set_subject.go`). */
import type { Unchecked } from '../../../api/meta/types.ts';
import { compareStrings } from '../../../base/go-format.ts';
import { err, ok } from '../../../base/result.ts';
import type { Task } from '../../../engine/client.ts';
import type { Call, Command } from '../../command.ts';
import { dryRunOf, filenameFlags, SELECTOR_FLAG } from '../../common-flags.ts';
import { failed, type Failure } from '../../failure.ts';
import { deepEqual } from '../../../base/equal.ts';
import { SET_FLAGS, findTargets, patchTargets } from './pod-spec.ts';

export const setSubject: Command = {
  name: 'subject',
  short: 'Add users, groups and service accounts to a role binding',
  usage: 'set subject (-f FILENAME | TYPE NAME) [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none] [options]',
  completes: 'resources',
  flags: [
    ...filenameFlags('that name what to change'),
    SELECTOR_FLAG,
    { name: 'user', type: 'stringArray', help: 'A user to bind to the role.' },
    { name: 'group', type: 'stringArray', help: 'A group to bind to the role.' },
    { name: 'serviceaccount', type: 'stringArray', help: 'A service account to bind to the role, as namespace:name.' },
    ...SET_FLAGS,
  ],
  run,
};

const RBAC = 'rbac.authorization.k8s.io';

function* run(call: Call): Task<Failure | undefined> {
  const { flags } = call;
  const dryRun = dryRunOf(call);
  if (!dryRun.ok) return dryRun.error;
  const infos = yield* findTargets(call, call.args);
  if (!infos.ok) return infos.error;
  const [users, groups, accounts] = [flags.strings('user'), flags.strings('group'), flags.strings('serviceaccount')];
  if (flags.bool('local') && dryRun.value === 'server') return failed('cannot specify --local and --dry-run=server - did you mean --dry-run=client?');
  if (flags.bool('all') && flags.string('selector')) return failed('cannot set --all and --selector at the same time');
  if (users.length + groups.length + accounts.length === 0) return failed('you must specify at least one value of user, group or serviceaccount');
  for (const account of accounts) {
    const parts = account.split(':');
    if (parts.length !== 2 || parts[1] === '') return failed('serviceaccount must be <namespace>:<name>');
    if (parts[0] === '' && infos.value.some((i) => i.mapping.kind === 'ClusterRoleBinding'))
      return failed('serviceaccount must be <namespace>:<name>, namespace must be specified');
  }
  const sorted = (names: readonly string[]): readonly string[] => [...new Set(names)].sort(compareStrings);
  const subjects: Unchecked[] = [
    ...sorted(users).map((name) => ({ kind: 'User', apiGroup: RBAC, name })),
    ...sorted(groups).map((name) => ({ kind: 'Group', apiGroup: RBAC, name })),
    ...sorted(accounts).map((account) => ({ kind: 'ServiceAccount', name: account.split(':')[1], namespace: account.split(':')[0] || call.namespace })),
  ];
  return yield* patchTargets(call, infos.value, {
    operation: 'subjects updated',
    refusal: 'failed to patch subjects to rolebinding: ',
    dryRun: dryRun.value,
    change: (info) => {
      if (info.mapping.kind !== 'RoleBinding' && info.mapping.kind !== 'ClusterRoleBinding') return err('setting subjects is only supported for RoleBinding/ClusterRoleBinding');
      const existing = (info.object!.subjects ?? []) as readonly Unchecked[];
      const added = subjects.filter((s) => !existing.some((e) => deepEqual(e, s)));
      return ok(added.length > 0 ? { ...info.object!, subjects: [...existing, ...added] } : undefined);
    },
  });
}
