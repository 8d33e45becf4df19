/** Whether an update loses requests: on a fork, its Services are asked all the while. */
import type { Deployment } from '../../api/kinds/deployment/types.ts';
import type { EndpointSlice } from '../../api/kinds/endpoint-slice/types.ts';
import type { Service } from '../../api/kinds/service/types.ts';
import type { Simulation } from '../../engine/simulation.ts';
import { trafficReports } from '../../kubelet/traffic/report.ts';

/** Requests a second: enough for the moment between a pod's end and the proxies' news of it. */
const RATE = 40;
const SERVICES = 3;

/** Starts asking the Services that lead to these Deployments' pods; what is given back tells, a sentence for each, what was lost. */
export function askServices(fork: Simulation, deployments: readonly Deployment[], rate = RATE): () => string[] {
  const services = deployments.flatMap((deployment) => servicesOf(fork, deployment)).slice(0, SERVICES);
  return askNamed(fork, services, rate);
}

export function askNamed(fork: Simulation, services: readonly Service[], rate = RATE): () => string[] {
  const asked = services.slice(0, SERVICES).flatMap(({ metadata: { name, namespace } }, index) => {
    const source = `what-if-${index + 1}`;
    const result = fork.input({ input: 'fault', fault: 'traffic-start', args: { name: source, target: `svc/${name}`, namespace, rate }, by: 'what if' });
    return 'error' in result && result.error !== undefined ? [] : [{ source, name }];
  });
  return () => {
    const reports = new Map(trafficReports(fork.view.memoryOf('traffic'), 1).map((report) => [report.name, report]));
    return asked.flatMap(({ source, name }) => {
      const report = reports.get(source);
      // Who answers nobody loses nothing by an update.
      if (!report || report.answered === 0) return [];
      const { lost, losses } = report;
      const all = `Of ${report.asked.toLocaleString('en')} requests to svc/${name} (${rate} a second)`;
      return [
        lost === 0
          ? `${all} none would be lost.`
          : `${all} ${lost.toLocaleString('en')} would be lost${losses[0] ? `, ${losses.length > 1 ? 'first ' : ''}${losses[0].why}` : ''}.`,
      ];
    });
  };
}

/** Services with a ready endpoint whose selector the Deployment's pods have. */
function servicesOf({ view }: Simulation, { metadata, spec }: Deployment): Service[] {
  const labels = spec.template.metadata?.labels ?? {};
  return view.list<Service>('services', metadata.namespace).filter(({ metadata: { name }, spec: { selector, type } }) => {
    const wanted = Object.entries(selector ?? {});
    return type !== 'ExternalName' && wanted.length > 0 && wanted.every(([key, value]) => labels[key] === value) && readyEndpoints(view, metadata.namespace, name).length > 0;
  });
}

/** Names of the pods behind a Service that are ready. */
export const readyEndpoints = (view: Simulation['view'], namespace: string | undefined, service: string): string[] =>
  view
    .list<EndpointSlice>('endpointslices.discovery.k8s.io', namespace)
    .filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === service)
    .flatMap(({ endpoints }) =>
      (endpoints ?? []).filter(({ conditions }) => conditions?.ready !== false).flatMap(({ targetRef }) => (targetRef?.name === undefined ? [] : [targetRef.name])),
    );
