import { describe, expect, it } from 'vitest';
import type { ContainerStatus } from '../../api/kinds/pod/container-types.ts';
import type { Pod } from '../../api/kinds/pod/types.ts';
import { podPhase } from './phase.ts';

type State = 'waiting' | 'running' | 'ok' | 'failed' | 'again' | 'none';

const status = (name: string, state: State): ContainerStatus[] => {
  const ended = (exitCode: number) => ({ terminated: { exitCode, startedAt: null, finishedAt: null } });
  const states = { waiting: { waiting: {} }, running: { running: { startedAt: null } }, ok: ended(0), failed: ended(1), again: { waiting: { reason: 'CrashLoopBackOff' } } };
  return state === 'none' ? [] : [{ name, state: states[state], lastState: state === 'again' ? ended(1) : {}, started: state === 'running' } as ContainerStatus];
};

function phase(restartPolicy: string, init: readonly State[], main: readonly State[], sidecar = false): string {
  const named = (prefix: string, states: readonly State[]) => states.map((_, i) => ({ name: `${prefix}${i}`, ...(sidecar && prefix === 'i' && { restartPolicy: 'Always' }) }));
  const pod = { spec: { restartPolicy, initContainers: named('i', init), containers: named('c', main) } } as unknown as Pod;
  return podPhase(pod, [...init.flatMap((s, i) => status(`i${i}`, s)), ...main.flatMap((s, i) => status(`c${i}`, s))], false, false);
}

describe('phase of a pod', () => {
  it.each<[string, State[], State[], string]>([
    ['Always', [], ['waiting'], 'Pending'],
    ['Always', [], ['none'], 'Pending'],
    ['Always', [], ['running'], 'Running'],
    ['Always', [], ['running', 'waiting'], 'Pending'],
    ['Always', [], ['running', 'failed'], 'Running'],
    ['Always', [], ['ok'], 'Running'],
    ['Always', [], ['again'], 'Running'],
    ['OnFailure', [], ['ok'], 'Succeeded'],
    ['OnFailure', [], ['failed'], 'Running'],
    ['OnFailure', [], ['ok', 'failed'], 'Running'],
    ['Never', [], ['ok', 'ok'], 'Succeeded'],
    ['Never', [], ['ok', 'failed'], 'Failed'],
    ['Never', [], ['running', 'failed'], 'Running'],
    ['Always', ['running'], ['waiting'], 'Pending'],
    ['Always', ['failed'], ['waiting'], 'Pending'],
    ['Never', ['failed'], ['waiting'], 'Failed'],
    ['Never', ['ok', 'ok'], ['running'], 'Running'],
  ])('%s, init %j, containers %j: %s', (restartPolicy, init, main, expected) => {
    expect(phase(restartPolicy, init, main)).toBe(expected);
  });

  it.each<[State, State, string]>([
    ['waiting', 'waiting', 'Pending'],
    ['running', 'running', 'Running'],
    ['running', 'ok', 'Running'],
    ['ok', 'ok', 'Succeeded'],
  ])('a sidecar that is %s beside a container that is %s: %s', (side, main, expected) => {
    expect(phase('Never', [side], [main], true)).toBe(expected);
  });
});
