/** The pod specs inside objects, and the round that all `kubectl set` commands make (upstream: kubectl `pkg/cmd/set/helper.go`, `pkg/polymorphichelpers/updatepodspec.go`). */
import type { Unchecked } from '../../../api/meta/types.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import type { Task } from '../../../engine/client.ts';
import type { Call } from '../../command.ts';
import { dryRunSuffix, DRY_RUN_FLAG, fieldManagerFlag, fileOptions, type DryRun } from '../../common-flags.ts';
import type { FlagSpec } from '../../flags.ts';
import { errorText, failed, type Failure } from '../../failure.ts';
import { createPatch } from '../../patching.ts';
import { objectPrinter, OUTPUT_FLAGS } from '../../printers/output.ts';
import { asTyped } from '../../printers/typed.ts';
import type { Info } from '../../resources/info.ts';
import { findResources } from '../../resources/query.ts';
import { qualifiedKind } from '../../rest-mapper.ts';

/** The flags of every `kubectl set` command. */
export const SET_FLAGS: readonly FlagSpec[] = [
  DRY_RUN_FLAG,
  fieldManagerFlag('kubectl-set'),
  { name: 'all', type: 'bool', help: 'All objects of the named types in the namespace.' },
  { name: 'local', type: 'bool', help: "Change the file's content and ask no server." },
  ...OUTPUT_FLAGS,
];

export interface Container extends Unchecked {
  readonly name?: string;
  readonly image?: string;
  readonly env?: readonly EnvVar[];
  readonly resources?: { readonly limits?: Readonly<Record<string, string>>; readonly requests?: Readonly<Record<string, string>> };
}
export interface EnvVar extends Unchecked {
  readonly name?: string;
  readonly value?: string;
  readonly valueFrom?: Unchecked;
}
export interface PodSpec extends Unchecked {
  readonly containers?: readonly Container[];
  readonly initContainers?: readonly Container[];
}

/** Where a kind keeps its pod spec. */
const PATHS: ReadonlyMap<string, readonly string[]> = new Map([
  ['Pod', ['spec']],
  ...['ReplicationController', 'Deployment', 'DaemonSet', 'ReplicaSet', 'StatefulSet', 'Job'].map((kind) => [kind, ['spec', 'template', 'spec']] as [string, string[]]),
  ['CronJob', ['spec', 'jobTemplate', 'spec', 'template', 'spec']],
]);

/** The object with its pod spec changed; an error for kinds that have none. */
export function updatePodSpec(object: Unchecked, kind: string, change: (spec: PodSpec) => PodSpec): Result<Unchecked, string> {
  const path = PATHS.get(kind);
  if (!path) return err(`the object is not a pod or does not have a pod template: ${GO_TYPES.get(kind) ?? `*v1.${kind}`}`);
  const at = (value: unknown, depth: number): unknown => {
    if (depth === path.length) return change((value ?? {}) as PodSpec);
    const fields = (value ?? {}) as Unchecked;
    const key = path[depth]!;
    const inner = at(fields[key], depth + 1);
    return inner === fields[key] ? fields : { ...fields, [key]: inner };
  };
  return ok(at(object, 0) as Unchecked);
}

const GO_TYPES: ReadonlyMap<string, string> = new Map([['HorizontalPodAutoscaler', '*v2.HorizontalPodAutoscaler']]);

/** `web`, `*`, `we*b`: which containers a pattern means. */
export function containerMatches(name: string, pattern: string): boolean {
  if (pattern === '*') return true;
  if (!pattern.includes('*')) return name === pattern;
  let at = 0;
  const parts = pattern.split('*');
  for (const [i, part] of parts.entries()) {
    if (part === '') continue;
    const next = name.slice(at).indexOf(part);
    if (next < at || (i === 0 && at !== 0) || (i === parts.length - 1 && name.length !== part.length + next)) return false;
    at = next;
  }
  return true;
}

/** Changes the containers and init containers whose name `matches`; says whether there were any. */
export function changeContainers(
  spec: PodSpec,
  matches: (name: string) => boolean,
  change: (container: Container) => Container,
): { readonly spec: PodSpec; readonly found: boolean } {
  let found = false;
  const each = (containers: readonly Container[] | undefined): readonly Container[] | undefined =>
    containers?.map((c) => {
      if (!matches(c.name ?? '')) return c;
      found = true;
      return change(c);
    });
  const containers = each(spec.containers);
  const initContainers = each(spec.initContainers);
  return { spec: { ...spec, ...(containers && { containers }), ...(initContainers && { initContainers }) }, found };
}

/** The objects of a `set` command, read from the server or, with --local, from files. */
export function* findTargets(call: Call, resources: readonly string[]): Task<Result<readonly Info[], Failure>> {
  const local = call.flags.bool('local');
  if (local && resources.length > 0)
    return err(
      failed("error: you must specify resources by --filename when --local is set.\nExample resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'"),
    );
  const found = findResources(call, {
    files: fileOptions(call),
    local,
    continueOnError: true,
    typed: true,
    ...(!local && {
      args: resources,
      emptySelectorSelectsAll: call.flags.bool('all'),
      labelSelector: call.flags.has('selector') ? call.flags.string('selector') : '',
      latest: true,
    }),
  });
  if (!found.ok) return found;
  const { infos, failure } = yield* found.value.infos();
  return failure ? err(failure) : ok(infos);
}

/** How errors name an object: with --local by its kind, as no server says what its resource is (upstream: Info.ObjectName). */
function objectName(call: Call, { mapping, name }: Info): string {
  if (!call.flags.bool('local')) return `${mapping.resource}/${name}`;
  return mapping.group ? `${qualifiedKind(mapping)}/${name}\n` : `${qualifiedKind(mapping)}/${name}`;
}

export interface SetChange {
  /** The object as it should be, or why it cannot be; `undefined`: it is to be left alone. */
  readonly change: (info: Info) => Result<Unchecked | undefined, string>;
  /** `image updated` */
  readonly operation: string;
  /** What stands before the server's refusal. */
  readonly refusal: string;
  readonly dryRun: DryRun;
  /** Sends and prints an object that did not change, too. */
  readonly evenUnchanged?: boolean;
  /** Stops after a patch, with this error. */
  readonly afterPatch?: () => Failure | undefined;
}

/** Changes, patches and prints each object; what fails does not stop the others. */
export function* patchTargets(
  call: Call,
  infos: readonly Info[],
  { change, operation, refusal, dryRun, evenUnchanged, afterPatch }: SetChange,
  earlier: Failure[] = [],
): Task<Failure | undefined> {
  const printer = objectPrinter(call, `${operation}${dryRunSuffix(dryRun)}`);
  if (!printer.ok) return printer.error;
  const changes = infos.map((info) => ({ info, changed: change(info) }));
  const failures = earlier;
  for (const { info, changed } of changes) {
    const before = info.object!;
    if (!changed.ok) {
      failures.push(failed(`error: ${objectName(call, info)} ${changed.error}\n`));
      continue;
    }
    if (changed.value === undefined) continue;
    const made = createPatch(info.mapping, before, changed.value);
    if (!made.ok) {
      failures.push(failed(`error: ${objectName(call, info)} ${made.error}\n`));
      continue;
    }
    if (!evenUnchanged && Object.keys(made.value.patch).length === 0) continue;
    let result = changed.value;
    if (!call.flags.bool('local') && dryRun !== 'client') {
      const patched = yield* call.api.patch(info.mapping, info.namespace, info.name, made.value.type, made.value.patch, {
        fieldManager: call.flags.string('field-manager'),
        ...(dryRun === 'server' && { dryRun: true }),
      });
      if (!patched.ok) {
        failures.push(failed(`${refusal}${errorText(patched.error)}`));
        continue;
      }
      result = patched.value as unknown as Unchecked;
      const stop = afterPatch?.();
      if (stop) return stop;
    }
    const printed = printer.value(asTyped(result));
    if (printed.ok) call.out(printed.value);
    else failures.push(printed.error);
  }
  return failures.length > 0 ? { kind: 'many', failures } : undefined;
}
