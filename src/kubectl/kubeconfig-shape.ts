/** What a kubeconfig's document may hold, and what Go's decoder says of one that holds something else (upstream: client-go `tools/clientcmd/api/v1/types.go`). */
import { notRegistered } from '../api/schema/not-registered.ts';

export const SECTIONS = ['clusters', 'users', 'contexts'] as const;
export type Section = (typeof SECTIONS)[number];

export type FieldType = 'string' | 'bool' | 'bytes';
/** The fields of an entry, in the order of the Go structs. Those that are themselves structs are kept as they are. */
export const FIELDS: Readonly<Record<Section, ReadonlyMap<string, FieldType>>> = {
  clusters: new Map<string, FieldType>([
    ['server', 'string'],
    ['tls-server-name', 'string'],
    ['insecure-skip-tls-verify', 'bool'],
    ['certificate-authority', 'string'],
    ['certificate-authority-data', 'bytes'],
    ['proxy-url', 'string'],
    ['disable-compression', 'bool'],
  ]),
  users: new Map<string, FieldType>([
    ['client-certificate', 'string'],
    ['client-certificate-data', 'bytes'],
    ['client-key', 'string'],
    ['client-key-data', 'bytes'],
    ['token', 'string'],
    ['tokenFile', 'string'],
    ['as', 'string'],
    ['as-uid', 'string'],
    ['username', 'string'],
    ['password', 'string'],
  ]),
  contexts: new Map<string, FieldType>([
    ['cluster', 'string'],
    ['user', 'string'],
    ['namespace', 'string'],
  ]),
};
const TYPES: Readonly<Record<Section, { readonly named: string; readonly type: string; readonly content: string }>> = {
  clusters: { named: 'NamedCluster', type: 'Cluster', content: 'cluster' },
  users: { named: 'NamedAuthInfo', type: 'AuthInfo', content: 'user' },
  contexts: { named: 'NamedContext', type: 'Context', content: 'context' },
};
const STRINGS: readonly string[] = ['apiVersion', 'kind', 'current-context'];
const GO_TYPES: Readonly<Record<FieldType, string>> = { string: 'string', bool: 'bool', bytes: '[]uint8' };

type Fields = Readonly<Record<string, unknown>>;
const isMap = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
/** A null is as good as nothing everywhere. */
const isGiven = (value: unknown): boolean => value !== undefined && value !== null;

const kindOf = (value: unknown): string => (Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value);
const cannot = (value: unknown, field: string, type: string): string => `json: cannot unmarshal ${kindOf(value)} into Go struct field ${field} of type ${type}`;

/** The error of a document that is no kubeconfig, or `undefined`. */
export function misshapen(document: unknown): string | undefined {
  if (!isGiven(document)) return undefined;
  if (!isMap(document)) {
    const type = 'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';
    return `couldn't get version/kind; json parse error: json: cannot unmarshal ${kindOf(document)} into Go value of type ${type}`;
  }
  const { kind, apiVersion } = document;
  if ((typeof kind === 'string' && kind !== '' && kind !== 'Config') || (typeof apiVersion === 'string' && apiVersion !== '' && apiVersion !== 'v1')) {
    return notRegistered(String(kind ?? 'Config'), String(apiVersion ?? 'v1'));
  }
  for (const [field, value] of Object.entries(document)) {
    if (!isGiven(value)) continue;
    if (STRINGS.includes(field) && typeof value !== 'string') return cannot(value, `Config.${field}`, 'string');
    const section = SECTIONS.find((s) => s === field);
    const problem = section && misshapenEntries(section, value);
    if (problem) return problem;
  }
  return undefined;
}

function misshapenEntries(section: Section, entries: unknown): string | undefined {
  const { named, type, content } = TYPES[section];
  if (!Array.isArray(entries)) return cannot(entries, `Config.${section}`, `[]v1.${named}`);
  for (const entry of entries as readonly unknown[]) {
    if (!isGiven(entry)) continue;
    if (!isMap(entry)) return cannot(entry, `Config.${section}`, `v1.${named}`);
    if (isGiven(entry['name']) && typeof entry['name'] !== 'string') return cannot(entry['name'], `${named}.${section}.name`, 'string');
    const inside = entry[content];
    if (!isGiven(inside)) continue;
    if (!isMap(inside)) return cannot(inside, `${named}.${section}.${content}`, `v1.${type}`);
    for (const [field, is] of FIELDS[section]) {
      const value = inside[field];
      if (isGiven(value) && typeof value !== (is === 'bool' ? 'boolean' : 'string')) return cannot(value, `${type}.${section}.${content}.${field}`, GO_TYPES[is]);
    }
  }
  return undefined;
}
