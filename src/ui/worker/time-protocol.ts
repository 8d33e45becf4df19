/** What the page asks to move along the tape, to compare two places on it, and to set branches apart. Times are virtual milliseconds. */
import type { AskedSide } from './history-protocol.ts';
import type { Delta, WhyAnswer } from './protocol.ts';

/** A place on the tape. */
export interface Place {
  readonly step: number;
  readonly branch: number;
}

/** Where a condition's text is wrong, and why. Counts characters from 0. */
export interface ConditionFault {
  readonly at: number;
  readonly length: number;
  readonly message: string;
}

/** How an *until* ended. */
export interface Arrival {
  /** `false`: it did not come within the bounds, or never was; a wait in the past then leaves the position as it is. */
  readonly came: boolean;
  /** What happened, in a sentence. */
  readonly text: string;
  /** The text is no condition. */
  readonly fault?: ConditionFault;
}

export interface ConditionReport {
  readonly fault?: ConditionFault;
  /** Whether it holds at this step. */
  readonly holds?: boolean;
  /** What its fields and lists are at this step. */
  readonly facts?: readonly string[];
}

/** How one object differs between two places. */
export interface ObjectChange {
  readonly key: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly change: 'only left' | 'only right' | 'differs';
  /** The first fields that differ, with both values: `spec.replicas: 4 → 6`. */
  readonly fields: readonly string[];
  /** How many fields differ. */
  readonly count: number;
}

export interface ObjectDiff {
  readonly left: Place & { readonly time: number };
  readonly right: Place & { readonly time: number };
  readonly changes: readonly ObjectChange[];
  /** More than are listed. */
  readonly more: number;
}

/** A field that differs: the values as text; absent where there is none. */
export interface FieldChange {
  /** `spec.template.spec.containers[nginx].image` */
  readonly path: string;
  readonly here?: string;
  readonly there?: string;
}

export interface BesideDiff {
  /** Whether there is such an object on each side. */
  readonly here: boolean;
  readonly there: boolean;
  readonly fields: readonly FieldChange[];
  /** More than are listed. */
  readonly more: number;
}

/** Marks at the fields of an object, as its YAML shows them. */
export interface FieldLine {
  /** The line of the YAML, from 0. */
  readonly line: number;
  /** As conditions write it: `.spec.replicas`. */
  readonly path: string;
}

export interface TimeCalls {
  /** Lets time run until the condition holds; `back`: goes to where it last did. */
  untilHolds(options: { readonly text: string; readonly namespace: string; readonly back?: boolean }): Arrival;
  condition(options: { readonly text: string; readonly namespace: string }): ConditionReport;
  /** While the clock runs it stops where one of these begins to hold. Those that do not parse are left out. */
  breakpoints(options: { readonly texts: readonly string[]; readonly namespace: string }): void;
  /** Starts a branch at this step, and goes on in it. */
  branchOff(options: { readonly name?: string }): { readonly id: number };
  renameBranch(options: { readonly id: number; readonly name: string }): void;
  removeBranch(options: { readonly id: number }): void;
  /** Shows another branch beside this one, at the same virtual time; without one, none. */
  beside(options: { readonly branch: number | undefined }): void;
  diff(options: { readonly left: Place; readonly right: Place; readonly events?: boolean }): ObjectDiff;
  /** The YAML of an object at two places, as the hunks of a unified diff. */
  diffText(options: { readonly left: Place; readonly right: Place; readonly key: string }): { readonly hunks: string };
  /** How an object is on this branch and how one is on the branch that is shown beside it, at the moment that is shown. */
  diffBeside(options: { readonly key: string; readonly other: string }): BesideDiff;
  /** The object as YAML, each line with the field that it is about. */
  fields(options: { readonly key: string; readonly side?: AskedSide }): { readonly text: string; readonly lines: readonly FieldLine[] };
  /** Who wrote a field, when, and because of what. */
  whyField(options: { readonly key: string; readonly path: string; readonly side?: AskedSide }): WhyAnswer | undefined;
}

/** What goes to the page by itself. */
export type TimeMessage =
  /** The other branch, as its own copy of the cluster; `undefined`: it is no longer shown. */
  | { readonly kind: 'beside'; readonly delta: Delta | undefined }
  /** The clock stopped by itself at a condition. */
  | { readonly kind: 'stopped'; readonly text: string };
