import type { KindDescriptor } from '../../descriptor.ts';
import { nameIsDnsLabel } from '../../meta/names.ts';
import { change, given } from '../fill.ts';
import { lateValidation } from '../late-checks.ts';
import { withTemplateFields } from '../pod/templates.ts';
import { keepOther } from '../strategy.ts';
import { replicasScale } from '../workload.ts';
import { statefulSetColumns } from './columns.ts';
import { defaultStatefulSet } from './defaults.ts';
import type { StatefulSet } from './types.ts';

/** The feature of a rolling update's `maxUnavailable` is switched off. */
const withoutDisabledFields = (object: StatefulSet): StatefulSet =>
  withTemplateFields(
    change(object, {
      spec: change(object.spec, {
        updateStrategy: change(object.spec.updateStrategy, { rollingUpdate: given(object.spec.updateStrategy.rollingUpdate, (of) => change(of, { maxUnavailable: undefined })) }),
      }),
    }),
  );

export const statefulSet: KindDescriptor<StatefulSet> = {
  group: 'apps',
  version: 'v1',
  kind: 'StatefulSet',
  plural: 'statefulsets',
  singular: 'statefulset',
  shortNames: ['sts'],
  categories: ['all'],
  namespaced: true,
  hasStatus: true,
  scale: replicasScale(),
  ...lateValidation('io.k8s.api.apps.v1.StatefulSet'),
  applyDefaults: defaultStatefulSet,
  prepareForCreate: (object) => withoutDisabledFields({ ...object, status: { replicas: 0, availableReplicas: 0 } }),
  prepareForUpdate: (object, old, subresource) => withoutDisabledFields(keepOther(object, old, subresource)),
  validateName: nameIsDnsLabel,
  columns: statefulSetColumns,
};
