/** Upstream: pkg/apis/storage/validation/validation.go ValidateStorageClass, ValidateStorageClassUpdate. */
import { byteLength } from '../../../base/go-format.ts';
import { duplicate, forbidden, index, invalid, notSupported, required, tooLong, type FieldError } from '../../meta/field-error.ts';
import { semanticallyEqual, validateImmutable } from '../../meta/object-meta.ts';
import { labelName, qualifiedName } from '../checks.ts';
import { deprecatedLabels } from '../pod/warnings.ts';
import type { StorageClass, TopologySelectorLabelRequirement, TopologySelectorTerm } from './types.ts';

const most = { parameters: 512, parameterBytes: 256 * 1024 };

function validateParameters(parameters: Readonly<Record<string, string>>): FieldError[] {
  const entries = Object.entries(parameters);
  if (entries.length > most.parameters) return [tooLong('parameters', most.parameters)];
  const bytes = entries.reduce((sum, [key, value]) => sum + byteLength(key) + byteLength(value), 0);
  return [
    ...entries.flatMap(([key]) => (key === '' ? [invalid('parameters', key, 'field can not be empty.')] : [])),
    ...(bytes > most.parameterBytes ? [tooLong('parameters', most.parameterBytes)] : []),
  ];
}

const validateRequirement = (path: string, { key, values }: TopologySelectorLabelRequirement): FieldError[] => [
  ...((values ?? []).length === 0 ? [required(`${path}.values`)] : []),
  ...(values ?? []).flatMap((value, i) => (values.indexOf(value) < i ? [duplicate(index(`${path}.values`, i), value)] : [])),
  ...labelName(`${path}.key`, key),
];

/** What a term selects, without what the order of its parts adds. */
const meaning = ({ matchLabelExpressions = [] }: TopologySelectorTerm): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(matchLabelExpressions.map(({ key, values }) => [key, [...new Set(values)].sort()]));

function validateTopologies(terms: readonly TopologySelectorTerm[]): FieldError[] {
  return terms.flatMap((term, i) => {
    const path = `${index('allowedTopologies', i)}.matchLabelExpressions`;
    const expressions = term.matchLabelExpressions ?? [];
    const repeated = expressions.length === 0 || terms.slice(0, i).some((earlier) => semanticallyEqual(meaning(earlier), meaning(term)));
    return [
      ...expressions.flatMap((expression, j) => [
        ...validateRequirement(index(path, j), expression),
        ...(expressions.findIndex(({ key }) => key === expression.key) < j ? [duplicate(`${index(path, j)}.key`, expression.key)] : []),
      ]),
      ...(repeated ? [duplicate(path, '')] : []),
    ];
  });
}

export function validateStorageClass({ provisioner, parameters = {}, reclaimPolicy, volumeBindingMode, allowedTopologies = [] }: StorageClass): readonly FieldError[] {
  const policies = ['Delete', 'Retain'];
  const modes = ['Immediate', 'WaitForFirstConsumer'];
  return [
    ...(provisioner ? qualifiedName('provisioner', provisioner.toLowerCase()) : [required('provisioner')]),
    ...validateParameters(parameters),
    ...((reclaimPolicy as string) === '' || policies.includes(reclaimPolicy) ? [] : [notSupported('reclaimPolicy', reclaimPolicy, policies)]),
    ...(modes.includes(volumeBindingMode) ? [] : [notSupported('volumeBindingMode', volumeBindingMode, modes)]),
    ...validateTopologies(allowedTopologies),
  ];
}

export const validateStorageClassUpdate = (object: StorageClass, old: StorageClass): readonly FieldError[] => [
  ...(['parameters', 'provisioner', 'reclaimPolicy'] as const).flatMap((name) =>
    semanticallyEqual(object[name], old[name]) ? [] : [forbidden(name, `updates to ${name} are forbidden.`)],
  ),
  ...validateImmutable(object.volumeBindingMode, old.volumeBindingMode, 'volumeBindingMode'),
];

export const storageClassWarnings = ({ allowedTopologies = [] }: StorageClass): readonly string[] =>
  allowedTopologies.flatMap(({ matchLabelExpressions = [] }, i) =>
    matchLabelExpressions.flatMap(({ key }, j) =>
      deprecatedLabels.has(key) ? [`${index(`${index('allowedTopologies', i)}.matchLabelExpressions`, j)}.key: ${deprecatedLabels.get(key)}`] : [],
    ),
  );
