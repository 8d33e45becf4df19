import type { Task } from '../../engine/client.ts';
import type { DescribeSettings } from './describer.ts';
import { endpointsText } from './endpoint-slice.ts';
import { eventsOf, writeEvents } from './events.ts';
import { ENDPOINT_SLICES, listObjects } from './lookup.ts';
import { writeHead } from './metadata.ts';
import { description } from './prefix-writer.ts';
import { formatLabels } from './selectors.ts';
import type { Wire } from './wire.ts';

/** upstream: ServiceDescriber */
export function* describeService(service: Wire, settings: DescribeSettings): Task<string> {
  const { metadata, spec, status = {} } = service;
  const slices = yield* listObjects(ENDPOINT_SLICES, metadata.namespace, { labelSelector: `kubernetes.io/service-name=${metadata.name}` });
  const events = yield* eventsOf(service, settings);
  return description((w) => {
    writeHead(w, service);
    w.write(0, `Selector:\t${formatLabels(spec.selector)}\n`);
    w.write(0, `Type:\t${spec.type ?? ''}\n`);
    if (spec.ipFamilyPolicy) w.write(0, `IP Family Policy:\t${spec.ipFamilyPolicy}\n`);
    w.write(0, `IP Families:\t${(spec.ipFamilies ?? []).join(',') || '<none>'}\n`);
    w.write(0, `IP:\t${spec.clusterIP ?? ''}\n`);
    w.write(0, `IPs:\t${spec.clusterIPs?.length ? spec.clusterIPs.join(',') : '<none>'}\n`);
    if (spec.externalIPs?.length) w.write(0, `External IPs:\t${spec.externalIPs.join(',')}\n`);
    if (spec.loadBalancerIP) w.write(0, `Desired LoadBalancer IP:\t${spec.loadBalancerIP}\n`);
    if (spec.externalName) w.write(0, `External Name:\t${spec.externalName}\n`);
    const ingress: readonly Wire[] = status.loadBalancer?.ingress ?? [];
    if (ingress.length > 0)
      w.write(0, `LoadBalancer Ingress:\t${ingress.map(({ ip, ipMode, hostname = '' }) => (ip ? `${ip}${ipMode ? ` (${ipMode})` : ''}` : hostname)).join(', ')}\n`);
    for (const { name, port, protocol, targetPort = 0, nodePort } of spec.ports ?? []) {
      w.write(0, `Port:\t${name || '<unset>'}\t${port}/${protocol}\n`);
      w.write(0, `TargetPort:\t${targetPort}/${protocol}\n`);
      if (nodePort) w.write(0, `NodePort:\t${name || '<unset>'}\t${nodePort}/${protocol}\n`);
      w.write(0, `Endpoints:\t${endpointsText(slices, name ?? '')}\n`);
    }
    w.write(0, `Session Affinity:\t${spec.sessionAffinity ?? ''}\n`);
    if (spec.externalTrafficPolicy) w.write(0, `External Traffic Policy:\t${spec.externalTrafficPolicy}\n`);
    if (spec.internalTrafficPolicy) w.write(0, `Internal Traffic Policy:\t${spec.internalTrafficPolicy}\n`);
    if (spec.healthCheckNodePort) w.write(0, `HealthCheck NodePort:\t${spec.healthCheckNodePort}\n`);
    if (spec.loadBalancerSourceRanges?.length) w.write(0, `LoadBalancer Source Ranges:\t${spec.loadBalancerSourceRanges.join(',')}\n`);
    if (spec.trafficDistribution) w.write(0, `Traffic Distribution:\t${spec.trafficDistribution}\n`);
    writeEvents(w, events);
  });
}
