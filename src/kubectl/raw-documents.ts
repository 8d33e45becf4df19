/** What an API server answers at paths that are no objects, and that does not change: discovery, the version, probes (upstream: apiserver `pkg/server/routes`). */
import { marshalJson } from '../base/go-format.ts';
import groupDocument from '../api/schema/data/api-groups.json';
import resourceDocument from '../api/schema/data/resources.json';
import versionDocument from '../api/schema/data/version.json';
import { sha512 } from '../kubelet/process/applets/hash.ts';
import type { KindDescriptor } from '../api/descriptor.ts';
import { CUSTOM_VERBS, discoveredGroups } from './discovery.ts';
import { checksOf, HEALTH_PATHS, healthAnswer } from './health-checks.ts';

const ADDRESS = '10.89.0.11:6443';
const ISSUER = 'https://kubernetes.default.svc.cluster.local';
const line = (value: unknown): string => `${marshalJson(value)}\n`;

type Groups = ReturnType<typeof discoveredGroups>;

/** The paths of groups and of their versions. */
const groupPaths = (named: Groups): readonly string[] => named.flatMap(({ name, versions }) => [`apis/${name}`, ...versions.map((version) => `apis/${name}/${version}`)]);

function rootPaths(named: Groups): readonly string[] {
  return [
    '/.well-known/openid-configuration',
    '/api',
    '/api/v1',
    '/apis',
    '/apis/',
    ...groupPaths(named).map((path) => `/${path}`),
    ...HEALTH_PATHS.flatMap((probe) => [probe, ...checksOf(probe.slice(1)).map((check) => `${probe}/${check}`)]),
    '/metrics',
    '/metrics/slis',
    '/openapi/v2',
    '/openapi/v3',
    '/openapi/v3/',
    '/openid/v1/jwks',
    '/version',
  ].sort();
}

/** Which documents of schemas there are. A real server's hashes are of their contents. */
function schemaIndex(named: Groups): string {
  const paths = ['.well-known/openid-configuration', 'api', 'api/v1', 'apis', ...groupPaths(named), 'openid/v1/jwks', 'version'].sort();
  const hash = (path: string): string => sha512(`${path}@${versionDocument.gitVersion}`).toUpperCase();
  return marshalJson({ paths: Object.fromEntries(paths.map((path) => [path, { serverRelativeURL: `/openapi/v3/${path}?hash=${hash(path)}` }])) });
}

/** A group with its versions, as it is listed. */
function group({ name, versions: served }: Groups[number]): object {
  const versions = served.map((version) => ({ groupVersion: `${name}/${version}`, version }));
  return { name, versions, preferredVersion: versions[0]! };
}

/** The resources of a group's version. */
function resourceList(kinds: readonly KindDescriptor[], groupVersion: string): string | undefined {
  const listed = Object.hasOwn(resourceDocument, groupVersion) ? (resourceDocument as Readonly<Record<string, readonly object[]>>)[groupVersion] : undefined;
  const custom = kinds.filter((kind) => `${kind.group}/${kind.version}` === groupVersion && kind.schema === '');
  if (!listed && custom.length === 0) return undefined;
  const others = custom.map(({ plural, singular, namespaced, kind, shortNames, categories }) => ({
    name: plural,
    singularName: singular,
    namespaced,
    kind,
    verbs: CUSTOM_VERBS,
    ...(shortNames.length > 0 && { shortNames }),
    ...(categories && categories.length > 0 && { categories }),
  }));
  return line({ kind: 'APIResourceList', ...(listed && groupVersion === 'v1' ? {} : { apiVersion: 'v1' }), groupVersion, resources: [...(listed ?? []), ...others] });
}

const openIdConfiguration = (): string =>
  marshalJson({
    issuer: ISSUER,
    jwks_uri: `https://${ADDRESS}/openid/v1/jwks`,
    response_types_supported: ['id_token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
  });

/** The document at a path, where there is one: `undefined` for paths of objects, and for those that there are not. */
export function documentAt(kinds: readonly KindDescriptor[], whole: string): string | undefined {
  const health = healthAnswer(whole);
  if (health !== undefined) return health;
  const given = whole.replace(/\?.*/s, '');
  // Two slashes begin a path of a host without a name.
  const path = given.startsWith('//') ? '/' : given.replace(/(?<=.)\/$/, '');
  if (path === '/version') return JSON.stringify(versionDocument, null, 2);
  if (path === '/.well-known/openid-configuration') return openIdConfiguration();
  if (path === '/api') return line({ kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: ADDRESS }] });
  const named = discoveredGroups(kinds).filter(({ name }) => name !== '');
  if (path === '/' || path === '/index.html') return JSON.stringify({ paths: rootPaths(named) }, null, 2);
  if (path === '/openapi/v3') return schemaIndex(named);
  if (path === '/apis') return line({ ...groupDocument, groups: named.map(group) });
  const [, root, one, two, more] = path.split('/');
  if (root === 'apis' && one !== undefined && two === undefined) {
    const found = named.find(({ name }) => name === one);
    return found && line({ kind: 'APIGroup', apiVersion: 'v1', ...group(found) });
  }
  const groupVersion = root === 'api' && two === undefined ? one : root === 'apis' && two !== undefined && more === undefined ? `${one}/${two}` : undefined;
  return groupVersion === undefined ? undefined : resourceList(kinds, groupVersion);
}
