/**
 * Reconcilers of what few clusters hold: they come late. Nothing wakes them before somebody outside has written something, and whoever takes such writes imports
 * `src/controllers/admission/policies/install.ts` first.
 */
import { latePart } from '../../base/late-part.ts';
import type { Component } from '../../engine/component.ts';

type Reconcile = Component['reconcile'];

/** By component. */
const { install, get } = latePart<Readonly<Record<string, Reconcile>>>('a controller that comes late is not there: import controllers/install-late.ts');

export const installLateReconcilers = install;

export const lateReconcile =
  (name: string): Reconcile =>
  (context, key) =>
    get()[name]!(context, key);
