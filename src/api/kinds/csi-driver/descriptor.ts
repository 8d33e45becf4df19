/** CSIDriver: announced by drivers, none of which run here (upstream: api storage/v1/types.go, pkg/apis/storage/{v1/defaults,validation/validation}.go). */
import type { KindDescriptor } from '../../descriptor.ts';
import type { FieldError } from '../../meta/field-error.ts';
import { validateImmutable } from '../../meta/object-meta.ts';
import type { KubeObject } from '../../meta/types.ts';
import { oneOf } from '../checks.ts';
import { change, fill } from '../fill.ts';
import { ageColumn } from '../printing.ts';
import { canonical } from '../shapes/shape.ts';

interface CsiDriver extends KubeObject {
  readonly spec: {
    readonly attachRequired?: boolean;
    readonly podInfoOnMount?: boolean;
    readonly volumeLifecycleModes?: readonly string[];
    readonly storageCapacity?: boolean;
    readonly fsGroupPolicy?: string;
    readonly tokenRequests?: readonly { readonly audience: string }[];
    readonly requiresRepublish?: boolean;
  };
}

const MODES = ['Persistent', 'Ephemeral'];
const GROUP_POLICIES = ['File', 'None', 'ReadWriteOnceWithFSType'];

function defaultDriver(object: CsiDriver): CsiDriver {
  const driver = canonical('storage.v1.CSIDriver', object);
  const spec = fill(driver.spec, {
    attachRequired: true,
    podInfoOnMount: false,
    storageCapacity: false,
    fsGroupPolicy: 'ReadWriteOnceWithFSType',
    volumeLifecycleModes: ['Persistent'],
    requiresRepublish: false,
  });
  return change(driver, { spec: fill<CsiDriver['spec'] & { readonly seLinuxMount?: boolean }>(spec, { seLinuxMount: false }) });
}

const validateDriver = ({ spec }: CsiDriver): readonly FieldError[] => [
  ...oneOf('spec.fsGroupPolicy', spec.fsGroupPolicy, GROUP_POLICIES),
  ...(spec.volumeLifecycleModes ?? []).flatMap((mode) => oneOf('spec.volumeLifecycleModes', mode, MODES)),
];

const audiences = ({ spec: { tokenRequests } }: CsiDriver): string => tokenRequests?.map(({ audience }) => audience).join(',') ?? '<unset>';

export const csiDriver: KindDescriptor<CsiDriver> = {
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'CSIDriver',
  plural: 'csidrivers',
  singular: 'csidriver',
  shortNames: [],
  namespaced: false,
  hasStatus: false,
  schema: 'io.k8s.api.storage.v1.CSIDriver',
  applyDefaults: defaultDriver,
  generation: false,
  validate: validateDriver,
  validateUpdate: ({ spec }, old) => [
    ...validateImmutable(spec.attachRequired, old.spec.attachRequired, 'spec.attachedRequired'),
    ...validateImmutable(spec.volumeLifecycleModes, old.spec.volumeLifecycleModes, 'spec.volumeLifecycleModes'),
  ],
  columns: [
    { name: 'AttachRequired', priority: 0, cell: ({ spec }) => String(spec.attachRequired ?? true) },
    { name: 'PodInfoOnMount', priority: 0, cell: ({ spec }) => String(spec.podInfoOnMount ?? false) },
    { name: 'StorageCapacity', priority: 0, cell: ({ spec }) => String(spec.storageCapacity ?? false) },
    { name: 'TokenRequests', priority: 0, cell: audiences },
    { name: 'RequiresRepublish', priority: 0, cell: ({ spec }) => String(spec.requiresRepublish ?? false) },
    { name: 'Modes', priority: 0, cell: ({ spec }) => spec.volumeLifecycleModes?.join(',') || '<none>' },
    ageColumn,
  ],
};
