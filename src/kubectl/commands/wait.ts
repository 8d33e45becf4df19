/** `kubectl wait` (upstream: pkg/cmd/wait). */
import { close, next, now, sleep, type Task } from '../../engine/client.ts';
import { quote } from '../../base/go-format.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { Call, Command } from '../command.ts';
import { ALL_NAMESPACES_FLAG, FIELD_SELECTOR_FLAG, fileOptions, wholeFolderFlags, SELECTOR_FLAG } from '../common-flags.ts';
import type { Wire } from '../describers/wire.ts';
import { failed, isNotFound, statusFailure, type Failure } from '../failure.ts';
import { failure as statusOf } from '../../api/meta/status.ts';
import { objectPrinter, OUTPUT_FLAGS } from '../printers/output.ts';
import type { Info } from '../resources/info.ts';
import { findResources, withoutNotFound, type Resources } from '../resources/query.ts';
import { qualifiedResource } from '../rest-mapper.ts';
import { goText } from '../templates/go-value.ts';
import { jsonPathResults, relaxedJsonPath } from '../templates/jsonpath.ts';
import { parseJsonPath } from '../templates/jsonpath-parser.ts';

const A_WEEK = 168 * 3_600_000;
const POLL = 500;
const TIMED_OUT = 'timed out waiting for the condition';

export const wait: Command = {
  name: 'wait',
  group: 'Advanced Commands',
  short: 'Experimental: Wait for a specific condition on one or many resources',
  usage:
    "wait ([-f FILENAME] | resource.group/resource.name | resource.group [(-l label | --all)]) [--for=create|--for=delete|--for condition=available|--for=jsonpath='{}'[=value]] [options]",
  examples: `# Until a pod is ready
kubectl wait --for=condition=Ready pod/busybox1
# Until a pod runs
kubectl wait --for=jsonpath='{.status.phase}'=Running pod/busybox1
# Until a pod is gone, for a minute at most
kubectl wait --for=delete pod/busybox1 --timeout=60s`,
  suggestFor: ['list', 'ps'],
  completes: 'resources',
  flags: [
    ...OUTPUT_FLAGS,
    ...wholeFolderFlags('that identify the resource'),
    SELECTOR_FLAG,
    FIELD_SELECTOR_FLAG,
    ALL_NAMESPACES_FLAG,
    { name: 'all', type: 'bool', help: 'All objects of the given types in the namespace.' },
    { name: 'local', type: 'bool', help: 'Ask the server nothing.' },
    { name: 'timeout', type: 'duration', default: '30s', help: 'How long to wait; 0 checks once, a negative time is a week.' },
    { name: 'for', type: 'string', help: "What to wait for: create, delete, condition=NAME[=VALUE] (VALUE is true by default), jsonpath='{EXPRESSION}'[=VALUE]." },
  ],
  run,
};

/** Whether an object is as it is waited for. */
type Check = (object: Wire) => Result<boolean, string>;
type Goal = { readonly for: 'create' } | { readonly for: 'delete' } | { readonly for: 'condition'; readonly check: Check };

/** Until when, in milliseconds since the epoch; `once` looks a single time. */
interface Patience {
  readonly until: number;
  readonly once: boolean;
}

function* run(call: Call): Task<Failure | undefined> {
  const { flags } = call;
  const printer = objectPrinter(call, 'condition met');
  if (!printer.ok) return printer.error;
  const goal = goalOf(flags.string('for'));
  if (!goal.ok) return failed(goal.error);
  const timeout = flags.number('timeout');
  const patience: Patience = { until: (yield* now()) + (timeout < 0 ? A_WEEK : timeout), once: timeout === 0 };
  const find = (): Result<Resources, Failure> =>
    findResources(call, {
      files: fileOptions(call),
      args: call.args,
      labelSelector: flags.string('selector'),
      fieldSelector: flags.string('field-selector'),
      allNamespaces: flags.bool('all-namespaces'),
      emptySelectorSelectsAll: flags.bool('all'),
      local: flags.bool('local'),
      continueOnError: true,
      latest: true,
    });
  if (goal.value.for === 'create') {
    const missing = yield* untilFound(find, patience);
    if (missing) return missing;
  }
  const found = find();
  if (!found.ok) return found.error;
  let visited = 0;
  const failure = yield* found.value.visit(function* (info) {
    visited += 1;
    const met = yield* untilMet(call, info, goal.value, patience);
    if (!met.ok) return met.error;
    const printed = printer.value(met.value);
    if (printed.ok) call.out(printed.value);
    return undefined;
  });
  const left = goal.value.for === 'delete' ? withoutNotFound(failure) : failure;
  return left ?? (visited === 0 && goal.value.for !== 'delete' ? failed('no matching resources found') : undefined);
}

function goalOf(text: string): Result<Goal, string> {
  const lower = text.toLowerCase();
  if (lower === 'delete' || lower === 'create') return ok({ for: lower });
  if (text.startsWith('condition=')) {
    const [, name = '', value = 'true'] = /^([^=]*)(?:=([^]*))?$/.exec(text.slice('condition='.length)) ?? [];
    return ok({ for: 'condition', check: conditionCheck(name, value) });
  }
  if (text.startsWith('jsonpath=')) {
    const check = jsonPathCheck(text.slice('jsonpath='.length));
    return check.ok ? ok({ for: 'condition', check: check.value }) : check;
  }
  return err(`unrecognized condition: ${quote(text)}`);
}

const sameFolded = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** A condition counts once it is about the current generation. */
const conditionCheck =
  (name: string, value: string): Check =>
  (object) => {
    const condition = object.status?.conditions?.find((c: Wire) => typeof c.type === 'string' && sameFolded(c.type, name) && typeof c.status === 'string');
    if (!condition) return ok(false);
    const observed = condition.observedGeneration ?? object.status.observedGeneration;
    if (object.metadata.generation !== undefined && observed !== undefined && observed < object.metadata.generation) return ok(false);
    return ok(sameFolded(condition.status, value));
  };

function jsonPathCheck(input: string): Result<Check, string> {
  const parts = splitAtEquals(input);
  if (parts.length > 2) return err("jsonpath wait format must be --for=jsonpath='{.status.readyReplicas}'=3 or --for=jsonpath='{.status.readyReplicas}'");
  const path = relaxedJsonPath(parts[0] ?? '');
  if (!path.ok) return path;
  const wanted = parts[1]?.replace(/^['"]+|['"]+$/g, '');
  if (wanted === '') return err("jsonpath wait has to have a value after equal sign, like --for=jsonpath='{.status.readyReplicas}'=3");
  if (path.value === '') return err('jsonpath expression cannot be empty');
  const parsed = parseJsonPath(path.value);
  if (!parsed.ok) return parsed;
  return ok((object) => {
    const found = jsonPathResults(path.value, object, true);
    if (!found.ok) return found;
    const [values] = found.value;
    if (!values || values.length === 0) return ok(false);
    if (found.value.length > 1) return err('given jsonpath expression matches more than one list');
    if (values.length > 1) return err('given jsonpath expression matches more than one value');
    if (wanted === undefined) return ok(true);
    if (typeof values[0] === 'object' && values[0] !== null) return err('jsonpath leads to a nested object or list which is not supported');
    return ok(goText(values[0], 'int64').trim() === wanted.trim());
  });
}

/** At single `=` only: `==` belongs to an expression. */
function splitAtEquals(input: string): readonly string[] {
  const parts = [''];
  for (let at = 0; at < input.length; at += 1) {
    if (input.charAt(at) !== '=') parts[parts.length - 1] += input.charAt(at);
    else if (input.charAt(at + 1) === '=') {
      parts[parts.length - 1] += '==';
      at += 1;
    } else {
      parts.push('');
    }
  }
  return parts;
}

/** Looks twice a second until the objects are there. */
function* untilFound(find: () => Result<Resources, Failure>, { until }: Patience): Task<Failure | undefined> {
  for (;;) {
    const found = find();
    if (!found.ok) return found.error;
    let any = false;
    // oxlint-disable-next-line require-yield -- a visit, which has nothing to ask
    const failure = yield* found.value.visit(function* () {
      any = true;
      return undefined;
    });
    if (failure && !isNotFound(failure)) return failure;
    if (!failure && any) return undefined;
    if ((yield* now()) + POLL > until) {
      yield* next([], until);
      return failed(TIMED_OUT);
    }
    yield* sleep(POLL);
  }
}

/** The object when its time came. */
function* untilMet(call: Call, info: Info, goal: Goal, { until, once }: Patience): Task<Result<Wire, Failure>> {
  const { mapping, namespace, name } = info;
  if (goal.for === 'create') return ok(info.object);
  if (name === '') return err(failed('resource name must be provided'));
  const notMet = err(failed(`condition not met for ${mapping.resource}/${name}`));
  const timedOut = err(failed(`${TIMED_OUT} on ${mapping.resource}/${name}`));
  if (goal.for === 'delete' || once) {
    const got = yield* call.api.get(mapping, namespace, name);
    if (!got.ok) return goal.for === 'delete' && isNotFound(got.error) ? ok(info.object) : got;
    if (once) {
      const met = goal.for === 'delete' ? ok(false) : goal.check(got.value);
      if (!met.ok) return err(failed(met.error));
      return met.value ? ok(got.value) : notMet;
    }
  }
  if ((yield* now()) >= until) return timedOut;
  const fieldSelector = `metadata.name=${name}`;
  const list = yield* call.api.list(mapping, namespace, { fieldSelector });
  if (!list.ok) return list;
  const [current] = list.value.items;
  if (!current) {
    const resource = qualifiedResource(mapping);
    return goal.for === 'delete' ? ok(info.object) : err(statusFailure(statusOf(404, 'NotFound', `${resource} "${name}" not found`, { name, kind: resource })));
  }
  const handle = yield* call.api.watch(mapping, namespace, { fieldSelector, resourceVersion: list.value.metadata.resourceVersion });
  try {
    let object: Wire = current;
    for (;;) {
      const met = goal.for === 'delete' || object === undefined ? ok(false) : goal.check(object);
      if (!met.ok) return err(failed(met.error));
      if (met.value) return ok(object);
      const notice = yield* next([handle], until);
      if (notice.notice === 'timeout') return timedOut;
      if (notice.notice !== 'event') continue;
      const { type } = notice.event;
      if (type === 'DELETED' && goal.for === 'delete') return ok(notice.event.object);
      object = type === 'DELETED' ? undefined : notice.event.object;
    }
  } finally {
    yield* close(handle);
  }
}
