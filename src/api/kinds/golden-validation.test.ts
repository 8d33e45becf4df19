import './install.ts';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { asSent } from '../meta/as-sent.ts';
import { aggregate, formatFieldError } from '../meta/field-error.ts';
import { validateObjectMeta } from '../meta/object-meta.ts';
import type { KubeObject } from '../meta/types.ts';
import { createKindRegistry, parseGroupVersion } from '../registry.ts';
import { kinds } from './registry.ts';
import { recordings } from './testing/recordings.ts';

const registry = createKindRegistry(kinds);
const scenarios = join(import.meta.dirname, '../../../conformance/scenarios');
const context = { timestamp: '2026-01-01T00:00:00Z', list: () => [], random: () => 0.5 };

/** The manifests of a scenario, by file. */
function filesOf(recording: string): Readonly<Record<string, string>> {
  const path = join(scenarios, recording.replace(/\.json$/, '.yaml'));
  if (!existsSync(path)) return {};
  const [scenario] = loadAll(readFileSync(path, 'utf8')) as { files?: Record<string, string> }[];
  return scenario?.files ?? {};
}

/** What the server answers to a new object: its errors as kubectl prints them. */
function errorsOf(manifest: KubeObject): string {
  const { group, version } = parseGroupVersion(manifest.apiVersion);
  const descriptor = registry.byKind(group, version, manifest.kind)!.descriptor;
  const conversion = descriptor.otherVersions?.find((other) => other.group === group && other.version === version);
  const stored = (conversion ? conversion.toStored({ ...manifest }) : manifest) as unknown as KubeObject;
  const defaulted = descriptor.applyDefaults({ ...stored, metadata: { ...(descriptor.namespaced && { namespace: 'default' }), ...stored.metadata, uid } } as KubeObject);
  const object = descriptor.prepareForCreate?.(defaulted, context) ?? defaulted;
  const taken = descriptor.validateAgainst?.(object, undefined, context) ?? [];
  const errors = [...validateObjectMeta(object.metadata, descriptor), ...descriptor.validate(object)];
  return aggregate(asSent(taken.length > 0 ? taken : errors, manifest).map(formatFieldError));
}

const uid = '00000000-0000-4000-8000-000000000000';
const uids = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** Refused because of other objects, or of the namespace that it was played in: a LimitRange's default, a taken port, the object as it was, a service account, a policy; or with what only YAML 1.1 reads as a boolean or a number. */
const needOthers = new Set([
  'limit-range-defaults request-high.yaml',
  'invalid-services nodeport-taken.yaml',
  'apply-sequences job2.yaml',
  'custom-resources default.yaml',
  'invalid-volumes vol-projtoken.yaml',
  'admission-policies m04.yaml',
  'invalid-persistent-storage m16.yaml',
  'invalid-services-and-updates m08.yaml',
  'invalid-services-and-updates m41.yaml',
  'create-roles-and-bindings rb2.yaml',
  'service-cidrs-and-ip-addresses svc3.yaml',
  'stored-strange-values ints.yaml',
  'left-by-conversions event2.yaml',
]);

const invalid = /^The ([A-Za-z]+) "([^"]*)" is invalid: ?([\s\S]*)\n$/;

/** Steps that apply one new object and are refused for what it says. */
const cases = recordings().flatMap(({ file, scenario, steps, history }) => {
  const files = filesOf(file);
  return steps.flatMap(({ run = '', stderr = '', from }) => {
    const name = /^kubectl (?:apply|create) -f (\S+\.yaml)$/.exec(run)?.[1];
    const match = invalid.exec(stderr);
    if (name === undefined || !match || files[name] === undefined || needOthers.has(`${scenario} ${name}`)) return [];
    const [manifest, ...more] = loadAll(files[name], { json: true }) as KubeObject[];
    if (!manifest || more.length > 0 || manifest.metadata?.name !== match[2]) return [];
    // Custom kinds are validated by their definitions.
    const { group, version } = parseGroupVersion(manifest.apiVersion);
    if (!registry.byKind(group, version, manifest.kind)) return [];
    // An object that is there already is updated.
    if (history.some((entry) => entry.type === 'ADDED' && entry.kind === manifest.kind && entry.name === manifest.metadata.name && entry.t < from)) return [];
    const listed = match[3]!.startsWith('\n* ') ? match[3]!.slice(3).split('\n* ') : [match[3]!];
    return [{ title: `${scenario} ${name}`, manifest, printed: aggregate(listed).replaceAll(uids, uid) }];
  });
});

describe('what a real cluster refused', () => {
  it('has cases', () => expect(cases.length).toBeGreaterThan(100));
  it.each(cases.map((item) => [item.title, item] as const))('%s', (_title, { manifest, printed }) => expect(errorsOf(manifest)).toBe(printed));
});
