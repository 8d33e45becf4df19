/** `kubectl diff` (upstream: kubectl `pkg/cmd/diff/diff.go`). */
import { formatTime } from '../../api/meta/time.ts';
import type { KubeObject, Unchecked } from '../../api/meta/types.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { now, type Task } from '../../engine/client.ts';
import { toYaml } from '../../manifest/yaml/emitter.ts';
import type { Call, Command } from '../command.ts';
import { fieldManagerFlag, fileOptions, filenameFlags, hasFiles, SELECTOR_FLAG } from '../common-flags.ts';
import { exitWith, failed, hasReason, isNotFound, type Failure } from '../failure.ts';
import { withoutLastApplied } from '../last-applied.ts';
import { metadataOf, nameOf, resourceVersionOf, withMetadata, type Info } from '../resources/info.ts';
import { fetchInfo, findResources } from '../resources/query.ts';
import { unifiedHunks } from '../unified-diff.ts';
import { patchLive } from './apply/patcher.ts';
import { prunable, prunedKinds } from './apply/prune.ts';

const RETRIES = 4;

export const diff: Command = {
  name: 'diff',
  group: 'Advanced Commands',
  short: 'Show what apply would change',
  usage: 'diff -f FILENAME [options]',
  long: `Show what apply would change.

Exit codes: 0, nothing would change; 1, something would; more than 1, an error.`,
  examples: 'kubectl diff -f web.yaml\ncat web.yaml | kubectl diff -f -',
  failureCode: 2,
  flags: [
    ...filenameFlags('that describe the objects'),
    SELECTOR_FLAG,
    fieldManagerFlag('kubectl-client-side-apply'),
    { name: 'server-side', type: 'bool', help: 'Let the server merge.' },
    { name: 'force-conflicts', type: 'bool', help: 'With --server-side: take over fields that others own.' },
    { name: 'prune', type: 'bool', help: 'Show what pruning would delete, too.' },
    { name: 'prune-allowlist', type: 'stringArray', help: 'Prune only these kinds, as group/version/kind.' },
    { name: 'show-managed-fields', type: 'bool', help: 'Keep the managedFields.' },
    { name: 'concurrency', type: 'int', default: '1', help: 'How many objects to look at in parallel.' },
  ],
  run,
};

interface Versions {
  readonly name: string;
  readonly live: string;
  readonly merged: string;
}

function* run(call: Call): Task<Failure | undefined> {
  const { flags, args } = call;
  if (args.length > 0) return call.usageFailure(`Unexpected args: [${args.join(' ')}]`);
  if (!hasFiles(call)) return failed('must specify one of -f and -k');
  if (flags.bool('force-conflicts') && !flags.bool('server-side')) return failed('--force-conflicts only works with --server-side');
  const pruned = flags.bool('prune') ? prunedKinds(call) : undefined;
  if (pruned && !pruned.ok) return pruned.error;
  const found = findResources(call, { files: fileOptions(call), labelSelector: flags.string('selector') });
  if (!found.ok) return found.error;
  const versions: Versions[] = [];
  const visited = { uids: new Set<string>(), namespaces: new Set<string>() };
  const failure = yield* found.value.visit(function* (info) {
    const local = info.object!;
    let merged: Result<KubeObject, Failure> = err(failed(''));
    let live: Unchecked | undefined;
    for (let attempt = 1; attempt <= RETRIES; attempt += 1) {
      const problem = yield* fetchInfo(call, info);
      if (problem && !isNotFound(problem)) return problem;
      live = problem ? undefined : info.object;
      if (live) visited.uids.add(String(metadataOf(live).uid));
      if (info.mapping.namespaced) visited.namespaces.add(info.namespace);
      merged = yield* mergedVersion(call, info, local, live, attempt === RETRIES);
      if (merged.ok || !hasReason(merged.error, 'Conflict')) break;
    }
    if (metadataOf(live).deletionTimestamp !== undefined) call.err(`Warning: Detected changes to resource ${nameOf(live)} which is currently being deleted.\n`);
    if (!merged.ok) return merged.error;
    versions.push(printed(info, live, merged.value as unknown as Unchecked));
    return undefined;
  });
  if (pruned) {
    for (const { mapping, object } of yield* prunable(call, pruned.value, visited)) {
      const { namespace = '', name } = object.metadata;
      versions.push({ name: fileName(mapping, namespace, name), live: toYaml(object), merged: '' });
    }
  }
  if (failure) return failure;
  return yield* showDifferences(call, versions);
}

/** The object as it would be: the server's answer to a dry run. */
function* mergedVersion(call: Call, info: Info, local: Unchecked, live: Unchecked | undefined, force: boolean): Task<Result<KubeObject, Failure>> {
  const serverSide = call.flags.bool('server-side');
  const options = { dryRun: true, fieldManager: serverSide && !call.flags.changed('field-manager') ? 'kubectl' : call.flags.string('field-manager') };
  if (serverSide) return yield* call.api.patch(info.mapping, info.namespace, info.name, 'apply', local, { ...options, force: call.flags.bool('force-conflicts') });
  if (!live) return yield* call.api.create(info.mapping, info.namespace, withMetadata(local, { resourceVersion: undefined }), options);
  const { object, failure } = yield* patchLive(call, info, withoutLastApplied(local), options, { overwrite: true, ...(!force && { resourceVersion: resourceVersionOf(live) }) });
  return failure ? err(failure) : ok(object as unknown as KubeObject);
}

const fileName = ({ group, version, kind }: Info['mapping'], namespace: string, name: string): string => `${group ? `${group}.` : ''}${version}.${kind}.${namespace}.${name}`;

function printed(info: Info, live: Unchecked | undefined, merged: Unchecked): Versions {
  const { version, kind } = info.mapping;
  const clean = (object: Unchecked | undefined): Unchecked | undefined => object && withMetadata(object, { managedFields: undefined });
  let [from, to] = [clean(live), clean(merged)!];
  const secret = version === 'v1' && kind === 'Secret';
  if (secret) [from, to] = masked(from, to);
  const before = from ? toYaml(from) : secret ? 'null\n' : '';
  return { name: fileName(info.mapping, info.namespace, info.name), live: before, merged: toYaml(to) };
}

/** The values of Secrets are not shown, only whether they differ. */
function masked(from: Unchecked | undefined, to: Unchecked): [Unchecked | undefined, Unchecked] {
  const before = (from?.data ?? {}) as Unchecked;
  const after = (to.data ?? {}) as Unchecked;
  const mask = (own: Unchecked, other: Unchecked, word: string): Unchecked =>
    Object.fromEntries(Object.entries(own).map(([key, value]) => [key, Object.hasOwn(other, key) && other[key] !== value ? `*** (${word})` : '***']));
  return [from && (from.data ? { ...from, data: mask(before, after, 'before') } : from), to.data ? { ...to, data: mask(after, before, 'after') } : to];
}

function* showDifferences(call: Call, versions: readonly Versions[]): Task<Failure | undefined> {
  const [live, merged] = ['/tmp/LIVE-1', '/tmp/MERGED-1'];
  const external = call.io.env.KUBECTL_EXTERNAL_DIFF;
  if (external && call.io.shell) {
    const [program = '', ...words] = external.split(' ');
    for (const v of versions) {
      call.io.files.write(`${live}/${v.name}`, v.live);
      call.io.files.write(`${merged}/${v.name}`, v.merged);
    }
    const missing = program.includes('/') ? 0 : yield* call.io.shell(`command -v ${program} >/dev/null`);
    const code = missing !== 0 ? 127 : yield* call.io.shell([program, ...words.filter((w) => /^[a-zA-Z0-9-=]+$/.test(w)), live, merged].join(' '));
    for (const v of versions) {
      call.io.files.remove(`${live}/${v.name}`);
      call.io.files.remove(`${merged}/${v.name}`);
    }
    if (missing !== 0) return failed(`failed to run "${program}": executable file not found in $PATH`);
    if (code > 1) return failed(`failed to run "${program}": exit status ${code}`);
    return code === 0 ? undefined : exitWith(code);
  }
  const stamp = `${formatTime(yield* now())
    .replace('T', ' ')
    .replace('Z', '')}.000000000 +0000`;
  let different = false;
  for (const v of versions.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const hunks = unifiedHunks(v.live, v.merged);
    if (hunks === '') continue;
    different = true;
    call.out(`diff -u -N ${live}/${v.name} ${merged}/${v.name}\n--- ${live}/${v.name}\t${stamp}\n+++ ${merged}/${v.name}\t${stamp}\n${hunks}`);
  }
  return different ? exitWith(1) : undefined;
}
