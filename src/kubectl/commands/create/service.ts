/** upstream: pkg/cmd/create/create_service.go */
import { isDns1123Subdomain, isValidPortName, isValidPortNumber } from '../../../api/meta/names.ts';
import { quote } from '../../../base/go-format.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import type { Call, Command } from '../../command.ts';
import type { FlagSpec } from '../../flags.ts';
import { generatorCommand, metadataFor, refuse, type Generator } from './generator.ts';

type ServiceType = 'ClusterIP' | 'NodePort' | 'LoadBalancer' | 'ExternalName';

const TCP: FlagSpec = { name: 'tcp', type: 'stringSlice', help: 'Ports as PORT or PORT:TARGETPORT.' };

const serviceOf = (type: ServiceType, given: Pick<Generator, 'short' | 'usage' | 'flags' | 'required'>): Command => {
  const name = type.toLowerCase();
  return generatorCommand({
    ...given,
    name,
    usage: `service ${name} ${given.usage}`,
    refusal: () => `failed to create ${type} service: `,
    savesNothing: true,
    build: (call, serviceName) => build(call, serviceName, type),
  });
};

function build(call: Call, name: string, type: ServiceType): ReturnType<Generator['build']> {
  const { flags } = call;
  const text = (flag: string): string => (flags.has(flag) ? flags.string(flag) : '');
  const clusterIP = text('clusterip');
  const externalName = text('external-name');
  const tcp = flags.strings('tcp');
  if (clusterIP !== 'None' && tcp.length === 0 && type !== 'ExternalName') return refuse('at least one tcp port specifier must be provided');
  if (type === 'ExternalName' && isDns1123Subdomain(externalName).length > 0) return refuse(`invalid service external name ${externalName}`);
  const nodePort = flags.has('node-port') ? flags.number('node-port') : 0;
  const ports = [];
  for (const pair of tcp) {
    const read = parsePorts(pair);
    if (!read.ok) return refuse(read.error);
    ports.push({ name: pair.replaceAll(':', '-'), protocol: 'TCP', ...read.value, ...(nodePort !== 0 && { nodePort }) });
  }
  return ok({
    kind: 'Service',
    apiVersion: 'v1',
    metadata: metadataFor(call, name, { labels: { app: name } }),
    spec: { ...(ports.length > 0 && { ports }), selector: { app: name }, ...(clusterIP !== '' && { clusterIP }), type, ...(externalName !== '' && { externalName }) },
    status: { loadBalancer: {} },
  });
}

function parsePorts(text: string): Result<{ readonly port: number; readonly targetPort: number | string }, string> {
  const [first = '', second] = text.split(':');
  if (!/^\d+$/.test(first)) return err(`strconv.ParseUint: parsing ${quote(first)}: invalid syntax`);
  const port = Number(first);
  if (port > 65_535) return err(`strconv.ParseUint: parsing ${quote(first)}: value out of range`);
  if (second === undefined) return ok({ port, targetPort: port });
  if (/^[+-]?\d+$/.test(second)) {
    const wrong = isValidPortNumber(Number(second));
    return wrong.length > 0 ? err(wrong.join(',')) : ok({ port, targetPort: Number(second) });
  }
  const wrong = isValidPortName(second);
  return wrong.length > 0 ? err(wrong.join(',')) : ok({ port, targetPort: second });
}

export const service: Command = {
  name: 'service',
  aliases: ['svc'],
  short: 'Create a service using a specified subcommand',
  usage: 'create service [flags] [options]',
  subcommands: [
    serviceOf('ClusterIP', {
      short: 'Create a ClusterIP service',
      usage: 'NAME [--tcp=<port>:<targetPort>] [--dry-run=server|client|none]',
      flags: [TCP, { name: 'clusterip', type: 'string', help: 'The address; None for a headless service.' }],
    }),
    serviceOf('ExternalName', {
      short: 'Create an ExternalName service',
      usage: 'NAME --external-name external.name [--dry-run=server|client|none]',
      required: ['external-name'],
      flags: [TCP, { name: 'external-name', type: 'string', help: 'The name that the service stands for.' }],
    }),
    serviceOf('LoadBalancer', { short: 'Create a LoadBalancer service', usage: 'NAME [--tcp=port:targetPort] [--dry-run=server|client|none]', flags: [TCP] }),
    serviceOf('NodePort', {
      short: 'Create a NodePort service',
      usage: 'NAME [--tcp=port:targetPort] [--dry-run=server|client|none]',
      flags: [TCP, { name: 'node-port', type: 'int', default: '0', help: 'The port on each node.' }],
    }),
  ],
};
