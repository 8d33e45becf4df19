/** The pure core: a world, a state and what happens next give the next state and a trace entry. */
import type { Status } from '../api/meta/status.ts';
import { retry, takeNext, wake } from './agenda.ts';
import type { ApiRequest, ApiResponse } from './client.ts';
import type { Component } from './component.ts';
import { serve } from './requests.ts';
import { StepContext } from './step-context.ts';
import type { ClusterState } from './state.ts';
import type { TraceEntry } from './trace.ts';
import type { World } from './world.ts';

/** What comes from outside. All of it is on the tape. */
export type Input =
  | { readonly input: 'request'; readonly request: ApiRequest; /** The command line or click it came from, in words. */ readonly by?: string }
  | { readonly input: 'fault'; readonly fault: string; readonly args: Readonly<Record<string, unknown>>; readonly by?: string };

export type InputResult =
  | { readonly input: 'request'; readonly response: ApiResponse }
  | { readonly input: 'fault'; readonly done: string | undefined; readonly error: string | undefined };

/**
 * Does the next thing on the agenda: one reconcile of one key. Changes `state` in place (fork it first to keep it); `undefined` where
 * nothing is due at or before `until` (milliseconds since the epoch).
 */
export function step(world: World, state: ClusterState, until = Infinity): TraceEntry | undefined {
  const item = takeNext(state, world.componentsByName, (component, key) => component.serial?.rank?.(new StepContext(world, state, ''), key) ?? '', until);
  if (!item) return undefined;
  state.step += 1;
  const component = world.componentsByName.get(item.component)!;
  const context = new StepContext(world, state, component.name);
  const outcome = component.reconcile(context, item.key);
  return {
    step: state.step,
    time: state.now,
    actor: component.actor?.(item.key) ?? component.name,
    component: component.name,
    key: item.key,
    cause: item.entry.cause,
    because: item.entry.because ?? 'call',
    joined: item.entry.joined,
    saw: outcome.saw ?? [],
    decision: outcome.decision,
    idle: (outcome.idle ?? false) && context.writes.length === 0,
    writes: context.writes,
    again: schedule(state, component, item, outcome.again),
    output: context.output,
  };
}

function schedule(state: ClusterState, component: Component, item: Parameters<typeof retry>[2], again: ReturnType<Component['reconcile']>['again']): TraceEntry['again'] {
  if (!again) return undefined;
  if ('retry' in again) return { at: state.now + retry(state, component, item, state.step), why: 'retry', message: again.retry };
  const at = state.now + Math.max(1, Math.ceil(again.after));
  wake(state, component, item.key, at, state.step, 'timer');
  return { at, why: 'timer' };
}

/** Does what came from outside, at `state.now`, as a step of its own. Changes `state` in place. */
export function applyInput(world: World, state: ClusterState, input: Input): { readonly entry: TraceEntry; readonly result: InputResult } {
  state.step += 1;
  const context = new StepContext(world, state, 'client');
  const result = perform(world, context, input);
  const entry: TraceEntry = {
    step: state.step,
    time: state.now,
    actor: 'you',
    component: 'client',
    key: input.input === 'request' ? requestLine(input.request) : input.fault,
    cause: undefined,
    because: 'input',
    saw: input.input === 'request' ? [requestLine(input.request)] : [],
    decision: describeInput(input, result),
    idle: false,
    writes: context.writes,
    again: undefined,
    output: context.output,
  };
  return { entry, result };
}

function perform(world: World, context: StepContext, input: Input): InputResult {
  if (input.input === 'request') return { input: 'request', response: serve(context, input.request) };
  const handler = world.faults.find((fault) => fault.name === input.fault);
  if (!handler) return { input: 'fault', done: undefined, error: `there is no fault named "${input.fault}"` };
  const done = handler.apply(context, input.args);
  return done.ok ? { input: 'fault', done: done.value, error: undefined } : { input: 'fault', done: undefined, error: done.error };
}

function describeInput(input: Input, result: InputResult): string {
  const what = input.by ?? (input.input === 'request' ? requestLine(input.request) : input.fault);
  if (result.input === 'fault') return result.done ?? `${what}: refused: ${result.error}`;
  return result.response.ok ? what : `${what}: refused: ${(result.response.status as Status).message}`;
}

export function requestLine({ verb, resource, subresource, namespace, name }: ApiRequest): string {
  return [verb, [resource, ...(namespace === undefined ? [] : [namespace]), ...(name === undefined ? [] : [name]), ...(subresource ? [subresource] : [])].join('/')].join(' ');
}

/** Starts every component of a new cluster. */
export function startComponents(world: World, state: ClusterState): void {
  for (const component of world.components) component.start?.(new StepContext(world, state, component.name));
}
