/** `kubectl taint` (upstream: pkg/cmd/taint/{taint,utils}.go). */
import { isQualifiedName, isValidLabelValue } from '../../../api/meta/names.ts';
import type { Unchecked } from '../../../api/meta/types.ts';
import { quote } from '../../../base/go-format.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import type { Task } from '../../../engine/client.ts';
import type { Call, Command } from '../../command.ts';
import { dryRunOf, DRY_RUN_FLAG, fieldManagerFlag, fieldValidationOf, SELECTOR_FLAG, VALIDATE_FLAG } from '../../common-flags.ts';
import { taintText } from '../../describers/metadata.ts';
import type { Wire } from '../../describers/wire.ts';
import { errorText, exitWith, failed, together, type Failure } from '../../failure.ts';
import { createPatch } from '../../patching.ts';
import { objectPrinter, OUTPUT_FLAGS } from '../../printers/output.ts';
import type { Info } from '../../resources/info.ts';
import { findResources } from '../../resources/query.ts';

interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect?: string;
}

interface Changes {
  readonly add: readonly Taint[];
  readonly remove: readonly Taint[];
}

export const taint: Command = {
  name: 'taint',
  group: 'Cluster Management Commands',
  short: 'Update the taints on one or more nodes',
  long: `Update the taints on one or more nodes. A taint is written key=value:effect or key:effect; the effect is NoSchedule, PreferNoSchedule or NoExecute. With - behind it, taints are removed: those of a key and effect (key:effect-), or all of a key (key-).`,
  examples: `kubectl taint nodes foo dedicated=special-user:NoSchedule
# Without that taint again
kubectl taint nodes foo dedicated:NoSchedule-
# Without all taints of that key
kubectl taint nodes foo dedicated-
# On the nodes with a label
kubectl taint node -l myLabel=X dedicated=foo:PreferNoSchedule`,
  usage: 'taint NODE NAME KEY_1=VAL_1:TAINT_EFFECT_1 ... KEY_N=VAL_N:TAINT_EFFECT_N [options]',
  completes: 'nodes',
  flags: [
    ...OUTPUT_FLAGS,
    DRY_RUN_FLAG,
    VALIDATE_FLAG,
    SELECTOR_FLAG,
    fieldManagerFlag('kubectl-taint'),
    { name: 'overwrite', type: 'bool', help: 'Let taints that are there be replaced by others of the same key and effect.' },
    { name: 'all', type: 'bool', help: 'All nodes of the cluster.' },
  ],
  *run(call) {
    const dryRun = dryRunOf(call);
    if (!dryRun.ok) return dryRun.error;
    const validation = fieldValidationOf(call);
    if (!validation.ok) return validation.error;
    const isTaint = (word: string): boolean => word.includes('=') || word.includes(':') || word.endsWith('-');
    const first = call.args.findIndex(isTaint);
    const resources = first < 0 ? call.args : call.args.slice(0, first);
    const specs = first < 0 ? [] : call.args.slice(first);
    const late = specs.find((word) => !isTaint(word));
    if (late !== undefined) return failed(`all resources must be specified before taint changes: ${late}`);
    if (resources.length < 1) return failed('one or more resources must be specified as <resource> <name>');
    if (specs.length < 1) return failed('at least one taint update is required');
    const changes = parseTaints(specs);
    if (!changes.ok) return call.usageFailure(changes.error);
    const wrong = checkTarget(call, resources, changes.value);
    if (wrong) return wrong;
    const selector = call.flags.string('selector');
    const found = findResources(call, {
      ...(call.flags.bool('all')
        ? { args: ['node'], selectAll: true }
        : selector !== ''
          ? { args: ['node'], labelSelector: selector }
          : { names: { defaultType: 'node', names: resources.slice(1) } }),
      continueOnError: true,
      latest: true,
    });
    if (!found.ok) return found.error;
    return yield* found.value.visit(function* (info) {
      const updated = updatedTaints(info.object as Wire, changes.value, call.flags.bool('overwrite'));
      if (!updated.ok) return updated.error;
      const { object, operation } = updated.value;
      // Upstream forgets to say that it is a dry run.
      const printer = objectPrinter(call, operation);
      if (!printer.ok) return printer.error;
      let answer = object;
      if (dryRun.value !== 'client') {
        const sent = yield* send(call, info, object, { fieldValidation: validation.value, dryRun: dryRun.value === 'server' });
        if (!sent.ok) return sent.error;
        answer = sent.value;
      }
      const printed = printer.value(answer);
      if (!printed.ok) return printed.error;
      call.out(printed.value);
      return undefined;
    });
  },
};

function* send(
  call: Call,
  info: Info,
  object: Unchecked,
  { fieldValidation, dryRun }: { readonly fieldValidation: 'Strict' | 'Warn' | 'Ignore'; readonly dryRun: boolean },
): Task<Result<Unchecked, Failure>> {
  const patch = createPatch(info.mapping, info.object as Unchecked, object);
  if (!patch.ok) return err(failed(patch.error));
  const patched = yield* call.api.patch(info.mapping, '', info.name, patch.value.type, patch.value.patch, {
    fieldValidation,
    fieldManager: call.flags.string('field-manager'),
    ...(dryRun && { dryRun: true }),
  });
  return patched as Result<unknown, Failure> as Result<Unchecked, Failure>;
}

function checkTarget(call: Call, resources: readonly string[], { add, remove }: Changes): Failure | undefined {
  const type = resources[0]!.toLowerCase();
  const mapping = call.mapper.forArgument(type);
  if (!mapping.ok) return exitWith(1, `${errorText(mapping.error)}\n`);
  if (mapping.value.kind !== 'Node') return failed(`invalid resource type ${type}, only node types are supported`);
  const conflicts = add.flatMap((a) => remove.filter((r) => a.key === r.key && (!r.effect || a.effect === r.effect)).map((r) => `${r.key}=${r.effect ?? ''}`));
  if (conflicts.length > 0) return failed(`can not both modify and remove the following taint(s) in the same command: ${conflicts.join(', ')}`);
  const [all, selector] = [call.flags.bool('all'), call.flags.string('selector')];
  if (all && selector !== '') return failed("setting 'all' parameter with a non empty selector is prohibited");
  if (!all && selector === '' && resources.length < 2) return failed("at least one resource name must be specified since 'all' parameter is not set");
  return undefined;
}

function parseTaints(specs: readonly string[]): Result<Changes, string> {
  const add: Taint[] = [];
  const remove: Taint[] = [];
  for (const spec of specs) {
    const removing = spec.endsWith('-');
    const parsed = parseTaint(removing ? spec.slice(0, -1) : spec);
    if (!parsed.ok) return parsed;
    const { key, effect, value } = parsed.value;
    if (removing) {
      remove.push({ key, effect });
      continue;
    }
    if (!effect) return err(`invalid taint spec: ${spec}`);
    if (add.some((a) => a.key === key && a.effect === effect)) return err(`duplicated taints with the same key and effect: {${key} ${value ?? ''} ${effect} <nil>}`);
    add.push(parsed.value);
  }
  return ok({ add, remove });
}

/** `key=value:effect`, `key:effect` or `key`. */
function parseTaint(spec: string): Result<Taint, string> {
  const parts = spec.split(':');
  const [before = '', effect] = parts;
  if (parts.length > 2) return err(`invalid taint spec: ${spec}`);
  let [key, value]: [string, string | undefined] = [before, undefined];
  if (effect !== undefined) {
    if (!['NoSchedule', 'PreferNoSchedule', 'NoExecute'].includes(effect)) return err(`invalid taint effect: ${effect}, unsupported taint effect`);
    const pair = before.split('=');
    if (pair.length > 2) return err(`invalid taint spec: ${spec}`);
    [key, value] = [pair[0]!, pair[1]];
    const problems = value === undefined ? [] : isValidLabelValue(value);
    if (problems.length > 0) return err(`invalid taint spec: ${spec}, ${problems.join('; ')}`);
  }
  const problems = isQualifiedName(key);
  if (problems.length > 0) return err(`invalid taint spec: ${spec}, ${problems.join('; ')}`);
  return ok({ key, ...(value && { value }), ...(effect && { effect }) });
}

const same = (a: Taint, b: Taint): boolean => a.key === b.key && a.effect === b.effect;

/** The node with the taints changed, and what to say of it. New ones stand first. */
function updatedTaints(node: Wire, { add, remove }: Changes, overwrite: boolean): Result<{ readonly object: Unchecked; readonly operation: string }, Failure> {
  const before = (node.spec.taints ?? []) as readonly Taint[];
  if (!overwrite) {
    const existing = add.flatMap((a) => before.filter((b) => same(a, b)).map((b) => b.key));
    if (existing.length > 0) return err(failed(`node ${node.metadata.name} already has ${existing.join(',')} taint(s) with same effect(s) and --overwrite is false`));
  }
  let taints: readonly Taint[] = [...add, ...before.filter((b) => !add.some((a) => same(a, b)))];
  const added = taints.length !== before.length;
  let deleted = false;
  const failures: Failure[] = [];
  for (const r of remove) {
    const left = taints.filter((t) => (r.effect ? !same(t, r) : t.key !== r.key));
    // As upstream has it, the last removal decides what is said.
    deleted = left.length !== taints.length;
    if (!deleted) failures.push(failed(`taint ${quote(taintText(r))} not found`));
    taints = left;
  }
  const failure = together(failures);
  if (failure) return err(failure);
  const { taints: _, ...rest } = node.spec;
  return ok({
    object: { ...node, spec: { ...rest, ...(taints.length > 0 && { taints }) } },
    operation: (added && deleted) || overwrite ? 'modified' : added ? 'tainted' : 'untainted',
  });
}
