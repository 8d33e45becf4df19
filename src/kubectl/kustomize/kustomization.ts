/** A kustomization file, read as Go reads its JSON (upstream: kustomize api/types/kustomization.go). */
import { parseDocument } from '../../manifest/parse.ts';
import { quote } from '../../base/go-format.ts';
import { isFields, type Fields } from './resource.ts';
import type { Selector } from './selector.ts';
import type { ImageChange, SortOptions } from './transformers.ts';
import { trouble } from './trouble.ts';

export interface Patch {
  readonly path?: string;
  readonly patch?: string;
  readonly target?: Selector;
  readonly options?: Readonly<Record<string, boolean>>;
}
export interface LabelRule {
  readonly pairs?: Readonly<Record<string, string>>;
  readonly includeSelectors?: boolean;
  readonly includeTemplates?: boolean;
  readonly fields?: readonly { readonly path: string; readonly group?: string; readonly version?: string; readonly kind?: string; readonly create?: boolean }[];
}
export interface GeneratorOptions {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly disableNameSuffixHash?: boolean;
  readonly immutable?: boolean;
}
export interface GeneratorArgs {
  readonly name?: string;
  readonly namespace?: string;
  readonly behavior?: string;
  readonly literals?: readonly string[];
  readonly files?: readonly string[];
  readonly envs?: readonly string[];
  readonly env?: string;
  readonly type?: string;
  readonly options?: GeneratorOptions;
}
export interface FieldOptions {
  readonly delimiter?: string;
  readonly index?: number;
  readonly create?: boolean;
  readonly encoding?: string;
}
export interface Replacement {
  readonly path?: string;
  readonly source?: Selector & { readonly fieldPath?: string; readonly options?: FieldOptions };
  readonly sourceValue?: string;
  readonly targets?: readonly {
    readonly select?: Selector;
    readonly reject?: readonly Selector[];
    readonly fieldPaths?: readonly string[];
    readonly options?: FieldOptions;
  }[];
}

export interface Kustomization {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly resources?: readonly string[];
  readonly bases?: readonly string[];
  readonly components?: readonly string[];
  readonly namePrefix?: string;
  readonly nameSuffix?: string;
  readonly namespace?: string;
  readonly commonLabels?: Readonly<Record<string, string>>;
  readonly labels?: readonly LabelRule[];
  readonly commonAnnotations?: Readonly<Record<string, string>>;
  readonly patchesStrategicMerge?: readonly string[];
  readonly patchesJson6902?: readonly Patch[];
  readonly patches?: readonly Patch[];
  readonly images?: readonly ImageChange[];
  readonly imageTags?: readonly ImageChange[];
  readonly replacements?: readonly Replacement[];
  readonly replicas?: readonly { readonly name?: string; readonly count?: number }[];
  readonly configMapGenerator?: readonly GeneratorArgs[];
  readonly secretGenerator?: readonly GeneratorArgs[];
  readonly generatorOptions?: GeneratorOptions;
  readonly sortOptions?: SortOptions;
  readonly buildMetadata?: readonly string[];
}

/** What a value may be: a scalar, a list of one, a map to one, or fields; anything where nothing is said. */
type Shape = 'string' | 'int' | 'bool' | 'any' | { readonly list: Shape } | { readonly map: Shape } | { readonly struct: string; readonly fields: Readonly<Record<string, Shape>> };

const struct = (name: string, fields: Readonly<Record<string, Shape>>): Shape => ({ struct: name, fields });
const list = (of: Shape): Shape => ({ list: of });
const texts: Shape = { map: 'string' };
const names: Shape = list('string');

const SELECTOR = { group: 'string', version: 'string', kind: 'string', name: 'string', namespace: 'string' } as const;
const selector = struct('Selector', { ...SELECTOR, labelSelector: 'string', annotationSelector: 'string' });
const patch = struct('Patch', { path: 'string', patch: 'string', target: selector, options: { map: 'bool' } });
const image = struct('Image', { name: 'string', newName: 'string', newTag: 'string', tagSuffix: 'string', digest: 'string' });
const options = struct('GeneratorOptions', { labels: texts, annotations: texts, disableNameSuffixHash: 'bool', immutable: 'bool' });
const generator: Readonly<Record<string, Shape>> = { name: 'string', namespace: 'string', behavior: 'string', literals: names, files: names, envs: names, env: 'string', options };
const fieldOptions = struct('FieldOptions', { delimiter: 'string', index: 'int', encoding: 'string', create: 'bool' });

const SHAPE = struct('Kustomization', {
  apiVersion: 'string',
  kind: 'string',
  metadata: struct('ObjectMeta', { name: 'string', namespace: 'string', labels: texts, annotations: texts }),
  openapi: texts,
  namePrefix: 'string',
  nameSuffix: 'string',
  namespace: 'string',
  commonLabels: texts,
  labels: list(
    struct('Label', {
      pairs: texts,
      includeSelectors: 'bool',
      includeTemplates: 'bool',
      fields: list(struct('FieldSpec', { group: 'string', version: 'string', kind: 'string', path: 'string', create: 'bool' })),
    }),
  ),
  commonAnnotations: texts,
  patchesStrategicMerge: names,
  patchesJson6902: list(patch),
  patches: list(patch),
  images: list(image),
  imageTags: list(image),
  replacements: list(
    struct('ReplacementField', {
      path: 'string',
      source: struct('SourceSelector', { ...SELECTOR, fieldPath: 'string', options: fieldOptions }),
      sourceValue: 'string',
      targets: list(struct('TargetSelector', { select: selector, reject: list(selector), fieldPaths: names, options: fieldOptions })),
    }),
  ),
  replicas: list(struct('Replica', { name: 'string', count: 'int' })),
  vars: list('any'),
  sortOptions: struct('SortOptions', { order: 'string', legacySortOptions: struct('LegacySortOptions', { orderFirst: names, orderLast: names }) }),
  resources: names,
  components: names,
  crds: names,
  bases: names,
  configMapGenerator: list(struct('ConfigMapArgs', generator)),
  secretGenerator: list(struct('SecretArgs', { ...generator, type: 'string' })),
  helmGlobals: 'any',
  helmCharts: list('any'),
  helmChartInflationGenerator: list('any'),
  generatorOptions: options,
  configurations: names,
  generators: names,
  transformers: names,
  validators: names,
  buildMetadata: names,
});

/** Fields that are read and not acted upon: building says so. */
const NOT_MODELLED = ['openapi', 'vars', 'crds', 'helmGlobals', 'helmCharts', 'helmChartInflationGenerator', 'configurations', 'generators', 'transformers', 'validators'];

const goType = (shape: Shape): string => {
  if (typeof shape === 'string') return shape === 'any' ? 'interface {}' : shape;
  if ('list' in shape) return `[]${goType(shape.list)}`;
  return 'map' in shape ? `map[string]${goType(shape.map)}` : `types.${shape.struct}`;
};
const jsonType = (value: unknown): string => (Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value);

/** Go reads field names in any case. */
const fieldNamed = (fields: Readonly<Record<string, Shape>>, key: string): string | undefined =>
  Object.hasOwn(fields, key) ? key : Object.keys(fields).find((name) => name.toLowerCase() === key.toLowerCase());

function checked(value: unknown, shape: Shape, owner: string, path: string): unknown {
  if (value === null || shape === 'any') return value;
  const wrong = (found = jsonType(value)): never =>
    trouble(`invalid Kustomization: json: cannot unmarshal ${found} into Go ${path === '' ? 'value' : `struct field ${owner}.${path}`} of type ${goType(shape)}`);
  if (shape === 'string') return typeof value === 'string' ? value : wrong();
  if (shape === 'bool') return typeof value === 'boolean' ? value : wrong();
  if (shape === 'int') return typeof value !== 'number' ? wrong() : Number.isInteger(value) ? value : wrong(`number ${value}`);
  if ('list' in shape) return Array.isArray(value) ? value.map((item) => checked(item, shape.list, owner, path)).filter((item) => item !== null) : wrong();
  if (!isFields(value)) return wrong();
  if ('map' in shape) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, checked(item, shape.map, owner, path)]));
  const read: Fields = {};
  for (const [key, item] of Object.entries(value)) {
    const name = fieldNamed(shape.fields, key);
    if (name === undefined) return trouble(`invalid Kustomization: json: unknown field ${quote(key)}`);
    const inner = checked(item, shape.fields[name]!, path === '' ? shape.struct : owner, path === '' ? name : `${path}.${name}`);
    if (inner !== null) read[name] = inner;
  }
  return read;
}

const FIX = "Run 'kustomize edit fix' to update your Kustomization automatically.";
/** Fields that have a successor, in the order in which their warnings come. */
const DEPRECATED: readonly (readonly [string, string])[] = [
  ['bases', 'resources'],
  ['commonLabels', 'labels'],
  ['imageTags', 'images'],
  ['patchesJson6902', 'patches'],
  ['patchesStrategicMerge', 'patches'],
  ['vars', 'replacements'],
];

export function readKustomization(text: string, folder: string, warn: (line: string) => void): Kustomization {
  const parsed = parseDocument(text);
  if (!parsed.ok) return trouble(`invalid Kustomization: ${parsed.error}`);
  const read = checked(parsed.value ?? {}, SHAPE, 'Kustomization', '') as Fields;
  for (const [old, next] of DEPRECATED)
    if (read[old] !== undefined) warn(`# Warning: '${old}' is deprecated. Please use '${next}' instead. ${old === 'vars' ? '[EXPERIMENTAL] ' : ''}${FIX}`);
  if (Object.keys(read).every((key) => key === 'apiVersion' || key === 'kind')) return trouble('kustomization.yaml is empty');
  const kustomization = read as Kustomization;
  const kind = kustomization.kind ?? 'Kustomization';
  const problems: string[] = [];
  if (kind !== 'Kustomization' && kind !== 'Component') problems.push('kind should be Kustomization or Component');
  const version = kind === 'Component' ? 'kustomize.config.k8s.io/v1alpha1' : 'kustomize.config.k8s.io/v1beta1';
  if (kustomization.apiVersion !== undefined && kustomization.apiVersion !== version) problems.push(`apiVersion for ${kind} should be ${version}`);
  if (problems.length > 0) return trouble(`Failed to read kustomization file under ${folder}:\n${problems.join('\n')}`);
  const missing = NOT_MODELLED.find((field) => read[field] !== undefined);
  if (missing !== undefined) return trouble(`the field ${quote(missing)} of kustomizations is not part of this simulation`);
  return {
    ...kustomization,
    kind,
    resources: [...(kustomization.resources ?? []), ...(kustomization.bases ?? [])],
    images: [...(kustomization.images ?? []), ...(kustomization.imageTags ?? [])],
  };
}
