/** What `label` and `annotate` have in common: changing a map of the metadata of many objects. */
import type { Unchecked } from '../api/meta/types.ts';
import type { Result } from '../base/result.ts';
import type { Task } from '../engine/client.ts';
import type { Call } from './command.ts';
import {
  ALL_NAMESPACES_FLAG,
  dryRunSuffix,
  DRY_RUN_FLAG,
  fieldManagerFlag,
  FIELD_SELECTOR_FLAG,
  fileOptions,
  filenameFlags,
  hasFiles,
  RECORD_FLAG,
  SELECTOR_FLAG,
  type DryRun,
} from './common-flags.ts';
import { failed, type Failure } from './failure.ts';
import type { FlagSpec } from './flags.ts';
import { toCompactJson } from '../manifest/print-json.ts';
import type { Pairs } from './pairs.ts';
import { createMergePatch } from './patching.ts';
import { objectPrinter, OUTPUT_FLAGS, type ObjectPrinter } from './printers/output.ts';
import { kindOf, withMetadata, type Info } from './resources/info.ts';
import { findResources } from './resources/query.ts';

export interface MetadataMap {
  /** `label` or `annotation`. */
  readonly word: string;
  readonly field: 'labels' | 'annotations';
  /** What stands in the map of an object. */
  readonly read: (object: Unchecked) => Readonly<Record<string, string>>;
  /** Whether these changes may overwrite what is there. */
  readonly refuse: (current: Readonly<Record<string, string>>, pairs: Pairs) => Failure | undefined;
  /** What is written besides, such as the change cause. */
  readonly also: (object: Unchecked) => Unchecked;
  /** The word behind the name, from the texts before and after. */
  readonly operation: (before: string, after: string) => string;
  /** Prints the objects as the server answered them, all with one printer; else each as changed here, with a printer of its own. */
  readonly printsAnswers: boolean;
  /** Keys that are to be removed and are not there. */
  readonly missing?: (key: string) => void;
}

export const metadataFlags = (word: string): readonly FlagSpec[] => [
  { name: 'overwrite', type: 'bool', help: `Let ${word}s be overwritten.` },
  { name: 'list', type: 'bool', help: `Show the ${word}s.` },
  { name: 'local', type: 'bool', help: "Change the file's content and ask no server." },
  { name: 'all', type: 'bool', help: 'All objects of the named types in the namespace.' },
  { name: 'resource-version', type: 'string', help: 'Only if the object has this resource version; for a single object.' },
  ALL_NAMESPACES_FLAG,
  FIELD_SELECTOR_FLAG,
  SELECTOR_FLAG,
  DRY_RUN_FLAG,
  RECORD_FLAG,
  ...filenameFlags('that name what to change'),
  fieldManagerFlag(`kubectl-${word === 'label' ? 'label' : 'annotate'}`),
  ...OUTPUT_FLAGS,
];

/** Checks that both commands make, in upstream's order and words. */
export function checkMetadataCall(call: Call, resources: readonly string[], pairs: Pairs, word: string, extension: string, dryRun: DryRun): Failure | undefined {
  const { flags } = call;
  if (flags.bool('all') && flags.string('selector')) return failed('cannot set --all and --selector at the same time');
  if (flags.bool('all') && flags.string('field-selector')) return failed('cannot set --all and --field-selector at the same time');
  if (flags.bool('local')) {
    if (dryRun === 'server') return failed('cannot specify --local and --dry-run=server - did you mean --dry-run=client?');
    if (resources.length > 0) return failed(`can only use local files by -f ${extension}.yaml or --filename=${extension}.json when --local=true is set`);
    if (!hasFiles(call)) return failed(`one or more files must be specified as -f ${extension}.yaml or --filename=${extension}.json`);
  } else if (resources.length < 1 && !hasFiles(call)) return failed('one or more resources must be specified as <resource> <name> or <resource>/<name>');
  if (pairs.set.size < 1 && pairs.remove.length < 1 && !flags.bool('list')) return failed(`at least one ${word} update is required`);
  return undefined;
}

export function* changeMetadata(call: Call, resources: readonly string[], pairs: Pairs, dryRun: DryRun, map: MetadataMap): Task<Failure | undefined> {
  const { flags } = call;
  const local = flags.bool('local');
  const found = findResources(call, {
    files: fileOptions(call),
    continueOnError: true,
    local,
    ...(!local && {
      labelSelector: flags.string('selector'),
      fieldSelector: flags.string('field-selector'),
      allNamespaces: flags.bool('all-namespaces'),
      args: resources,
      emptySelectorSelectsAll: flags.bool('all'),
      latest: true,
    }),
  });
  if (!found.ok) return found.error;
  const one = found.value.singleItemImplied;
  const resourceVersion = flags.string('resource-version');
  if (!one && resourceVersion) return failed('--resource-version may only be used with a single resource');
  let shared: Result<ObjectPrinter, Failure> | undefined;
  return yield* found.value.visit(function* (info) {
    const before = resourceVersion ? withMetadata(info.object!, { resourceVersion: undefined }) : info.object!;
    const writes = !(dryRun === 'client' || local || flags.bool('list'));
    if (writes) for (const key of pairs.remove) if (!Object.hasOwn(map.read(before), key)) map.missing?.(key);
    const changed = changeMap(map, before, pairs, flags.bool('overwrite'), resourceVersion);
    if (!changed.ok) return changed.error;
    const after = writes ? map.also(changed.value) : changed.value;
    info.object = after;
    let shown = after;
    if (writes) {
      const patched = yield* call.api.patch(info.mapping, info.namespace, info.name, 'merge', createMergePatch(before, after), {
        fieldManager: flags.string('field-manager'),
        ...(dryRun === 'server' && { dryRun: true }),
      });
      if (!patched.ok) return patched.error;
      if (map.printsAnswers) shown = patched.value as unknown as Unchecked;
    }
    if (flags.bool('list')) return listMap(call, info, map, shown, one);
    const printer = shared ?? objectPrinter(call, `${map.operation(toCompactJson(before), toCompactJson(after))}${dryRunSuffix(dryRun)}`);
    if (map.printsAnswers) shared = printer;
    if (!printer.ok) return printer.error;
    const printed = printer.value(shown);
    if (!printed.ok) return printed.error;
    call.out(printed.value);
    return undefined;
  });
}

function changeMap(
  map: MetadataMap,
  object: Unchecked,
  pairs: Pairs,
  overwrite: boolean,
  resourceVersion: string,
): { readonly ok: true; readonly value: Unchecked } | { readonly ok: false; readonly error: Failure } {
  const current = map.read(object);
  const refused = overwrite ? undefined : map.refuse(current, pairs);
  if (refused) return { ok: false, error: refused };
  const next = new Map([...Object.entries(current), ...pairs.set]);
  for (const key of pairs.remove) next.delete(key);
  return { ok: true, value: withMetadata(object, { [map.field]: next.size > 0 ? Object.fromEntries(next) : undefined, ...(resourceVersion && { resourceVersion }) }) };
}

function listMap(call: Call, info: Info, map: MetadataMap, object: Unchecked, one: boolean): undefined {
  if (!one) call.out(`Listing ${map.field} for ${kindOf(object)}.${info.mapping.group}/${info.name}:\n`);
  for (const [key, value] of Object.entries(map.read(object))) call.out(`${one ? '' : ' '}${key}=${value}\n`);
  return undefined;
}
