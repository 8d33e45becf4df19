/** Faults of the control plane: a controller or the scheduler that stands still, an API server that is slow. */
import { err, ok } from '../base/result.ts';
import { breaks, FAULTS, mended } from '../engine/broken.ts';
import type { Component, Context, FaultHandler } from '../engine/component.ts';

/** The program that all controllers run in. */
export const CONTROLLER_MANAGER = 'kube-controller-manager';
/** Milliseconds until a program that was started anew works: it lists what it watches first. */
const START = 1000;
const MAX_DELAY = 60;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

export function controlPlaneFaults(controllers: readonly Component[], scheduler: Component): readonly FaultHandler[] {
  const names = controllers.map(({ name }) => name);
  const chosen = (args: Readonly<Record<string, unknown>>): { readonly name: string; readonly components: readonly string[] } | string => {
    const name = text(args['controller']) || CONTROLLER_MANAGER;
    if (name === CONTROLLER_MANAGER) return { name, components: names };
    return names.includes(name) ? { name, components: [name] } : `there is no controller "${name}"; there are ${CONTROLLER_MANAGER} (all), ${names.join(', ')}`;
  };
  const stop: FaultHandler = {
    name: 'controller-stop',
    apply(context, args) {
      const which = chosen(args);
      if (typeof which === 'string') return err(which);
      for (const component of which.components) context.pause(component);
      return ok(broke(context, `controller/${which.name}`, stands(which.name), { fault: 'controller-start', args: { controller: which.name }, text: 'start it again' }));
    },
  };
  const start: FaultHandler = {
    name: 'controller-start',
    apply(context, args) {
      const which = chosen(args);
      if (typeof which === 'string') return err(which);
      for (const component of which.components) {
        context.resume(component, START);
        mended(context.memoryOf(FAULTS), `controller/${component}`);
      }
      mended(context.memoryOf(FAULTS), `controller/${which.name}`);
      return ok(`${which.name} works again, and looks at everything anew`);
    },
  };
  return [stop, start, ...schedulerFaults(scheduler.name), ...apiFaults];
}

const stands = (name: string): string => (name === CONTROLLER_MANAGER ? `${name} is stopped: no controller does anything` : `${name} is stopped`);

function broke(context: Context, id: string, sentence: string, mend: { readonly fault: string; readonly args: Readonly<Record<string, unknown>>; readonly text: string }): string {
  breaks(context, { id, text: sentence, mend });
  return sentence;
}

const schedulerFaults = (scheduler: string): readonly FaultHandler[] => [
  {
    name: 'scheduler-stop',
    apply(context) {
      context.pause(scheduler);
      return ok(broke(context, 'scheduler', 'the scheduler is stopped: new pods stay Pending', { fault: 'scheduler-start', args: {}, text: 'start it again' }));
    },
  },
  {
    name: 'scheduler-start',
    apply(context) {
      context.resume(scheduler, START);
      mended(context.memoryOf(FAULTS), 'scheduler');
      return ok('the scheduler works again');
    },
  },
];

const apiFaults: readonly FaultHandler[] = [
  {
    name: 'api-slow',
    apply(context, args) {
      const seconds = args['seconds'] === undefined ? 2 : Number(args['seconds']);
      if (!(seconds > 0 && seconds <= MAX_DELAY)) return err(`seconds must be a number above 0 and at most ${MAX_DELAY}`);
      context.slowApi(Math.round(seconds * 1000));
      const sentence = `the API server takes ${seconds} s longer to answer, and to tell those who watch`;
      return ok(broke(context, 'api-slow', sentence, { fault: 'api-fast', args: {}, text: 'let it answer at its usual speed' }));
    },
  },
  {
    name: 'api-fast',
    apply(context) {
      context.slowApi(0);
      mended(context.memoryOf(FAULTS), 'api-slow');
      return ok('the API server answers at its usual speed');
    },
  },
];
