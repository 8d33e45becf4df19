import { describe, expect, it } from 'vitest';
import type { Deployment } from '../../api/kinds/deployment/types.ts';
import type { HorizontalPodAutoscaler } from '../../api/kinds/horizontal-pod-autoscaler/types.ts';
import { deploymentNamed, TestCluster } from '../test-world.ts';
import { AUTOSCALERS } from './autoscaler-controller.ts';

const DEPLOYMENTS = 'deployments.apps';
/** The kind is served in more than one version. */
const create = (cluster: TestCluster, name: string, spec: object) =>
  cluster.simulation.request({
    verb: 'create',
    group: 'autoscaling',
    version: 'v2',
    resource: 'horizontalpodautoscalers',
    namespace: 'default',
    body: {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name },
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
        metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } }],
        ...spec,
      },
    },
  });
function scaled(spec: object, replicas = 4): TestCluster {
  const cluster = new TestCluster();
  cluster.create(DEPLOYMENTS, deploymentNamed('web', { replicas }));
  cluster.settle();
  create(cluster, 'web', spec);
  cluster.run(20_000);
  return cluster;
}
const size = (cluster: TestCluster) => cluster.get<Deployment>(DEPLOYMENTS, 'web')!.spec.replicas;
const conditions = (cluster: TestCluster) =>
  cluster.get<HorizontalPodAutoscaler>(AUTOSCALERS, 'web')!.status.conditions!.map(({ type, status, reason }) => `${type} ${status} ${reason}`);

describe('autoscaler controller', () => {
  it.each([
    [{ minReplicas: 6, maxReplicas: 9 }, 6, 'SuccessfulRescale New size: 6; reason: Current number of replicas below Spec.MinReplicas'],
    [{ minReplicas: 1, maxReplicas: 2 }, 2, 'SuccessfulRescale New size: 2; reason: Current number of replicas above Spec.MaxReplicas'],
  ])('keeps to its bounds: %j', (spec, expected, event) => {
    const cluster = scaled(spec);
    expect(size(cluster)).toBe(expected);
    expect(cluster.events('HorizontalPodAutoscaler', 'web')[0]).toBe(event);
    expect(conditions(cluster)[0]).toBe('AbleToScale True SucceededRescale');
  });

  it('says that nothing measures the load', () => {
    const cluster = scaled({ minReplicas: 1, maxReplicas: 9 });
    expect(size(cluster)).toBe(4);
    expect(conditions(cluster)).toEqual(['AbleToScale True SucceededGetScale', 'ScalingActive False FailedGetResourceMetric']);
    const message =
      'failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)';
    expect(cluster.events('HorizontalPodAutoscaler', 'web')).toEqual([
      `FailedGetResourceMetric ${message}`,
      `FailedComputeMetricsReplicas invalid metrics (1 invalid out of 1), first error is: failed to get cpu resource metric value: ${message}`,
    ]);
  });

  it('says of each metric that nobody serves it, in order', () => {
    const API = 'unable to fetch metrics from';
    const cluster = scaled({
      minReplicas: 1,
      maxReplicas: 9,
      metrics: [
        { type: 'Pods', pods: { metric: { name: 'rps' }, target: { type: 'AverageValue', averageValue: '10' } } },
        { type: 'Resource', resource: { name: 'memory', target: { type: 'AverageValue', averageValue: '10Mi' } } },
        { type: 'ContainerResource', containerResource: { name: 'cpu', container: 'c', target: { type: 'Utilization', averageUtilization: 10 } } },
        { type: 'External', external: { metric: { name: 'q', selector: { matchLabels: { a: 'b' } } }, target: { type: 'Value', value: '3' } } },
        { type: 'Object', object: { describedObject: { kind: 'Service', name: 's', apiVersion: 'v1' }, metric: { name: 'o' }, target: { type: 'Value', value: '3' } } },
      ],
    });
    const custom = `${API} custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered`;
    const none = 'the server could not find the requested resource';
    expect(cluster.events('HorizontalPodAutoscaler', 'web')).toEqual([
      `FailedGetPodsMetric unable to get metric rps: ${custom}`,
      `FailedGetResourceMetric failed to get memory usage: unable to get metrics for resource memory: ${API} resource metrics API: ${none} (get pods.metrics.k8s.io)`,
      `FailedGetContainerResourceMetric failed to get cpu utilization: unable to get metrics for resource cpu: ${API} resource metrics API: ${none} (get pods.metrics.k8s.io)`,
      `FailedGetExternalMetric unable to get external metric default/q/&LabelSelector{MatchLabels:map[string]string{a: b,},MatchExpressions:[]LabelSelectorRequirement{},}: ${API} external metrics API: ${none} (get q.external.metrics.k8s.io)`,
      `FailedGetObjectMetric unable to get metric o: Service on default s/${custom}`,
      `FailedComputeMetricsReplicas invalid metrics (5 invalid out of 5), first error is: failed to get pods metric value: unable to get metric rps: ${custom}`,
    ]);
    expect(cluster.get<HorizontalPodAutoscaler>(AUTOSCALERS, 'web')!.status.currentMetrics).toEqual([{ type: '' }, { type: '' }, { type: '' }, { type: '' }, { type: '' }]);
  });

  it('looks again when its target is scaled by somebody else', () => {
    const cluster = scaled({ minReplicas: 2, maxReplicas: 5 });
    cluster.update(DEPLOYMENTS, 'web', { spec: { replicas: 7 } });
    cluster.run(20_000);
    expect(size(cluster)).toBe(5);
    cluster.update(DEPLOYMENTS, 'web', { spec: { replicas: 0 } });
    cluster.run(20_000);
    expect(size(cluster)).toBe(0);
    expect(conditions(cluster)).toContain('ScalingActive False ScalingDisabled');
  });

  it("says that its target is not there, or another autoscaler's too", () => {
    const lost = scaled({ minReplicas: 1, maxReplicas: 2, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'none' } });
    expect(lost.events('HorizontalPodAutoscaler', 'web')).toEqual(['FailedGetScale deployments.apps "none" not found']);
    const shared = scaled({ minReplicas: 1, maxReplicas: 9 });
    create(shared, 'second', { maxReplicas: 3 + 6 });
    shared.run(20_000);
    expect(shared.events('HorizontalPodAutoscaler', 'second')[0]).toBe('AmbiguousSelector pods by selector app=web are controlled by multiple HPAs: [default/second default/web]');
  });
});
