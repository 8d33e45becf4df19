/** Upstream: pkg/apis/core/validation/validation.go ValidateEndpoints; pkg/registry/core/endpoint/strategy.go. */
import { index, notSupported, required, type FieldError } from '../../meta/field-error.ts';
import { isDns1123Subdomain, isValidPortNumber } from '../../meta/names.ts';
import { dnsLabel, each, qualifiedName } from '../checks.ts';
import { ipWarnings, validateLegacyIp } from '../ip.ts';
import { validateEndpointIp } from './address-validation.ts';
import type { EndpointAddress, EndpointPort, Endpoints } from './types.ts';

const validateAddress = (path: string, address: EndpointAddress): FieldError[] => [
  ...validateLegacyIp(`${path}.ip`, address.ip ?? ''),
  ...(address.hostname ? dnsLabel(`${path}.hostname`, address.hostname) : []),
  ...(address.nodeName === undefined ? [] : each(`${path}.nodeName`, address.nodeName, isDns1123Subdomain(address.nodeName))),
  ...validateEndpointIp(`${path}.ip`, address.ip ?? ''),
];

function validatePort(path: string, port: EndpointPort, several: boolean): FieldError[] {
  const protocols = ['SCTP', 'TCP', 'UDP'];
  return [
    ...(port.name ? dnsLabel(`${path}.name`, port.name) : several ? [required(`${path}.name`)] : []),
    ...each(`${path}.port`, port.port, isValidPortNumber(port.port)),
    ...(!port.protocol ? [required(`${path}.protocol`)] : protocols.includes(port.protocol) ? [] : [notSupported(`${path}.protocol`, port.protocol, protocols)]),
    ...(port.appProtocol === undefined ? [] : qualifiedName(`${path}.appProtocol`, port.appProtocol)),
  ];
}

export const validateEndpoints = ({ subsets }: Endpoints): readonly FieldError[] =>
  (subsets ?? []).flatMap((subset, i) => {
    const at = index('subsets', i);
    const { addresses = [], notReadyAddresses = [], ports = [] } = subset;
    return [
      ...(addresses.length === 0 && notReadyAddresses.length === 0 ? [required(at, 'must specify `addresses` or `notReadyAddresses`')] : []),
      ...addresses.flatMap((address, j) => validateAddress(index(`${at}.addresses`, j), address)),
      ...notReadyAddresses.flatMap((address, j) => validateAddress(index(`${at}.notReadyAddresses`, j), address)),
      ...ports.flatMap((port, j) => validatePort(index(`${at}.ports`, j), port, ports.length > 1)),
    ];
  });

/** The controller's own writes are not looked at: it mends what it reads. */
export const endpointsWarnings = ({ metadata, subsets }: Endpoints): readonly string[] =>
  metadata.labels?.['endpoints.kubernetes.io/managed-by'] === 'endpoint-controller'
    ? []
    : (subsets ?? []).flatMap((subset, i) =>
        (['addresses', 'notReadyAddresses'] as const).flatMap((list) =>
          (subset[list] ?? []).flatMap(({ ip }, j) => ipWarnings(`${index(`${index('subsets', i)}.${list}`, j)}.ip`, ip)),
        ),
      );
