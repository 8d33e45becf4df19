/** Upstream: pkg/apis/core/validation/validation.go ValidateNode, ValidateNodeUpdate. */
import { duplicate, forbidden, index, invalid, notSupported, required, type FieldError } from '../../meta/field-error.ts';
import { isValidLabelValue } from '../../meta/names.ts';
import { labelName } from '../checks.ts';
import { parseNetwork, validateLegacyCidr } from '../ip.ts';
import { taintEffects } from '../pod/affinity-validation.ts';
import { validateAmount } from '../resource-names.ts';
import { goValue } from '../shapes/go-value.ts';
import type { Node, Taint } from './types.ts';

function validateTaints(taints: readonly Taint[] | undefined): FieldError[] {
  const seen = new Set<string>();
  return (taints ?? []).flatMap((taint, i) => {
    const at = index('metadata.taints', i);
    const errors = labelName(`${at}.key`, taint.key ?? '');
    const messages = isValidLabelValue(taint.value ?? '');
    if (messages.length > 0) errors.push(invalid(`${at}.value`, taint.value, messages.join(';')));
    if (!taint.effect) errors.push(required(`${at}.effect`));
    else if (!taintEffects.includes(taint.effect)) errors.push(notSupported(`${at}.effect`, taint.effect, taintEffects));
    const key = `${taint.effect} ${taint.key}`;
    if (seen.has(key)) errors.push({ ...duplicate(at, goValue('core.v1.Taint', taint)), detail: 'taints must be unique by key and effect pair' });
    seen.add(key);
    return errors;
  });
}

const amounts = (path: string, list: Readonly<Record<string, string>> | undefined): FieldError[] =>
  Object.entries(list ?? {}).flatMap(([name, text]) => validateAmount(`${path}.${name}`, name, text));

export function validateNode({ spec, status }: Node): readonly FieldError[] {
  const cidrs = spec.podCIDRs ?? [];
  const families = new Set(cidrs.map((cidr) => parseNetwork(cidr)?.masked.family));
  return [
    ...validateTaints(spec.taints),
    ...amounts('status.capacity', status.capacity),
    ...amounts('status.allocatable', status.allocatable),
    ...cidrs.flatMap((cidr, i) => validateLegacyCidr(index('spec.podCIDRs', i), cidr)),
    ...(cidrs.length > 1 && (families.size < 2 || cidrs.length > 2) ? [invalid('spec.podCIDRs', cidrs, 'may specify no more than one CIDR for each IP family')] : []),
  ];
}

export function validateNodeUpdate({ spec, status }: Node, old: Node): readonly FieldError[] {
  const seen = new Set<string>();
  const before = old.spec.podCIDRs ?? [];
  const cidrs = spec.podCIDRs ?? [];
  const moved = forbidden('spec.podCIDRs', 'node updates may not change podCIDR except from "" to valid');
  return [
    ...(status.addresses ?? []).flatMap((address, i) => {
      const key = `${address.type} ${address.address}`;
      const again = seen.has(key);
      seen.add(key);
      return again ? [duplicate(index('status.addresses', i), goValue('core.v1.NodeAddress', address))] : [];
    }),
    ...(before.length === 0 ? [] : before.length !== cidrs.length ? [moved] : before.filter((cidr, i) => cidr !== cidrs[i]).map(() => moved)),
    ...(old.spec.providerID && old.spec.providerID !== spec.providerID ? [forbidden('spec.providerID', 'node updates may not change providerID except from "" to valid')] : []),
    ...((old.spec.externalID ?? '') === (spec.externalID ?? '') ? [] : [forbidden('spec.externalID', 'may not be updated')]),
  ];
}
