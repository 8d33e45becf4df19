/** Upstream: pkg/apis/apps/v1/defaults.go SetDefaults_DaemonSet. */
import { change, fill } from '../fill.ts';
import { defaultPodTemplate } from '../pod/spec-defaults.ts';
import { canonical } from '../shapes/shape.ts';
import type { DaemonSet, DaemonSetUpdateStrategy, RollingUpdateDaemonSet } from './types.ts';

function defaultStrategy(of: DaemonSetUpdateStrategy): DaemonSetUpdateStrategy {
  const strategy = fill(of, { type: 'RollingUpdate' });
  if (strategy.type !== 'RollingUpdate') return strategy;
  return change(strategy, { rollingUpdate: fill(strategy.rollingUpdate ?? ({} as RollingUpdateDaemonSet), { maxUnavailable: 1, maxSurge: 0 }) });
}

export function defaultDaemonSet(object: DaemonSet): DaemonSet {
  const daemonSet = canonical('apps.v1.DaemonSet', object);
  const spec = fill(daemonSet.spec, { revisionHistoryLimit: 10 });
  return change(daemonSet, { spec: change(spec, { updateStrategy: defaultStrategy(spec.updateStrategy), template: defaultPodTemplate(spec.template) }) });
}
