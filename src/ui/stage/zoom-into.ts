/** Moves the stage in and out; the address bar of it is the breadcrumb. */
import { mirrorWith } from '../stores/sides.ts';
import { change, useWorkspace } from '../stores/workspace.ts';
import { CLUSTER, into, isFocus, NAMESPACE, outOf, trail } from './focus.ts';
import type { FocusTables } from './focus.ts';

/** The tables of the branch that has what the stage is zoomed to; of two side by side, the one that time is moved on comes first. */
export const focusTables = (focus: string): FocusTables => mirrorWith(focus.split('#')[0]!).tables;

/** Goes to a place of the stage, and shows it. What was chosen further in stays chosen: it is the way back in. */
export function zoomTo(focus: string): void {
  const { namespace } = useWorkspace.getState();
  change((state) => {
    const key = focus.split('#')[0]!;
    const inside =
      state.selection !== undefined && isFocus(state.selection) && trail(state.selection, namespace, focusTables(state.selection)).some((crumb) => crumb.focus === key);
    state.focus = focus;
    state.stageTab = 'rollout';
    state.narrowTab = 'stage';
    if (key !== NAMESPACE && key !== CLUSTER && !inside) state.selection = key;
  });
}

/** Into a namespace of the cluster. */
export function zoomToNamespace(name: string): void {
  change((state) => {
    state.namespace = name;
    state.focus = NAMESPACE;
    state.stageTab = 'rollout';
  });
}

export function zoomOut(): void {
  const { focus } = useWorkspace.getState();
  zoomTo(outOf(focus, focusTables(focus)));
}

/** One level towards `wanted`, or towards what is chosen. */
export function zoomIn(wanted = useWorkspace.getState().selection): void {
  const { focus, namespace } = useWorkspace.getState();
  const next = into(focus, wanted !== undefined && (isFocus(wanted) || wanted.includes('#')) ? wanted : undefined, namespace, focusTables(wanted ?? focus));
  if (next !== focus) zoomTo(next);
}
