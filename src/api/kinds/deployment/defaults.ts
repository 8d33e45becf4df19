/** Upstream: pkg/apis/apps/v1/defaults.go SetDefaults_Deployment. */
import { change, fill } from '../fill.ts';
import { defaultPodTemplate } from '../pod/spec-defaults.ts';
import { canonical } from '../shapes/shape.ts';
import type { Deployment, DeploymentStrategy } from './types.ts';

function defaultStrategy(of: DeploymentStrategy): DeploymentStrategy {
  const strategy = fill(of, { type: 'RollingUpdate' });
  if (strategy.type !== 'RollingUpdate') return strategy;
  return change(strategy, { rollingUpdate: fill(strategy.rollingUpdate ?? ({} as never), { maxUnavailable: '25%', maxSurge: '25%' }) });
}

export function defaultDeployment(object: Deployment): Deployment {
  const deployment = canonical('apps.v1.Deployment', object);
  const spec = fill(deployment.spec, { replicas: 1, revisionHistoryLimit: 10, progressDeadlineSeconds: 600 });
  return change(deployment, { spec: change(spec, { strategy: defaultStrategy(spec.strategy), template: defaultPodTemplate(spec.template) }) });
}
