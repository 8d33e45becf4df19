import { describe, expect, it } from 'vitest';
import { formatFieldError } from '../meta/field-error.ts';
import { service } from './service/descriptor.ts';
import type { Service } from './service/types.ts';

const withAddresses = (type: string, ...ingress: object[]): Service =>
  service.applyDefaults({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 's', uid: '', creationTimestamp: '' },
    spec: { type, ports: [{ port: 80 }] },
    status: { loadBalancer: { ingress } },
  } as unknown as Service);

const at = 'status.loadBalancer.ingress';

describe("a Service's addresses", () => {
  it.each([
    [withAddresses('ClusterIP', { ip: '1.2.3.4' }), [`${at}: Forbidden: may only be used when \`spec.type\` is 'LoadBalancer'`]],
    [withAddresses('LoadBalancer', { ip: '1.2.3.4' }, { hostname: 'a.b' }), []],
    [withAddresses('LoadBalancer', { hostname: 'a.b', ipMode: 'VIP' }), [`${at}[0].ipMode: Forbidden: may not be specified when \`ip\` is not set`]],
    [withAddresses('LoadBalancer', { ip: '1.2.3.4', ipMode: 'Own' }), [`${at}[0].ipMode: Unsupported value: "Own": supported values: "Proxy", "VIP"`]],
    [withAddresses('LoadBalancer', { hostname: '1.2.3.4' }), [`${at}[0].hostname: Invalid value: "1.2.3.4": must be a DNS name, not an IP address`]],
  ])('%#', (object, expected) => {
    expect(service.validateUpdate!(object, withAddresses('LoadBalancer'), 'status').map(formatFieldError)).toEqual(expected);
  });
});
