/** Upstream: pkg/apis/core/v1/defaults.go SetDefaults_Service. */
import { change, each, fill } from '../fill.ts';
import { canonical } from '../shapes/shape.ts';
import type { Service, ServicePort, ServiceSpec } from './types.ts';

const threeHours = 10800;

/** Whether anyone outside the cluster can come to it. Upstream: pkg/api/service/util.go ExternallyAccessible. */
export const isExternallyAccessible = (spec: ServiceSpec): boolean =>
  spec.type === 'LoadBalancer' || spec.type === 'NodePort' || (spec.type === 'ClusterIP' && (spec.externalIPs ?? []).length > 0);

function defaultPort(of: ServicePort): ServicePort {
  const port = fill(of, { protocol: 'TCP' });
  return port.targetPort === undefined || port.targetPort === 0 || port.targetPort === '' ? { ...port, targetPort: port.port } : port;
}

export function defaultService(object: Service): Service {
  const service = canonical('core.v1.Service', object);
  let spec = fill(service.spec, { sessionAffinity: 'None', type: 'ClusterIP' });
  if (spec.sessionAffinity === 'None') spec = change(spec, { sessionAffinityConfig: undefined });
  if (spec.sessionAffinity === 'ClientIP' && spec.sessionAffinityConfig?.clientIP?.timeoutSeconds === undefined) {
    spec = { ...spec, sessionAffinityConfig: { clientIP: { timeoutSeconds: threeHours } } };
  }
  spec = change(spec, { ports: each(spec.ports, defaultPort) });
  if (isExternallyAccessible(spec)) spec = fill(spec, { externalTrafficPolicy: 'Cluster' });
  if (spec.type !== 'ExternalName') spec = fill(spec, { internalTrafficPolicy: 'Cluster' });
  if (spec.type === 'LoadBalancer') spec = fill(spec, { allocateLoadBalancerNodePorts: true });
  const ingress =
    spec.type === 'LoadBalancer' ? each(service.status.loadBalancer.ingress, (item) => (item.ip ? fill(item, { ipMode: 'VIP' }) : item)) : service.status.loadBalancer.ingress;
  const status = change(service.status, { loadBalancer: change(service.status.loadBalancer, { ingress }) });
  return change(service, { spec, status });
}
