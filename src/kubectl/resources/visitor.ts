/** Ways to go through the objects of a command, and what happens to errors on the way (upstream: cli-runtime `resource/visitor.go`). */
import type { Task } from '../../engine/client.ts';
import { together, type Failure } from '../failure.ts';
import type { Info } from './info.ts';

export type VisitFn = (info: Info) => Task<Failure | undefined>;
/** Reports a failure that concerns one object: what comes back stops the visit. */
export type FailFn = (failure: Failure) => Failure | undefined;
export type Visitor = (visit: VisitFn, fail: FailFn) => Task<Failure | undefined>;

const stop: FailFn = (failure) => failure;

/** One after another; the first failure ends it. */
export const inOrder = (visitors: readonly Visitor[]): Visitor =>
  function* (visit, fail) {
    for (const visitor of visitors) {
      const failure = yield* visitor(visit, fail);
      if (failure) return failure;
    }
    return undefined;
  };

/** One after another, whatever fails; the failures come at the end, as one aggregate even if it is only one. */
export const eagerly = (visitors: readonly Visitor[]): Visitor =>
  function* (visit) {
    const failures: Failure[] = [];
    const { seen, failed } = collecting(visit, failures);
    for (const visitor of visitors) {
      const failure = yield* visitor(seen, failed);
      if (failure) failures.push(failure);
    }
    return failures.length > 0 ? { kind: 'many', failures } : undefined;
  };

/** Goes on after a failure of one object. */
export const continuing = (visitor: Visitor): Visitor =>
  function* (visit) {
    const failures: Failure[] = [];
    const { seen, failed } = collecting(visit, failures);
    const failure = yield* visitor(seen, failed);
    if (failure) failures.push(failure);
    return together(failures);
  };

function collecting(visit: VisitFn, failures: Failure[]): { readonly seen: VisitFn; readonly failed: FailFn } {
  return {
    *seen(info) {
      const failure = yield* visit(info);
      if (failure) failures.push(failure);
      return undefined;
    },
    failed(failure) {
      failures.push(failure);
      return undefined;
    },
  };
}

/** Does something to each object before the visit. */
export const decorated =
  (visitor: Visitor, ...decorators: readonly VisitFn[]): Visitor =>
  (visit) =>
    visitor(function* (info) {
      for (const decorator of decorators) {
        const failure = yield* decorator(info);
        if (failure) return failure;
      }
      return yield* visit(info);
    }, stop);

export const filtered =
  (visitor: Visitor, keep: (info: Info) => boolean): Visitor =>
  (visit) =>
    visitor(function* (info) {
      return keep(info) ? yield* visit(info) : undefined;
    }, stop);

export interface ListMembers {
  readonly infos: readonly Info[];
  /** What is wrong with single members. */
  readonly failures: readonly Failure[];
  /** Why the list cannot be read at all. */
  readonly stop?: Failure;
}

/** Visits the members of lists instead of the lists. `split` gives the members, or `undefined` for what is no list. */
export const flattened =
  (visitor: Visitor, split: (info: Info) => ListMembers | undefined): Visitor =>
  (visit) =>
    visitor(function* (info) {
      const members = split(info);
      if (!members) return yield* visit(info);
      if (members.stop) return members.stop;
      const failures: Failure[] = [...members.failures];
      for (const member of members.infos) {
        const failure = yield* visit(member);
        if (failure) failures.push(failure);
      }
      return failures.length > 0 ? { kind: 'many', failures } : undefined;
    }, stop);
