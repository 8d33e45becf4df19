/** Load balancer: what a cloud's service controller does for Services of type LoadBalancer (upstream: cloud-provider controllers/service/controller.go). */
import type { Service } from '../../../api/kinds/service/types.ts';
import { splitKey } from '../../../controllers/common/owner.ts';
import { objectKey, type Component, type Context, type Outcome, type View } from '../../../engine/component.ts';
import { asleepUnless, type Addon } from '../addon.ts';

const NAME = 'load-balancer';
const SERVICES = 'services';
const FINALIZER = 'service.kubernetes.io/load-balancer-cleanup';
/** Of the documentation's range of addresses (RFC 5737), which no network uses. */
const RANGE = '203.0.113.';
const FIRST = 10;
const LAST = 250;
/** Milliseconds that a cloud takes to set one up, here. */
const WORK = 3000;
const READY = 'ready/';

export const serviceController: Component = {
  name: 'service-controller',
  priority: 42,
  watches: [{ resource: SERVICES, keys: ({ type, key, object }) => (type !== 'DELETED' && concerns(object as Service) ? [key] : []) }],
  reconcile(context, key) {
    const { namespace, name } = splitKey(key.startsWith(READY) ? key.slice(READY.length) : key);
    const service = context.get<Service>(SERVICES, namespace, name);
    if (!service || !concerns(service)) return { decision: `Service ${name} has no load balancer.`, idle: true };
    if (!wantsBalancer(service)) return remove(context, service);
    return key.startsWith(READY) ? finish(context, service) : begin(context, service, key);
  },
};

const hasFinalizer = ({ metadata }: Service): boolean => metadata.finalizers?.includes(FINALIZER) ?? false;
/** A class of one's own is for another controller. */
const wantsBalancer = ({ metadata, spec }: Service): boolean => spec.type === 'LoadBalancer' && spec.loadBalancerClass === undefined && metadata.deletionTimestamp === undefined;
const concerns = (service: Service): boolean => wantsBalancer(service) || hasFinalizer(service);
const addressOf = ({ status }: Service): string | undefined => status.loadBalancer?.ingress?.[0]?.ip;

function begin(context: Context, service: Service, key: string): Outcome {
  const { namespace, name } = service.metadata;
  if (addressOf(service) !== undefined && hasFinalizer(service)) return { decision: `Service ${name} has its address.`, idle: true };
  if (context.memory.get(key) === service.metadata.uid) return { decision: `The load balancer of ${name} is being set up.`, idle: true };
  context.memory.set(key, service.metadata.uid);
  context.event(service, 'Normal', 'EnsuringLoadBalancer', 'Ensuring load balancer');
  if (!hasFinalizer(service))
    context.modify<Service>(SERVICES, namespace, name, (current) => ({
      ...current,
      metadata: { ...current.metadata, finalizers: [...(current.metadata.finalizers ?? []), FINALIZER] },
    }));
  context.wake(READY + key, WORK);
  return { decision: `Service ${name} wants a load balancer: set one up.` };
}

function finish(context: Context, service: Service): Outcome {
  const { namespace, name } = service.metadata;
  context.memory.delete(objectKey(SERVICES, namespace, name));
  if (addressOf(service) !== undefined) return { decision: `Service ${name} has its address.`, idle: true };
  const wanted = service.spec.loadBalancerIP;
  const address = wanted || freeAddress(context);
  if (address === undefined) {
    const problem = `Error syncing load balancer: failed to ensure load balancer: no address is left in ${RANGE}0/24`;
    context.event(service, 'Warning', 'SyncLoadBalancerFailed', problem);
    return { decision: `No load balancer for ${name}: ${problem}.`, again: { retry: problem } };
  }
  context.modify<Service>(SERVICES, namespace, name, (current) => ({ ...current, status: { ...current.status, loadBalancer: { ingress: [{ ip: address, ipMode: 'VIP' }] } } }));
  context.event(service, 'Normal', 'EnsuredLoadBalancer', 'Ensured load balancer');
  return { decision: `Service ${name} is reached from outside at ${address}.` };
}

function remove(context: Context, service: Service): Outcome {
  const { namespace, name } = service.metadata;
  context.event(service, 'Normal', 'DeletingLoadBalancer', 'Deleting load balancer');
  context.modify<Service>(SERVICES, namespace, name, (current) => ({ ...current, status: { ...current.status, loadBalancer: {} } }));
  context.event(service, 'Normal', 'DeletedLoadBalancer', 'Deleted load balancer');
  context.modify<Service>(SERVICES, namespace, name, (current) => {
    const { finalizers = [], ...metadata } = current.metadata;
    const kept = finalizers.filter((finalizer) => finalizer !== FINALIZER);
    return { ...current, metadata: { ...metadata, ...(kept.length > 0 && { finalizers: kept }) } };
  });
  return { decision: `Service ${name} needs its load balancer no more: take it down.` };
}

function freeAddress(view: View): string | undefined {
  const taken = new Set(view.list<Service>(SERVICES).map(addressOf));
  for (let last = FIRST; last <= LAST; last += 1) if (!taken.has(RANGE + String(last))) return RANGE + String(last);
  return undefined;
}

export const loadBalancerAddon: Addon = {
  name: NAME,
  title: 'Load balancer',
  brings: 'an address from outside for each Service of type LoadBalancer, as a cloud gives it. Without it such a Service stays <pending>.',
  objects: () => [],
  components: [asleepUnless(NAME, serviceController)],
  switchedOn(context) {
    for (const { metadata } of context.list<Service>(SERVICES)) context.wake(objectKey(SERVICES, metadata.namespace, metadata.name), 0, serviceController.name);
  },
  // A cloud that is gone takes its finalizers with it, so that nothing waits for it.
  switchedOff(context) {
    for (const service of context.list<Service>(SERVICES)) if (hasFinalizer(service)) remove(context, service);
  },
};
