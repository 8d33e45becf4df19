import { networkContains, parseAddress, parseNetwork } from '../../api/kinds/ip.ts';
import { IP_ADDRESSES } from '../../api/kinds/ip-address/of-service.ts';
import type { IPAddress } from '../../api/kinds/ip-address/types.ts';
import { SERVICE_CIDR_FINALIZER, SERVICE_CIDRS, serviceCidrReady } from '../../api/kinds/service-cidr/ready.ts';
import type { ServiceCIDR } from '../../api/kinds/service-cidr/types.ts';
import type { Context, Outcome } from '../../engine/component.ts';
import { splitKey } from '../common/owner.ts';
import { isHeld, isReady, needsLook } from './service-cidr-controller.ts';

/** An address that was just given out may not be seen yet: a range waits this long before it goes (milliseconds). */
const GRACE = 10_000;

export function reconcileServiceCidr(context: Context, key: string): Outcome {
  const { name } = splitKey(key);
  const range = context.get<ServiceCIDR>(SERVICE_CIDRS, undefined, name);
  if (!range || !needsLook(range)) return { decision: `The range ${name} is as it should be.`, idle: true };
  if (range.metadata.deletionTimestamp !== undefined) return release(context, range);
  if (!isHeld(range))
    context.update<ServiceCIDR>(SERVICE_CIDRS, { ...range, metadata: { ...range.metadata, finalizers: [...(range.metadata.finalizers ?? []), SERVICE_CIDR_FINALIZER] } });
  const held = context.get<ServiceCIDR>(SERVICE_CIDRS, undefined, name)!;
  const others = (held.status.conditions ?? []).filter(({ type }) => type !== 'Ready');
  if (!isReady(held)) context.updateStatus<ServiceCIDR>(SERVICE_CIDRS, { ...held, status: { conditions: [...others, serviceCidrReady(context.timestamp)] } });
  return { decision: `The range ${name} (${(range.spec.cidrs ?? []).join(', ')}) is ready: Services may take addresses from it.` };
}

const TERMINATING = {
  type: 'Ready',
  status: 'False',
  reason: 'Terminating',
  message: 'There are still IPAddresses referencing the ServiceCIDR, please remove them or create a new ServiceCIDR',
} as const;

function release(context: Context, range: ServiceCIDR): Outcome {
  const { name, deletionTimestamp, finalizers = [] } = range.metadata;
  if (!isHeld(range)) return { decision: `The range ${name} goes, and nothing here keeps it.`, idle: true };
  const left = orphans(context, range);
  if (left.length > 0) {
    const others = (range.status.conditions ?? []).filter(({ type }) => type !== 'Ready');
    if (isReady(range))
      context.updateStatus<ServiceCIDR>(SERVICE_CIDRS, { ...range, status: { conditions: [...others, { ...TERMINATING, lastTransitionTime: context.timestamp }] } });
    return { decision: `The range ${name} is to go, but ${left.length} of its addresses (${left[0]!.metadata.name}${left.length > 1 ? ', …' : ''}) would be in no range then.` };
  }
  const wait = Date.parse(deletionTimestamp!) + GRACE - context.now;
  if (wait > 0)
    return {
      decision: `The range ${name} goes in ${Math.ceil(wait / 1000)} s, ${GRACE / 1000} s after its deletion, in case an address was just given out.`,
      idle: true,
      again: { after: wait },
    };
  context.update<ServiceCIDR>(SERVICE_CIDRS, { ...range, metadata: { ...range.metadata, finalizers: finalizers.filter((finalizer) => finalizer !== SERVICE_CIDR_FINALIZER) } });
  return { decision: `No address needs the range ${name} any more: let it go.` };
}

/** Addresses that would lie in no range without this one. */
function orphans(context: Context, range: ServiceCIDR): readonly IPAddress[] {
  const contains = ({ spec }: ServiceCIDR, address: string): boolean => {
    const parsed = parseAddress(address);
    return (
      parsed !== undefined &&
      (spec.cidrs ?? []).some((cidr) => {
        const network = parseNetwork(cidr);
        return network !== undefined && networkContains(network, parsed);
      })
    );
  };
  const others = context.list<ServiceCIDR>(SERVICE_CIDRS).filter(({ metadata }) => metadata.name !== range.metadata.name);
  return context
    .list<IPAddress>(IP_ADDRESSES)
    .filter(
      ({ metadata: { name, labels } }) =>
        labels?.['ipaddress.kubernetes.io/managed-by'] === 'ipallocator.k8s.io' && contains(range, name) && !others.some((other) => contains(other, name)),
    );
}
