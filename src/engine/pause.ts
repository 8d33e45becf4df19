/** Components that stand still: what wakes them is put aside until they go on. */
import { asideKey, putAside, timeOf, wake } from './agenda.ts';
import type { Component } from './component.ts';
import { NUL, type ClusterState } from './state.ts';

/** Takes everything of the component off the agenda. Its back-offs are forgotten, as those of a process that ended. */
export function pause(state: ClusterState, { name }: Component): void {
  if (state.paused.includes(name)) return;
  state.paused = [...state.paused, name];
  for (const [at, { due, ready }] of state.queues.entriesUnder(name + NUL)) {
    const key = at.slice(name.length + 1);
    if (due !== undefined) state.agenda.delete(due);
    state.queues.delete(at);
    if (due !== undefined || ready !== undefined) putAside(state, name, key, due === undefined ? state.now : timeOf(due));
  }
  for (const [line] of state.lines.entriesUnder(name + NUL)) state.lines.delete(line);
  const turn = state.turns.get(name)?.turn;
  if (turn !== undefined) state.agenda.delete(turn);
  state.turns.delete(name);
}

/** Lets the component go on at virtual time `at`: what it would have done meanwhile it does then. */
export function resume(state: ClusterState, component: Component, at: number, cause: number): void {
  const { name } = component;
  if (!state.paused.includes(name)) return;
  state.paused = state.paused.filter((other) => other !== name);
  for (const [aside, time] of state.memory.entriesUnder(asideKey(name, ''))) {
    state.memory.delete(aside);
    wake(state, component, aside.slice(asideKey(name, '').length), Math.max(at, time as number), cause, 'start');
  }
}
