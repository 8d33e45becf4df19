/** upstream: pkg/cmd/create/create_ingress.go */
import { ok } from '../../../base/result.ts';
import type { Wire } from '../../describers/wire.ts';
import { generatorCommand, intOrString, metadataFor, refuse } from './generator.ts';

const RULE = /^[\w*\-.]*\/.*=[\w-]+:[\w-]+(?:,tls=?(?:[\w-]+)?)?/;

export const ingress = generatorCommand({
  name: 'ingress',
  aliases: ['ing'],
  short: 'Create an ingress with the specified name',
  usage: 'ingress NAME --rule=host/path=service:port[,tls[=secret]]',
  examples:
    '# A host with a path and its prefix\nkubectl create ingress simple --rule="foo.com/bar*=svc1:8080"\n# A default backend\nkubectl create ingress annotated --default-backend=svc1:80',
  flags: [
    { name: 'class', type: 'string', help: 'The ingress class.' },
    { name: 'rule', type: 'stringArray', help: 'HOST/PATH=SERVICE:PORT[,tls=SECRET]; a path that ends in * is a prefix.' },
    { name: 'default-backend', type: 'string', help: 'The backend of all else, SERVICE:PORT.' },
    { name: 'annotation', type: 'stringArray', help: 'An annotation, KEY=VALUE.' },
  ],
  refusal: () => 'failed to create ingress: ',
  build(call, name) {
    const { flags } = call;
    const rules = flags.strings('rule');
    const defaultBackend = flags.string('default-backend');
    if (defaultBackend === '' && rules.length === 0) {
      return refuse(
        'not enough information provided: every ingress has to either specify a default-backend (which catches all traffic) or a list of rules (which catch specific paths)',
      );
    }
    const badRule = rules.find((rule) => !RULE.test(rule));
    if (badRule !== undefined) return refuse(`rule ${badRule} is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]`);
    const badAnnotation = flags.strings('annotation').find((annotation) => !annotation.includes('='));
    if (badAnnotation !== undefined) return refuse(`annotation ${badAnnotation} is invalid and should be in format key=[value]`);
    if (defaultBackend !== '' && defaultBackend.split(':').length !== 2) return refuse('default-backend should be in format servicename:serviceport');
    const annotations = Object.fromEntries(flags.strings('annotation').map((text) => [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)]));
    const tls = tlsOf(rules);
    return ok({
      kind: 'Ingress',
      apiVersion: 'networking.k8s.io/v1',
      metadata: metadataFor(call, name, Object.keys(annotations).length > 0 ? { annotations } : {}),
      spec: {
        ...(flags.string('class') !== '' && { ingressClassName: flags.string('class') }),
        ...(defaultBackend !== '' && { defaultBackend: backendOf(defaultBackend) }),
        ...(tls.length > 0 && { tls }),
        ...(rules.length > 0 && { rules: rulesOf(rules) }),
      },
      status: { loadBalancer: {} },
    });
  },
});

function backendOf(text: string): Wire {
  const [name, port = ''] = text.split(':');
  const number = intOrString(port);
  return { service: { name, port: typeof number === 'number' ? { number } : { name: number } } };
}

/** A host belongs to the first secret that a rule of it names. */
function tlsOf(rules: readonly string[]): readonly Wire[] {
  const all: { hosts: string[]; secretName: string }[] = [];
  const hosts = new Set<string>();
  for (const rule of rules) {
    const parts = rule.split(',');
    const host = rule.split('/')[0]!;
    if (parts.length !== 2 || hosts.has(host)) continue;
    hosts.add(host);
    const secretName = parts[1]!.split('=')[1] ?? '';
    const same = all.find((entry) => entry.secretName === secretName);
    if (same) same.hosts.push(host);
    else if (host !== '' || secretName !== '') all.push({ hosts: host === '' ? [] : [host], secretName });
  }
  return all.map((entry) => ({ ...(entry.hosts.length > 0 && { hosts: entry.hosts }), ...(entry.secretName !== '' && { secretName: entry.secretName }) }));
}

function rulesOf(rules: readonly string[]): readonly Wire[] {
  const paths = new Map<string, Wire[]>();
  for (const rule of rules) {
    const text = rule.split(',')[0]!;
    const slash = text.indexOf('/');
    const host = text.slice(0, slash);
    const [rawPath = '', backend = ''] = text.slice(slash + 1).split('=');
    const path = `/${rawPath}`;
    const prefix = path.endsWith('*');
    paths.set(host, [...(paths.get(host) ?? []), { path: prefix ? path.slice(0, -1) : path, pathType: prefix ? 'Prefix' : 'Exact', backend: backendOf(backend) }]);
  }
  return [...paths].map(([host, list]) => ({ ...(host !== '' && { host }), http: { paths: list } }));
}
