/** Upstream: pkg/apis/resource/validation/validation.go. */
import { invalid, keyed, required, tooLong, type FieldError } from '../../meta/field-error.ts';
import { validateImmutable } from '../../meta/object-meta.ts';
import { dnsLabel, dnsSubdomain, isLongerThan } from '../checks.ts';
import { change, each } from '../fill.ts';
import type { Checks } from '../late-checks.ts';
import { validateNodeSelector } from '../pod/affinity-validation.ts';
import { checkPoolName, checkQualifiedName, checkSet } from '../resource-claim/validation.ts';
import { goValue } from '../shapes/go-value.ts';
import { validateDriverName } from '../volume-plugins.ts';
import type { Device, DeviceAttribute, ResourceSlice } from './descriptor.ts';

const MOST_DEVICES = 128;
const MOST_PROPERTIES = 32;
const LONGEST_VALUE = 64;
const NUMBER = String.raw`(0|[1-9]\d*)`;
/** A version as semver.org has it: each identifier of letters, digits and hyphens. */
const VERSION = new RegExp(`^${NUMBER}\\.${NUMBER}\\.${NUMBER}(-[0-9A-Za-z.-]+)?(\\+[0-9A-Za-z.-]+)?$`);
const isVersion = (text: string): boolean => {
  const [, , , , pre, build] = VERSION.exec(text) ?? [];
  const parts = (tail: string | undefined): readonly string[] => tail?.slice(1).split('.') ?? [];
  return VERSION.test(text) && [...parts(pre), ...parts(build)].every((part) => part !== '') && parts(pre).every((part) => !/^0\d+$/.test(part));
};

function checkAttribute(path: string, attribute: DeviceAttribute): FieldError[] {
  const { string, version } = attribute;
  const set = [attribute.bool, attribute.int, string, version].filter((value) => value !== undefined).length;
  return [
    ...(string !== undefined && isLongerThan(string, LONGEST_VALUE) ? [tooLong(`${path}.string`, LONGEST_VALUE)] : []),
    ...(version === undefined || isVersion(version) ? [] : [invalid(`${path}.version`, version, 'must be a string compatible with semver.org spec 2.0.0')]),
    ...(version !== undefined && isLongerThan(version, LONGEST_VALUE) ? [tooLong(`${path}.version`, LONGEST_VALUE)] : []),
    ...(set === 0 ? [required(path, 'exactly one value must be specified')] : []),
    ...(set > 1 ? [invalid(path, goValue('resource.v1.DeviceAttribute', attribute), 'exactly one value must be specified')] : []),
  ];
}

function checkDevice({ name, attributes = {}, capacity = {} }: Device, path: string): FieldError[] {
  const properties = Object.keys(attributes).length + Object.keys(capacity).length;
  return [
    ...dnsLabel(`${path}.name`, name),
    ...(properties > MOST_PROPERTIES ? [invalid(path, properties, `the total number of attributes and capacities must not exceed ${MOST_PROPERTIES}`)] : []),
    ...Object.entries(attributes).flatMap(([key, attribute]) => {
      const at = keyed(`${path}.attributes`, key);
      return [...checkQualifiedName(at, key), ...checkAttribute(at, attribute)];
    }),
    ...Object.keys(capacity).flatMap((key) => checkQualifiedName(keyed(`${path}.capacity`, key), key)),
  ];
}

const CHOICE = 'exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required';

function checkNodes({ nodeName, nodeSelector, allNodes }: ResourceSlice['spec']): FieldError[] {
  const errors: FieldError[] = [];
  const set: string[] = [];
  if (nodeName) {
    set.push('`nodeName`');
    errors.push(...dnsSubdomain('spec.nodeName', nodeName));
  } else if (nodeName === '') errors.push(invalid('spec.nodeName', nodeName, 'must be either unset or set to a non-empty string'));
  if (nodeSelector) {
    const terms = nodeSelector.nodeSelectorTerms ?? [];
    set.push('`nodeSelector`');
    errors.push(...validateNodeSelector('spec.nodeSelector', nodeSelector));
    if (terms.length !== 1) {
      const shown = terms.map((term) => goValue('core.v1.NodeSelectorTerm', term));
      errors.push(invalid('spec.nodeSelector.nodeSelectorTerms', shown, 'must have exactly one node selector term'));
    }
  }
  if (allNodes) set.push('`allNodes`');
  else if (allNodes === false) errors.push(invalid('spec.allNodes', allNodes, 'must be either unset or set to true'));
  if (set.length === 0) errors.push(required('spec', CHOICE));
  if (set.length > 1) errors.push(invalid('spec', `{${set.join(', ')}}`, `${CHOICE}, but multiple fields are set`));
  return errors;
}

function validate({ spec }: ResourceSlice, old?: ResourceSlice): readonly FieldError[] {
  const { driver, pool, devices } = spec;
  return [
    ...validateDriverName('spec.driver', driver),
    ...checkPoolName('spec.pool.name', pool.name),
    ...(pool.resourceSliceCount <= 0 ? [invalid('spec.pool.resourceSliceCount', pool.resourceSliceCount, 'must be greater than zero')] : []),
    ...(pool.generation < 0 ? [invalid('spec.pool.generation', pool.generation, 'must be greater than or equal to zero')] : []),
    ...(old
      ? [
          ...validateImmutable(pool.name, old.spec.pool.name, 'spec.pool.name'),
          ...validateImmutable(driver, old.spec.driver, 'spec.driver'),
          ...validateImmutable(spec.nodeName, old.spec.nodeName, 'spec.nodeName'),
        ]
      : []),
    ...checkNodes(spec),
    ...checkSet('spec.devices', devices ?? [], MOST_DEVICES, checkDevice, ({ name }) => name, 'name'),
  ];
}

/** Fields of a device that belong to features that are off in v1.34. */
const OFF = ['consumesCounters', 'nodeName', 'nodeSelector', 'allNodes', 'taints', 'bindsToNode', 'bindingConditions', 'bindingFailureConditions', 'allowMultipleAllocations'];

function plainDevice(device: Device): Device {
  if (!OFF.some((field) => Object.hasOwn(device, field)) && !Object.values(device.capacity ?? {}).some(({ requestPolicy }) => requestPolicy)) return device;
  const kept = Object.fromEntries(Object.entries(device).filter(([field]) => !OFF.includes(field))) as unknown as Device;
  return kept.capacity ? { ...kept, capacity: Object.fromEntries(Object.entries(kept.capacity).map(([name, { value }]) => [name, { value }])) } : kept;
}

const withoutFeatures = (slice: ResourceSlice): ResourceSlice => {
  const { devices } = slice.spec;
  return change(slice, { spec: change(slice.spec, { perDeviceNodeSelection: undefined, sharedCounters: undefined, devices: devices ? each(devices, plainDevice) : devices }) });
};

export const resourceSliceChecks: Checks<ResourceSlice> = { prepareForCreate: withoutFeatures, prepareForUpdate: withoutFeatures, validate };
