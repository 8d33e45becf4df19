/** Makes ranges of Service addresses ready, and keeps those that are in use (upstream: pkg/controller/servicecidrs/servicecidrs_controller.go). */
import { IP_ADDRESSES } from '../../api/kinds/ip-address/of-service.ts';
import { SERVICE_CIDR_FINALIZER, SERVICE_CIDRS } from '../../api/kinds/service-cidr/ready.ts';
import type { ServiceCIDR } from '../../api/kinds/service-cidr/types.ts';
import { objectKey, type Component } from '../../engine/component.ts';
import { lateReconcile } from '../common/late.ts';

export const serviceCidrController: Component = {
  name: 'service-cidr-controller',
  priority: 35,
  watches: [
    { resource: SERVICE_CIDRS, keys: ({ type, key, object }) => (type !== 'DELETED' && needsLook(object as ServiceCIDR) ? [key] : []) },
    {
      resource: IP_ADDRESSES,
      // A range that goes waits for the last of its addresses.
      keys: ({ type }, view) =>
        type === 'DELETED'
          ? view
              .list<ServiceCIDR>(SERVICE_CIDRS)
              .filter(({ metadata }) => metadata.deletionTimestamp !== undefined)
              .map(({ metadata }) => objectKey(SERVICE_CIDRS, undefined, metadata.name))
          : [],
    },
  ],
  reconcile: lateReconcile('service-cidr-controller'),
};

export const isReady = ({ status }: ServiceCIDR): boolean => status.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') ?? false;
export const isHeld = ({ metadata }: ServiceCIDR): boolean => metadata.finalizers?.includes(SERVICE_CIDR_FINALIZER) ?? false;
export const needsLook = (range: ServiceCIDR): boolean => range.metadata.deletionTimestamp !== undefined || !isHeld(range) || !isReady(range);
