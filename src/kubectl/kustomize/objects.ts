/** The objects of a file, checked as kustomize checks them (upstream: kustomize api/resource/factory.go). */
import { parseManifests } from '../../manifest/parse.ts';
import { isFields, Resource, textAt, type IsClusterScoped } from './resource.ts';
import { trouble } from './trouble.ts';

/** As Go prints a resource's metadata. */
const shown = (object: unknown): string => {
  const { metadata } = isFields(object) ? object : { metadata: undefined };
  const map = (key: string): string => {
    const pairs = isFields(metadata) && isFields(metadata[key]) ? metadata[key] : {};
    return `map[${Object.keys(pairs)
      .sort()
      .map((name) => `${name}:${textAt(pairs, name)}`)
      .join(' ')}]`;
  };
  return `{{${textAt(object, 'apiVersion')} ${textAt(object, 'kind')}} {{${textAt(metadata, 'name')} ${textAt(metadata, 'namespace')}} ${map('labels')} ${map('annotations')}}}`;
};

export function readObjects(text: string, isClusterScoped: IsClusterScoped, file?: string): readonly Resource[] {
  const { documents, error } = parseManifests(text, { keysAsWritten: true });
  if (error) return trouble(`MalformedYAMLError: ${error.message.replace(/^error converting YAML to JSON: /, '')}${file === undefined ? '' : ` in File: ${file}`}`);
  return documents.flatMap(({ value }) => membersOf(value, isClusterScoped));
}

function membersOf(value: unknown, isClusterScoped: IsClusterScoped): readonly Resource[] {
  if (value === null || value === undefined || (isFields(value) && Object.keys(value).length === 0)) return [];
  if (!isFields(value)) return trouble(`wrong node kind: expected MappingNode but got ${Array.isArray(value) ? 'SequenceNode' : 'ScalarNode'}: node contents:\n${String(value)}\n`);
  const kind = textAt(value, 'kind');
  if (kind === '') return trouble(`missing kind in object ${shown(value)}`);
  if (kind.endsWith('List')) {
    const { items } = value;
    if (items === undefined) return [new Resource(value, isClusterScoped)];
    if (items === null) return [];
    if (!Array.isArray(items)) return trouble(`expected array in ${kind}/items, but found ${isFields(items) ? 'map[string]interface {}' : typeof items}`);
    return items.flatMap((item) => membersOf(item, isClusterScoped));
  }
  if (textAt(value['metadata'], 'name') === '') return trouble(`missing metadata.name in object ${shown(value)}`);
  return [new Resource(value, isClusterScoped)];
}
