/** Defaults of claims, and what is dropped from them (upstream: pkg/apis/resource/v1/defaults.go, pkg/registry/resource/resourceclaim{,template}/strategy.go). */
import type { StrategyContext } from '../../descriptor.ts';
import { forbidden, index } from '../../meta/field-error.ts';
import { change, each, given } from '../fill.ts';
import type { Checks } from '../late-checks.ts';
import { canonical } from '../shapes/shape.ts';
import { emptyStatus, keepOther } from '../strategy.ts';
import type { DeviceAmount, DeviceClaim, ResourceClaim, ResourceClaimSpec, ResourceClaimTemplate } from './types.ts';

function defaultAmount<T extends DeviceAmount>(amount: T): T {
  const mode = amount.allocationMode || 'ExactCount';
  return {
    ...amount,
    ...(amount.tolerations && { tolerations: amount.tolerations.map((one) => (one.operator ? one : { ...one, operator: 'Equal' })) }),
    allocationMode: mode,
    ...(mode === 'ExactCount' && !amount.count && { count: 1 }),
  };
}

/** What belongs to features that are off in v1.34: amounts of what a device has, and devices that must differ. */
const withoutCapacity = <T extends DeviceAmount>(amount: T): T => change<DeviceAmount>(amount, { capacity: undefined }) as T;

const mapAmounts = (devices: DeviceClaim, step: <T extends DeviceAmount>(amount: T) => T): DeviceClaim =>
  change(devices, {
    requests: each(devices.requests ?? undefined, (request) => change(request, { exactly: given(request.exactly, step), firstAvailable: each(request.firstAvailable, step) })),
  });

/** Lists that are always written are null where they are empty. */
const kept = (devices: DeviceClaim, next: DeviceClaim): DeviceClaim => (devices.requests ? next : devices);

const defaultClaimSpec = (spec: ResourceClaimSpec): ResourceClaimSpec => change(spec, { devices: kept(spec.devices, mapAmounts(spec.devices, defaultAmount)) });

const withoutFeatures = (spec: ResourceClaimSpec): ResourceClaimSpec => {
  const devices = kept(spec.devices, mapAmounts(spec.devices, withoutCapacity));
  return change(spec, { devices: change(devices, { constraints: each(devices.constraints, (one) => change(one, { distinctAttribute: undefined })) }) });
};

const ADMIN = 'resource.kubernetes.io/admin-access';

/** Devices that others use may be looked into from namespaces that say so. */
const adminErrors = (path: string, namespace: string | undefined, { devices }: ResourceClaimSpec, labelled: boolean) =>
  labelled || namespace === undefined
    ? []
    : (devices.requests ?? []).flatMap((request, i) =>
        request.exactly?.adminAccess
          ? [forbidden(`${index(`${path}.devices.requests`, i)}.adminAccess`, `admin access to devices requires the \`${ADMIN}: true\` label on the containing namespace`)]
          : [],
      );

const isLabelled = (context: StrategyContext, name: string | undefined): boolean =>
  context.list('namespaces').find(({ metadata }) => metadata.name === name)?.metadata.labels?.[ADMIN] === 'true';

type Strategy<T extends ResourceClaim | ResourceClaimTemplate> = Omit<Checks<T>, 'validate' | 'validateUpdate'>;

export const claimStrategy: Strategy<ResourceClaim> = {
  applyDefaults: (object) => {
    const claim = canonical('resource.v1.ResourceClaim', object);
    return change(claim, { spec: defaultClaimSpec(claim.spec) });
  },
  prepareForCreate: (claim) => ({ ...emptyStatus<ResourceClaim>({})(claim), spec: withoutFeatures(claim.spec) }),
  prepareForUpdate: (claim, old, subresource) => {
    const next = keepOther(claim, old, subresource);
    return subresource === 'status' ? next : change(next, { spec: withoutFeatures(next.spec) });
  },
  validateAgainst: ({ metadata, spec }, old, context) => (old ? [] : adminErrors('spec', metadata.namespace, spec, isLabelled(context, metadata.namespace))),
};

const plainTemplate = (template: ResourceClaimTemplate): ResourceClaimTemplate => change(template, { spec: change(template.spec, { spec: withoutFeatures(template.spec.spec) }) });

export const claimTemplateStrategy: Strategy<ResourceClaimTemplate> = {
  applyDefaults: (object) => {
    const template = canonical('resource.v1.ResourceClaimTemplate', object);
    return change(template, { spec: change(template.spec, { spec: defaultClaimSpec(template.spec.spec) }) });
  },
  prepareForCreate: plainTemplate,
  prepareForUpdate: plainTemplate,
  validateAgainst: ({ metadata, spec }, old, context) => (old ? [] : adminErrors('spec.spec', metadata.namespace, spec.spec, isLabelled(context, metadata.namespace))),
};
