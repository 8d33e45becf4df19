/** Which kinds stored CustomResourceDefinitions add, each made once. */
import { customKind as kindOf, unknownFields } from '../kinds/custom-resource/descriptor.ts';
import type { CustomResourceDefinition } from '../kinds/custom-resource-definition/types.ts';
import type { KindDescriptor } from '../descriptor.ts';
import type { KubeObject } from '../meta/types.ts';
import { parseGroupVersion } from '../registry.ts';

export const DEFINITIONS = 'customresourcedefinitions.apiextensions.k8s.io';

const made = new WeakMap<KubeObject, KindDescriptor | undefined>();

/** The kind of a definition; none before it is established. */
export function customKind(definition: KubeObject): KindDescriptor | undefined {
  if (!made.has(definition)) made.set(definition, make(definition as CustomResourceDefinition));
  return made.get(definition);
}

export const customKinds = (definitions: readonly KubeObject[]): readonly KindDescriptor[] => definitions.flatMap((definition) => customKind(definition) ?? []);

function make(definition: CustomResourceDefinition): KindDescriptor | undefined {
  const kind = kindOf(definition) as unknown as KindDescriptor | undefined;
  const preferred = definition.spec.versions.find(({ name }) => name === kind?.version);
  if (!kind || !preferred) return undefined;
  return {
    ...kind,
    ...(preferred.deprecated && { deprecation: preferred.deprecationWarning ?? `${kind.group}/${kind.version} ${kind.kind} is deprecated` }),
    unknownFields: (object) => unknownFields(definition, parseGroupVersion(String(object.apiVersion)).version, object),
  };
}
