import type { Task } from '../../engine/client.ts';
import type { DescribeSettings } from './describer.ts';
import { endpointsText } from './endpoint-slice.ts';
import { eventsOf, writeEvents } from './events.ts';
import { ENDPOINT_SLICES, getObject, listObjects, SERVICES } from './lookup.ts';
import { writeAnnotations, writeHead, writeLabels } from './metadata.ts';
import { description } from './prefix-writer.ts';
import { byText, type Wire } from './wire.ts';

/** upstream: IngressDescriber */
export function* describeIngress(ingress: Wire, settings: DescribeSettings): Task<string> {
  const { metadata, spec, status } = ingress;
  const events = yield* eventsOf(ingress, settings);
  const defaultBackend = spec.defaultBackend ? yield* backendText(metadata.namespace, spec.defaultBackend) : '<default>';
  const rules: { readonly host: string; readonly paths: { readonly path: string; readonly backend: string }[] }[] = [];
  for (const { host, http } of spec.rules ?? []) {
    if (!http) continue;
    const paths = [];
    for (const { path = '', backend } of http.paths ?? []) paths.push({ path, backend: yield* backendText(metadata.namespace, backend) });
    rules.push({ host: host || '*', paths });
  }
  const addresses = new Set<string>((status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }: Wire) => ip || hostname || '').filter((text: string) => text !== ''));
  return description((w) => {
    w.write(0, `Name:\t${metadata.name}\n`);
    writeLabels(w, 'Labels', metadata.labels);
    w.write(0, `Namespace:\t${metadata.namespace}\n`);
    w.write(0, `Address:\t${[...addresses].sort(byText).join(',')}\n`);
    w.write(0, `Ingress Class:\t${spec.ingressClassName ?? '<none>'}\n`);
    w.write(0, `Default backend:\t${defaultBackend}\n`);
    if (spec.tls?.length) w.write(0, 'TLS:\n');
    for (const { secretName, hosts } of spec.tls ?? []) w.write(1, `${secretName ? `${secretName} terminates` : 'SNI routes'} ${(hosts ?? []).join(',')}\n`);
    w.write(0, 'Rules:\n  Host\tPath\tBackends\n');
    w.write(1, '----\t----\t--------\n');
    for (const { host, paths } of rules) {
      w.write(1, `${host}\t\n`);
      for (const { path, backend } of paths) w.write(2, `\t${path} \t${backend}\n`);
    }
    if (rules.length === 0) w.write(1, `*\t*\t${defaultBackend}\n`);
    writeAnnotations(w, 'Annotations', metadata.annotations);
    writeEvents(w, events);
  });
}

/** `web:80 (10.0.0.1:8080)`, or why there is no endpoint to name (upstream: describeBackendV1). */
function* backendText(namespace: string, backend: Wire): Task<string> {
  const { service, resource } = backend;
  if (resource) return `APIGroup: ${resource.apiGroup ?? '<none>'}, Kind: ${resource.kind}, Name: ${resource.name}`;
  if (!service) return '';
  const { number, name: portName } = service.port ?? {};
  const title = `${service.name}:${number || (portName ?? '')}`;
  const slices = yield* listObjects(ENDPOINT_SLICES, namespace, { labelSelector: `kubernetes.io/service-name=${service.name}` });
  const found = yield* getObject(SERVICES, namespace, service.name);
  if (!found.object) return `${title} (<error: ${found.error}>)`;
  const port = (found.object.spec.ports ?? []).findLast((p: Wire) => (number ? number === p.port : portName && portName === p.name));
  return `${title} (${endpointsText(slices, port?.name ?? '')})`;
}

/** upstream: IngressClassDescriber */
export function* describeIngressClass(ingressClass: Wire, settings: DescribeSettings): Task<string> {
  const events = yield* eventsOf(ingressClass, settings);
  const { controller = '', parameters } = ingressClass.spec ?? {};
  return description((w) => {
    writeHead(w, ingressClass, { namespaced: false });
    w.write(0, `Controller:\t${controller}\n`);
    if (parameters) {
      w.write(0, 'Parameters:\n');
      if (parameters.apiGroup) w.write(1, `APIGroup:\t${parameters.apiGroup}\n`);
      w.write(1, `Kind:\t${parameters.kind}\n`);
      w.write(1, `Name:\t${parameters.name}\n`);
    }
    writeEvents(w, events);
  });
}
