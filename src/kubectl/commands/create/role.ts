/** upstream: pkg/cmd/create/create_role.go, create_clusterrole.go, create_rolebinding.go, create_clusterrolebinding.go */
import { compareStrings, quote } from '../../../base/go-format.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import type { Call } from '../../command.ts';
import type { Wire } from '../../describers/wire.ts';
import type { FlagSpec } from '../../flags.ts';
import { errorText, exitWith, failed, type Failure } from '../../failure.ts';
import { generatorCommand, metadataFor, refuse } from './generator.ts';

const RBAC = 'rbac.authorization.k8s.io';
const RESOURCE_VERBS = ['*', 'get', 'delete', 'list', 'create', 'update', 'patch', 'watch', 'proxy', 'deletecollection', 'use', 'bind', 'escalate', 'impersonate'];
const URL_VERBS = ['*', 'get', 'post', 'put', 'delete', 'patch', 'head', 'options'];
/** Verbs that only some resources have. */
const SPECIAL_VERBS: Readonly<Record<string, readonly string[]>> = {
  use: ['podsecuritypolicies.policy', 'podsecuritypolicies.extensions'],
  bind: [`roles.${RBAC}`, `clusterroles.${RBAC}`],
  escalate: [`roles.${RBAC}`, `clusterroles.${RBAC}`],
  impersonate: ['users', 'serviceaccounts', 'groups', 'userextras.authentication.k8s.io'],
};

const RULE_FLAGS: readonly FlagSpec[] = [
  { name: 'verb', type: 'stringSlice', help: 'The verbs that the rule allows.' },
  { name: 'resource', type: 'stringSlice', help: 'The resources, as RESOURCE.GROUP/SUBRESOURCE.' },
  { name: 'resource-name', type: 'stringArray', help: 'The names of the objects; without one, all.' },
];

interface Resource {
  readonly group: string;
  readonly resource: string;
  readonly subresource: string;
}

const unique = (items: readonly string[]): readonly string[] => [...new Set(items)];
const verbsOf = (call: Call): readonly string[] => (call.flags.strings('verb').includes('*') ? ['*'] : unique(call.flags.strings('verb')));

function resourcesOf(call: Call): readonly Resource[] {
  const all = call.flags.strings('resource').map((text): Resource => {
    const slash = text.indexOf('/');
    const [head, subresource] = slash < 0 ? [text, ''] : [text.slice(0, slash), text.slice(slash + 1)];
    const dot = head.indexOf('.');
    return dot < 0 ? { group: '', resource: head, subresource } : { group: head.slice(dot + 1), resource: head.slice(0, dot), subresource };
  });
  return all.find((r) => r.resource === '*' && r.group === '' && r.subresource === '') ? [{ group: '', resource: '*', subresource: '' }] : all;
}

/** The resource by its full name. */
const resolve = (call: Call, { group, resource }: Resource): Result<{ readonly group: string; readonly resource: string }, Failure> =>
  call.mapper.forArgument(group === '' ? resource : `${resource}.${group}`);

function checkResources(call: Call, resources: readonly Resource[], verbs: readonly string[]): Failure | undefined {
  for (const given of resources) {
    if (given.resource === '') return failed('resource must be specified if apiGroup/subresource specified');
    if (given.resource === '*') return undefined;
    const found = resolve(call, given);
    const { group, resource } = found.ok ? found.value : given;
    let special = false;
    for (const verb of verbs) {
      const allowed = Object.hasOwn(SPECIAL_VERBS, verb) ? SPECIAL_VERBS[verb] : undefined;
      if (!allowed) continue;
      if (!allowed.includes(group === '' ? resource : `${resource}.${group}`)) return failed(`can not perform '${verb}' on '${resource}' in group '${group}'`);
      special = true;
    }
    if (!found.ok && !special) return exitWith(1, `${errorText(found.error)}${given.group === '' ? '' : ` in group ${quote(given.group)}`}\n`);
  }
  return undefined;
}

function warnVerbs(call: Call, verbs: readonly string[]): void {
  for (const verb of verbs) if (!RESOURCE_VERBS.includes(verb)) call.err(`Warning: '${verb}' is not a standard resource verb\n`);
}

/** A rule per API group, and one for URLs. */
function rulesOf(call: Call, verbs: readonly string[], resources: readonly Resource[], urls: readonly string[]): readonly Wire[] {
  const byGroup = new Map<string, string[]>();
  for (const given of resources) {
    const found = resolve(call, given);
    const { group, resource } = found.ok ? found.value : given;
    const name = given.subresource === '' ? resource : `${resource}/${given.subresource}`;
    const names = byGroup.get(group) ?? [];
    if (!names.includes(name)) names.push(name);
    byGroup.set(group, names);
  }
  const resourceNames = unique(call.flags.strings('resource-name'));
  const rules: Wire[] = [...byGroup]
    .sort(([a], [b]) => compareStrings(a, b))
    .map(([group, names]) => ({
      verbs,
      apiGroups: [group],
      resources: names,
      ...(resourceNames.length > 0 && { resourceNames }),
    }));
  return urls.length > 0 ? [...rules, { verbs, nonResourceURLs: urls }] : rules;
}

export const role = generatorCommand({
  name: 'role',
  short: 'Create a role with single rule',
  usage: 'role NAME --verb=verb --resource=resource.group/subresource [--resource-name=resourcename] [--dry-run=server|client|none]',
  examples: '# To read pods\nkubectl create role pod-reader --verb=get --verb=list --resource=pods',
  flags: RULE_FLAGS,
  build(call, name) {
    const [verbs, resources] = [verbsOf(call), resourcesOf(call)];
    if (verbs.length === 0) return refuse('at least one verb must be specified');
    warnVerbs(call, verbs);
    if (resources.length === 0) return refuse('at least one resource must be specified');
    const wrong = checkResources(call, resources, verbs);
    return wrong === undefined ? ok({ kind: 'Role', apiVersion: `${RBAC}/v1`, metadata: metadataFor(call, name), rules: rulesOf(call, verbs, resources, []) }) : err(wrong);
  },
});

export const clusterRole = generatorCommand({
  name: 'clusterrole',
  short: 'Create a cluster role',
  usage: 'clusterrole NAME --verb=verb --resource=resource.group [--resource-name=resourcename] [--dry-run=server|client|none]',
  examples: '# To read pods everywhere\nkubectl create clusterrole pod-reader --verb=get,list,watch --resource=pods',
  flags: [
    ...RULE_FLAGS,
    { name: 'non-resource-url', type: 'stringSlice', help: 'Paths of the API server that are no resources.' },
    { name: 'aggregation-rule', type: 'stringSlice', help: 'Labels of the cluster roles that this one is made of.' },
  ],
  build(call, name) {
    const [verbs, resources, urls] = [verbsOf(call), resourcesOf(call), unique(call.flags.strings('non-resource-url'))];
    const head = { kind: 'ClusterRole', apiVersion: `${RBAC}/v1`, metadata: { name } };
    const aggregation = call.flags.strings('aggregation-rule');
    if (aggregation.length > 0) {
      if (urls.length > 0 || verbs.length > 0 || resources.length > 0 || call.flags.strings('resource-name').length > 0) {
        return refuse('aggregation rule must be specified without nonResourceURLs, verbs, resources or resourceNames');
      }
      const matchLabels = Object.fromEntries(aggregation.map((text) => [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)]));
      return ok({ ...head, rules: null, aggregationRule: { clusterRoleSelectors: [{ matchLabels }] } });
    }
    if (verbs.length === 0) return refuse('at least one verb must be specified');
    if (resources.length === 0 && urls.length === 0) return refuse('one of resource or nonResourceURL must be specified');
    if (resources.length > 0) warnVerbs(call, verbs);
    const badUrl = urls.length > 0 ? checkUrls(urls, verbs) : undefined;
    const wrong = (resources.length > 0 ? checkResources(call, resources, verbs) : undefined) ?? (badUrl === undefined ? undefined : failed(badUrl));
    return wrong === undefined ? ok({ ...head, rules: rulesOf(call, verbs, resources, urls) }) : err(wrong);
  },
});

function checkUrls(urls: readonly string[], verbs: readonly string[]): string | undefined {
  const verb = verbs.find((v) => !URL_VERBS.includes(v));
  if (verb !== undefined) return `invalid verb: '${verb}' for nonResourceURL`;
  for (const url of urls) {
    if (url === '*') continue;
    if (!url.startsWith('/')) return 'nonResourceURL should start with /';
    if (url.slice(0, -1).includes('*')) return "nonResourceURL only supports wildcard matches when '*' is at the end";
  }
  return undefined;
}

const SUBJECT_FLAGS: readonly FlagSpec[] = [
  { name: 'user', type: 'stringArray', help: 'A user to bind; may be repeated.' },
  { name: 'group', type: 'stringArray', help: 'A group to bind; may be repeated.' },
  { name: 'serviceaccount', type: 'stringArray', help: 'A service account to bind, NAMESPACE:NAME; may be repeated.' },
];

function subjectsOf({ flags }: Call): Result<readonly Wire[], Failure> {
  const accounts = flags.strings('serviceaccount').map((text) => text.split(':'));
  if (accounts.some((parts) => parts.length !== 2 || parts.includes(''))) return err(failed('serviceaccount must be <namespace>:<name>'));
  return ok([
    ...flags.strings('user').map((name) => ({ kind: 'User', apiGroup: RBAC, name })),
    ...flags.strings('group').map((name) => ({ kind: 'Group', apiGroup: RBAC, name })),
    ...accounts.map(([namespace, name]) => ({ kind: 'ServiceAccount', name, namespace })),
  ]);
}

export const roleBinding = generatorCommand({
  name: 'rolebinding',
  short: 'Create a role binding for a particular role or cluster role',
  usage: 'rolebinding NAME --clusterrole=NAME|--role=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]',
  examples: '# For two users\nkubectl create rolebinding admin --clusterrole=admin --user=user1 --user=user2',
  flags: [{ name: 'clusterrole', type: 'string', help: 'The cluster role to bind.' }, { name: 'role', type: 'string', help: 'The role to bind.' }, ...SUBJECT_FLAGS],
  refusal: () => 'failed to create rolebinding: ',
  build(call, name) {
    const [clusterRoleName, roleName] = [call.flags.string('clusterrole'), call.flags.string('role')];
    if ((clusterRoleName === '') === (roleName === '')) return refuse('exactly one of clusterrole or role must be specified');
    const subjects = subjectsOf(call);
    if (!subjects.ok) return subjects;
    return ok({
      kind: 'RoleBinding',
      apiVersion: `${RBAC}/v1`,
      metadata: metadataFor(call, name),
      ...(subjects.value.length > 0 && { subjects: subjects.value }),
      roleRef: { apiGroup: RBAC, kind: roleName === '' ? 'ClusterRole' : 'Role', name: roleName || clusterRoleName },
    });
  },
});

export const clusterRoleBinding = generatorCommand({
  name: 'clusterrolebinding',
  short: 'Create a cluster role binding for a particular cluster role',
  usage: 'clusterrolebinding NAME --clusterrole=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]',
  examples: '# For a group\nkubectl create clusterrolebinding cluster-admin --clusterrole=cluster-admin --group=group1',
  required: ['clusterrole'],
  flags: [{ name: 'clusterrole', type: 'string', help: 'The cluster role to bind.' }, ...SUBJECT_FLAGS],
  refusal: () => 'failed to create clusterrolebinding: ',
  build(call, name) {
    if (call.flags.string('clusterrole') === '') return refuse('clusterrole must be specified');
    const subjects = subjectsOf(call);
    if (!subjects.ok) return subjects;
    return ok({
      kind: 'ClusterRoleBinding',
      apiVersion: `${RBAC}/v1`,
      metadata: { name },
      ...(subjects.value.length > 0 && { subjects: subjects.value }),
      roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: call.flags.string('clusterrole') },
    });
  },
});
