/** Lifecycle hooks (upstream: pkg/kubelet/lifecycle/handlers.go). */
import type { LifecycleHandler } from '../api/kinds/pod/container-types.ts';
import { forgetSession, sessionOf, settle, startSession } from './machine.ts';
import type { PodStep } from './pod-step.ts';
import { httpProbe } from './probe/prober.ts';
import { findContainer } from './containers.ts';

/** What the status says of a command that failed; asked before its end is taken note of (upstream: handlerRunner.Run). */
export function execFailure(step: PodStep, container: string, hook: LifecycleHandler, session: number | undefined): string | undefined {
  const ran = session === undefined ? undefined : sessionOf(step, container, session);
  if (!hook.exec || !ran?.exit) return undefined;
  const command = (hook.exec.command ?? []).join(' ');
  const error = `command '${command}' exited with ${ran.exit}: ${ran.errors ?? ''}`;
  return `Exec lifecycle hook ([${command}]) for Container "${container}" in Pod "${step.name}_${step.namespace}(${step.record.uid})" failed - error: ${error}, message: ${JSON.stringify(ran.output)}`;
}

export interface HookRun {
  /** When it ends, as far as that is known; at most the time given. */
  readonly at: number;
  readonly session?: number;
  /** Known at once. */
  readonly end?: 'ok' | 'failed';
  readonly message?: string;
}

/** `until`: when nobody waits for it any more. */
export function runHook(step: PodStep, container: string, hook: LifecycleHandler, until: number): HookRun {
  const spec = findContainer(step.pod, container)!.container;
  if (hook.sleep) return { at: step.now + hook.sleep.seconds * 1000 };
  if (hook.exec) {
    const started = startSession(step, container, hook.exec.command ?? []);
    if (!started.ok)
      return {
        at: step.now,
        end: 'failed',
        message: `Exec lifecycle hook ([${(hook.exec.command ?? []).join(' ')}]) for Container "${container}" in Pod "${step.name}_${step.namespace}(${step.record.uid})" failed - error: ${started.error.message}, message: ""`,
      };
    settle(step);
    const over = sessionOf(step, container, started.value)?.exit !== undefined;
    return { at: over ? step.now : until, session: started.value };
  }
  if (hook.httpGet) {
    const answer = httpProbe(step, spec, hook.httpGet);
    return {
      at: step.now,
      end: answer.error === undefined ? 'ok' : 'failed',
      ...(answer.error !== undefined && {
        message: `HTTP lifecycle hook (${hook.httpGet.path}) for Container "${container}" in Pod "${step.name}_${step.namespace}(${step.record.uid})" failed - error: ${answer.error}`,
      }),
    };
  }
  return { at: step.now, end: 'failed', message: 'Cannot run handler: invalid handler' };
}

/** How a hook that was begun stands now. A hook without a session ends when its time comes. */
export function hookEnd(
  step: PodStep,
  run: { readonly container: string; readonly session?: number; readonly at: number; readonly end?: 'ok' | 'failed' },
): 'running' | 'ok' | 'failed' {
  if (run.end) return run.end;
  if (run.session === undefined) return step.now >= run.at ? 'ok' : 'running';
  const session = sessionOf(step, run.container, run.session);
  if (!session) return 'failed'; // it ended with its container
  const { exit } = session;
  if (exit === undefined) return 'running';
  forgetSession(step, run.container, run.session);
  return exit === 0 ? 'ok' : 'failed';
}
