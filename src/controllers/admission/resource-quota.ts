/** Refuses what a ResourceQuota has no room for, and charges it with what it lets in (upstream: apiserver plugin/resourcequota/controller.go). */
import type { Container } from '../../api/kinds/pod/container-types.ts';
import type { Pod } from '../../api/kinds/pod/types.ts';
import type { ResourceQuota } from '../../api/kinds/resource-quota/types.ts';
import { addQuantities, compareQuantities, formatQuantity, isZero, subtractQuantities, ZERO, type Quantity } from '../../api/meta/quantity.ts';
import type { Status } from '../../api/meta/status.ts';
import type { AdmissionPlugin, AdmissionRequest, Context } from '../../engine/component.ts';
import { amountsOf, evaluators, inScopes, listOf, type Evaluator, type Usage } from '../resource-quota/usage.ts';
import { refuse } from './attributes.ts';

export const resourceQuotaAdmission: AdmissionPlugin = {
  name: 'ResourceQuota',
  validate(request, context) {
    const evaluator = evaluators.get(request.resource);
    if (!evaluator || !isCharged(request)) return undefined;
    // What any quota wants to be said comes before what any has no room for.
    const concerned: Concerned[] = [];
    for (const quota of context.list<ResourceQuota>('resourcequotas', request.namespace)) {
      const limits = limitsOf(request, evaluator, quota);
      if (!limits) continue;
      if ('code' in limits) return limits;
      concerned.push({ quota, limits });
    }
    const charges: { readonly quota: ResourceQuota; readonly used: Usage }[] = [];
    for (const { quota, limits } of concerned) {
      const charge = chargeOf(request, evaluator, quota, limits, context);
      if (!charge) continue;
      if ('code' in charge) return charge;
      charges.push({ quota, used: charge });
    }
    // Only when every quota has room is any of them charged.
    if (!request.dryRun)
      for (const { quota, used } of charges) context.updateStatus<ResourceQuota>('resourcequotas', { ...quota, status: { ...quota.status, used: listOf(used) } });
    return undefined;
  },
};

function isCharged({ operation, resource, subresource, object, old }: AdmissionRequest): boolean {
  if (operation === 'CREATE') return subresource === '';
  if (operation !== 'UPDATE') return false;
  if (resource === 'pods')
    return (
      subresource === 'resize' || (subresource === '' && ((object as Pod).spec.activeDeadlineSeconds === undefined) !== ((old as Pod).spec.activeDeadlineSeconds === undefined))
    );
  return subresource === '' && (resource === 'services' || resource === 'persistentvolumeclaims');
}

interface Concerned {
  readonly quota: ResourceQuota;
  readonly limits: readonly string[];
}

/** Which of the quota's limits the request could reach; why it is refused before that is looked at; or `undefined` where the quota has nothing to do with it. */
function limitsOf(request: AdmissionRequest, evaluator: Evaluator, quota: ResourceQuota): readonly string[] | Status | undefined {
  const limits = [...amountsOf(quota.status?.hard).keys()].filter(evaluator.counts).sort();
  if (limits.length === 0 || !inScopes(evaluator, quota, request.object)) return undefined;
  const { name } = quota.metadata;
  if (request.resource === 'pods') {
    const unset = missingAmounts(request.object as Pod, limits);
    if (unset !== undefined) return refuse(request, `failed quota: ${name}: must specify ${unset}`);
  }
  const used = amountsOf(quota.status?.used);
  return limits.some((limit) => !used.has(limit)) ? refuse(request, `status unknown for quota: ${name}, resources: ${limits.join(',')}`) : limits;
}

/** What the quota's use would be with the request; its refusal; or `undefined` where it asks for nothing more. */
function chargeOf(request: AdmissionRequest, evaluator: Evaluator, quota: ResourceQuota, limits: readonly string[], context: Context): Map<string, Quantity> | Status | undefined {
  const [hard, used] = [amountsOf(quota.status?.hard), amountsOf(quota.status?.used)];
  const usage = evaluator.usage(request.object, context.now);
  const before = request.old && inScopes(evaluator, quota, request.old) ? evaluator.usage(request.old, context.now) : new Map<string, Quantity>();
  const requested = new Map<string, Quantity>();
  for (const limit of limits) {
    const delta = subtractQuantities(usage.get(limit) ?? ZERO, before.get(limit) ?? ZERO);
    if (!isZero(delta) && delta.mantissa > 0n) requested.set(limit, before.has(limit) ? delta : usage.get(limit)!);
  }
  if (requested.size === 0) return undefined;
  const next = new Map(used);
  for (const [limit, amount] of requested) next.set(limit, addQuantities(used.get(limit)!, amount));
  const exceeded = [...requested.keys()].filter((limit) => compareQuantities(next.get(limit)!, hard.get(limit)!) > 0);
  if (exceeded.length === 0) return next;
  const text = (amounts: Usage) => exceeded.map((limit) => `${limit}=${formatQuantity(amounts.get(limit)!)}`).join(',');
  return refuse(request, `exceeded quota: ${quota.metadata.name}, requested: ${text(requested)}, used: ${text(used)}, limited: ${text(hard)}`);
}

const COMPUTE: ReadonlySet<string> = new Set(['cpu', 'memory', 'requests.cpu', 'requests.memory', 'limits.cpu', 'limits.memory']);

/** `limits.cpu for: a,b; requests.cpu for: a`: a quota on processors or memory wants every container to say its part. */
function missingAmounts({ spec }: Pod, names: readonly string[]): string | undefined {
  if (Object.keys(spec.resources?.requests ?? {}).length + Object.keys(spec.resources?.limits ?? {}).length > 0) return undefined;
  const containers = [...spec.containers, ...(spec.initContainers ?? [])];
  const texts = names
    .filter((name) => COMPUTE.has(name))
    .flatMap((name) => {
      const without = containers.filter((container) => !says(container, name)).map((container) => container.name);
      return without.length > 0 ? [`${name} for: ${[...new Set(without)].sort().join(',')}`] : [];
    });
  return texts.length > 0 ? texts.join('; ') : undefined;
}

function says({ resources }: Container, name: string): boolean {
  const [list, resource] = name.startsWith('limits.') ? [resources?.limits, name.slice(7)] : [resources?.requests, name.replace('requests.', '')];
  return list?.[resource] !== undefined;
}
