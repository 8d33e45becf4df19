/** `kubectl set env` (upstream: kubectl `pkg/cmd/set/set_env.go`, `set/env/`). */
import { isEnvVarName } from '../../../api/meta/names.ts';
import type { Unchecked } from '../../../api/meta/types.ts';
import { compareStrings, quote } from '../../../base/go-format.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import type { Task } from '../../../engine/client.ts';
import type { Call, Command } from '../../command.ts';
import { dryRunOf, fileOptions, filenameFlags, SELECTOR_FLAG } from '../../common-flags.ts';
import { failed, type Failure } from '../../failure.ts';
import { nameOf, type Info } from '../../resources/info.ts';
import { findResources } from '../../resources/query.ts';
import { listEnvironment } from './env-references.ts';
import { SET_FLAGS, changeContainers, containerMatches, findTargets, patchTargets, updatePodSpec, type Container, type EnvVar, type PodSpec } from './pod-spec.ts';

export const setEnv: Command = {
  name: 'env',
  short: 'Change the environment of containers',
  usage: 'set env RESOURCE/NAME KEY_1=VAL_1 ... KEY_N=VAL_N [options]',
  examples: `kubectl set env deployment/web MODE=prod
# Remove a variable
kubectl set env deployment/web MODE-
# All keys of a ConfigMap
kubectl set env deployment/web --from=configmap/settings
# Show what is set
kubectl set env deployment/web --list`,
  completes: 'resources',
  flags: [
    ...filenameFlags('that name what to change'),
    SELECTOR_FLAG,
    { name: 'containers', short: 'c', type: 'string', default: '*', help: 'The containers to change; may have wildcards.' },
    { name: 'env', short: 'e', type: 'stringArray', help: 'A variable as KEY=VALUE.' },
    { name: 'from', type: 'string', help: 'A ConfigMap or Secret whose keys become variables.' },
    { name: 'keys', type: 'stringSlice', help: 'With --from: only these keys.' },
    { name: 'prefix', type: 'string', help: 'What to put in front of the names.' },
    { name: 'list', type: 'bool', help: 'Show the environment with the changes, and change nothing.' },
    { name: 'resolve', type: 'bool', help: 'With --list: look up what variables refer to.' },
    { name: 'overwrite', type: 'bool', default: 'true', help: 'Let variables be overwritten.' },
    ...SET_FLAGS,
  ],
  run,
};

function* run(call: Call): Task<Failure | undefined> {
  const { flags } = call;
  if (flags.bool('all') && flags.string('selector')) return failed('cannot set --all and --selector at the same time');
  const split = splitEnvironment(call.args);
  if (!split) return failed(`all resources must be specified before environment changes: ${call.args.join(' ')}`);
  const dryRun = dryRunOf(call);
  if (!dryRun.ok) return dryRun.error;
  if (flags.bool('local') && dryRun.value === 'server') return failed('cannot specify --local and --dry-run=server - did you mean --dry-run=client?');
  if (flags.strings('filename').length === 0 && split.resources.length < 1) return failed('one or more resources must be specified as <resource> <name> or <resource>/<name>');
  if (flags.bool('list') && flags.string('output')) return failed('--list and --output may not be specified together');
  if (flags.strings('keys').length > 0 && !flags.string('from')) return failed('when specifying --keys, a configmap or secret must be provided with --from');
  const parsed = parseEnvironment([...flags.strings('env'), ...split.changes], call.io.stdin);
  if (!parsed.ok) return failed(parsed.error);
  const { remove } = parsed.value;
  let env = parsed.value.env;
  if (flags.string('from')) {
    const imported = yield* importFrom(call, flags.string('from'));
    if (!imported.ok) return imported.error;
    env = [...env, ...imported.value];
  }
  const prefix = flags.string('prefix');
  if (prefix) env = env.map((e) => ({ ...e, name: prefix + e.name }));
  const infos = yield* findTargets(call, split.resources);
  if (!infos.ok) return infos.error;
  if (flags.bool('list')) return yield* listAll(call, infos.value, env, remove);
  return yield* patchTargets(call, infos.value, {
    operation: 'env updated',
    refusal: 'failed to patch env update to pod template: ',
    dryRun: dryRun.value,
    change: (info) => changeInfo(call, info, env, remove),
    afterPatch: () => (env.length === 0 && split.changes.length === 0 ? failed('at least one environment variable must be provided') : undefined),
  });
}

function changeInfo(call: Call, info: Info, env: readonly EnvVar[], remove: readonly string[]): Result<Unchecked, string> {
  const pattern = call.flags.string('containers');
  let taken: string | undefined;
  const changed = updatePodSpec(info.object!, info.mapping.kind, (spec) => {
    const result = changeContainers(
      spec,
      (name) => containerMatches(name, pattern),
      (c) => {
        taken ??= call.flags.bool('overwrite') ? undefined : overwritten(c.env ?? [], env);
        const next = updateEnv(c.env ?? [], env, remove);
        const { env: _, ...rest } = c;
        return next.length > 0 ? { ...c, env: next } : rest;
      },
    );
    if (!result.found) call.err(`Warning: ${info.mapping.kind}/${nameOf(info.object)} does not have any containers matching ${quote(pattern)}\n`);
    return result.spec;
  });
  return taken === undefined ? changed : err(taken);
}

function* listAll(call: Call, infos: readonly Info[], env: readonly EnvVar[], remove: readonly string[]): Task<undefined> {
  for (const info of infos) {
    const changed = changeInfo(call, info, env, remove);
    if (!changed.ok) continue;
    const containers: Container[] = [];
    updatePodSpec(changed.value, info.mapping.kind, (spec: PodSpec) => {
      containers.push(...(spec.containers ?? []), ...(spec.initContainers ?? []));
      return spec;
    });
    for (const container of containers.filter((c) => containerMatches(c.name ?? '', call.flags.string('containers')))) yield* listEnvironment(call, info, container);
  }
}

/** Names of objects come first, then `KEY=VALUE`, `KEY-`; `undefined` where they are mixed. */
function splitEnvironment(args: readonly string[]): { readonly resources: readonly string[]; readonly changes: readonly string[] } | undefined {
  const isChange = (arg: string): boolean => arg.indexOf('=') > 0 || arg.lastIndexOf('=') > 0 || arg.endsWith('-');
  const first = args.findIndex(isChange);
  if (first < 0) return { resources: args, changes: [] };
  const changes = args.slice(first);
  return changes.every(isChange) ? { resources: args.slice(0, first), changes } : undefined;
}

function parseEnvironment(specs: readonly string[], stdin: string | undefined): Result<{ readonly env: readonly EnvVar[]; readonly remove: readonly string[] }, string> {
  const env: EnvVar[] = [];
  const exists = new Set<string>();
  const remove: string[] = [];
  for (const spec of specs) {
    const equals = spec.indexOf('=');
    if (spec === '-') {
      if (stdin === undefined) return err("when '-' is used, STDIN must be open");
      for (const line of stdin.split('\n')) {
        const text = line.split('#')[0]!;
        const at = text.indexOf('=');
        if (at >= 0) env.push({ name: text.slice(0, at), value: text.slice(at + 1) });
      }
    } else if (equals >= 0) {
      const name = spec.slice(0, equals);
      const problems = isEnvVarName(name);
      if (problems.length > 0) return err(`${quote(name)} is not a valid key name: ${problems.join(';')}`);
      exists.add(name);
      env.push({ name, ...(equals + 1 < spec.length && { value: spec.slice(equals + 1) }) });
    } else if (spec.endsWith('-')) remove.push(spec.slice(0, -1));
    else return err(`unknown environment variable: ${spec}`);
  }
  return remove.some((name) => exists.has(name)) ? err('can not both modify and remove the same environment variable in the same command') : ok({ env, remove });
}

/** The keys of ConfigMaps and Secrets as variables that refer to them. */
function* importFrom(call: Call, from: string): Task<Result<readonly EnvVar[], Failure>> {
  const local = call.flags.bool('local');
  const found = findResources(call, {
    files: fileOptions(call),
    local,
    continueOnError: true,
    typed: true,
    ...(!local && { args: [from], labelSelector: call.flags.string('selector'), emptySelectorSelectsAll: call.flags.bool('all'), latest: true }),
  });
  if (!found.ok) return found;
  const { infos, failure } = yield* found.value.infos();
  if (failure) return err(failure);
  const env: EnvVar[] = [];
  const keys = call.flags.strings('keys');
  for (const info of infos) {
    const reference = info.mapping.kind === 'Secret' ? 'secretKeyRef' : info.mapping.kind === 'ConfigMap' ? 'configMapKeyRef' : undefined;
    if (!reference) return err(failed('unsupported resource specified in --from'));
    for (const key of Object.keys((info.object!.data ?? {}) as object).sort(compareStrings)) {
      if (keys.length > 0 && !keys.includes(key)) continue;
      const name = key.replace(/[^a-zA-Z0-9_]/g, '_').toUpperCase();
      if (name !== key) call.err(`Warning: key ${key} transferred to ${name}\n`);
      env.push({ name, valueFrom: { [reference]: { key, name: info.name } } });
    }
  }
  return ok(env);
}

function overwritten(existing: readonly EnvVar[], env: readonly EnvVar[]): string | undefined {
  for (const { name, value } of env) {
    const current = existing.find((e) => e.name === name);
    if (current && (current.value ?? '') !== (value ?? '')) return `'${name}' already has a value (${current.value ?? ''}), and --overwrite is false`;
  }
  return undefined;
}

/** A new value takes the place of the old one; new names come last. */
function updateEnv(existing: readonly EnvVar[], env: readonly EnvVar[], remove: readonly string[]): readonly EnvVar[] {
  const covered = new Set(remove);
  const out: EnvVar[] = [];
  const first = (name: string | undefined): EnvVar | undefined => env.find((e) => e.name === name);
  for (const e of existing) {
    if (covered.has(e.name ?? '')) continue;
    const newer = first(e.name);
    if (newer) covered.add(e.name ?? '');
    out.push(newer ?? e);
  }
  for (const e of env) {
    if (covered.has(e.name ?? '')) continue;
    covered.add(e.name ?? '');
    out.push(e);
  }
  return out;
}
