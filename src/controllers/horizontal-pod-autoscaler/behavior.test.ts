import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HorizontalPodAutoscalerBehavior, HPAScalingRules } from '../../api/kinds/horizontal-pod-autoscaler/types.ts';
import { EMPTY_HISTORY, normalize, withScaling, type History, type Limits } from './behavior.ts';

const limits = (change: Partial<Limits> = {}): Limits => ({ min: 1, max: 10, current: 3, behavior: undefined, ...change });
const seen = (...recommendations: readonly (readonly [ago: number, replicas: number])[]): History => ({
  ...EMPTY_HISTORY,
  recommendations: recommendations.map(([ago, replicas]) => ({ at: 1_000_000 - ago * 1000, replicas })),
});
const rules = (change: Partial<HPAScalingRules> = {}): HPAScalingRules => ({
  stabilizationWindowSeconds: 0,
  selectPolicy: 'Max',
  policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }],
  ...change,
});

describe('without a behavior', () => {
  it.each<[string, number, Partial<Limits>, History, number, string, string, boolean]>([
    ['as asked', 5, {}, EMPTY_HISTORY, 5, 'ReadyForNewScale', 'DesiredWithinRange', false],
    ['at most twice as many', 10, {}, EMPTY_HISTORY, 6, 'ReadyForNewScale', 'ScaleUpLimit', true],
    ['but four at least', 10, { current: 1 }, EMPTY_HISTORY, 4, 'ReadyForNewScale', 'ScaleUpLimit', true],
    ['no more than allowed', 12, { current: 8 }, EMPTY_HISTORY, 10, 'ReadyForNewScale', 'TooManyReplicas', true],
    ['no fewer than allowed', 0, {}, EMPTY_HISTORY, 1, 'ReadyForNewScale', 'TooFewReplicas', true],
    ['the highest of the last five minutes', 1, {}, seen([299, 3], [60, 2]), 3, 'ScaleDownStabilized', 'DesiredWithinRange', false],
    ['and no older', 1, {}, seen([301, 3], [60, 2]), 2, 'ScaleDownStabilized', 'DesiredWithinRange', false],
  ])('%s', (_, wanted, change, history, replicas, stabilized, limited, isLimited) => {
    const found = normalize(wanted, limits(change), history, 1_000_000);
    expect(found).toMatchObject({ replicas, stabilized: { reason: stabilized }, limited: { reason: limited, isLimited } });
  });
});

describe('with a behavior', () => {
  const pods = (value: number, periodSeconds = 60) => [{ type: 'Pods', value, periodSeconds }];
  it.each<[string, number, number, HorizontalPodAutoscalerBehavior, History, number, string]>([
    ['a policy of pods', 9, 3, { scaleUp: rules({ policies: pods(2) }), scaleDown: rules() }, EMPTY_HISTORY, 5, 'ScaleUpLimit'],
    [
      'what was added within its period counts',
      9,
      4,
      { scaleUp: rules({ policies: pods(2) }), scaleDown: rules() },
      { ...EMPTY_HISTORY, ups: [{ at: 950_000, change: 1 }] },
      5,
      'ScaleUpLimit',
    ],
    [
      'the largest change of several',
      9,
      3,
      { scaleUp: rules({ policies: [...pods(1), { type: 'Percent', value: 100, periodSeconds: 60 }] }), scaleDown: rules() },
      EMPTY_HISTORY,
      6,
      'ScaleUpLimit',
    ],
    [
      'or the smallest',
      9,
      3,
      { scaleUp: rules({ selectPolicy: 'Min', policies: [...pods(1), { type: 'Percent', value: 100, periodSeconds: 60 }] }), scaleDown: rules() },
      EMPTY_HISTORY,
      4,
      'ScaleUpLimit',
    ],
    ['none where it is switched off', 9, 3, { scaleUp: rules({ selectPolicy: 'Disabled' }), scaleDown: rules() }, EMPTY_HISTORY, 3, 'ScaleUpLimit'],
    [
      'a window on the way up takes the lowest',
      9,
      3,
      { scaleUp: rules({ stabilizationWindowSeconds: 60, policies: pods(9) }), scaleDown: rules() },
      seen([30, 4]),
      4,
      'DesiredWithinRange',
    ],
    [
      'percent on the way down',
      1,
      8,
      { scaleUp: rules(), scaleDown: rules({ policies: [{ type: 'Percent', value: 25, periodSeconds: 60 }] }) },
      EMPTY_HISTORY,
      6,
      'ScaleDownLimit',
    ],
    ['no window on the way down', 1, 8, { scaleUp: rules(), scaleDown: rules() }, seen([10, 8]), 1, 'DesiredWithinRange'],
    [
      'five minutes where it says nothing',
      1,
      8,
      { scaleUp: rules(), scaleDown: rules({ stabilizationWindowSeconds: undefined as never }) },
      seen([290, 8]),
      8,
      'DesiredWithinRange',
    ],
    ['growth is rounded up', 9, 1, { scaleUp: rules({ policies: [{ type: 'Percent', value: 10, periodSeconds: 60 }] }), scaleDown: rules() }, EMPTY_HISTORY, 2, 'ScaleUpLimit'],
  ])('%s', (_, wanted, current, behavior, history, replicas, reason) => {
    expect(normalize(wanted, limits({ current, behavior }), history, 1_000_000)).toMatchObject({ replicas, limited: { reason } });
  });
});

const policy = fc.record({ type: fc.constantFrom('Pods', 'Percent'), value: fc.integer({ min: 1, max: 200 }), periodSeconds: fc.integer({ min: 15, max: 120 }) });
const someRules = fc.record({
  stabilizationWindowSeconds: fc.integer({ min: 0, max: 120 }),
  selectPolicy: fc.constantFrom('Max', 'Min', 'Disabled'),
  policies: fc.array(policy, { minLength: 1, maxLength: 3 }),
});

describe('whatever is asked for, every 15 s', () => {
  it('sizes stay within bounds, and each policy that must hold does', () => {
    fc.assert(
      fc.property(
        fc.option(fc.record({ scaleUp: someRules, scaleDown: someRules }), { nil: undefined }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 0, max: 30 }),
        fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 25 }),
        (behavior, min, more, wishes) => {
          const max = min + more;
          let history = EMPTY_HISTORY;
          let current = min;
          const sizes = [{ at: 0, size: current }];
          for (const [i, wanted] of wishes.entries()) {
            const now = 1_000_000 + i * 15_000;
            const found = normalize(wanted, { min, max, current, behavior }, history, now);
            history = withScaling(found.history, behavior, current, found.replicas, now);
            expect(found.replicas).toBeGreaterThanOrEqual(min);
            expect(found.replicas).toBeLessThanOrEqual(max);
            if (!behavior) expect(found.replicas).toBeLessThanOrEqual(Math.max(2 * current, 4));
            if (behavior?.scaleUp.selectPolicy === 'Disabled') expect(found.replicas).toBeLessThanOrEqual(current);
            if (behavior?.scaleDown.selectPolicy === 'Disabled') expect(found.replicas).toBeGreaterThanOrEqual(current);
            // Of several policies the strictest holds: no more is added within its period, less what was taken away, than it allows.
            if (behavior?.scaleUp.selectPolicy === 'Min' && found.replicas > current)
              for (const { type, value, periodSeconds } of behavior.scaleUp.policies) {
                const before = sizes.filter(({ at }) => at <= now - periodSeconds * 1000).at(-1)?.size ?? min;
                expect(found.replicas).toBeLessThanOrEqual(type === 'Pods' ? before + value : Math.ceil(before * (1 + value / 100)));
              }
            current = found.replicas;
            sizes.push({ at: now, size: current });
          }
        },
      ),
      { seed: 7, numRuns: 300 },
    );
  });
});
