/** What a registry answers to a pull besides "here it is" (texts as containerd reports them). */
import { quote } from '../base/go-format.ts';
import { registryOf, type RegistryRecord } from './memory.ts';
import type { PodStep } from './pod-step.ts';
import { pullCredentials, type Credentials } from './pull-credentials.ts';

export interface ImageName {
  readonly registry: string;
  readonly repository: string;
  readonly tag: string;
}

export function splitName(name: string): ImageName {
  const slash = name.indexOf('/');
  const registry = slash > 0 && /[.:]|^localhost$/.test(name.slice(0, slash)) ? name.slice(0, slash) : 'docker.io';
  const path = registry === 'docker.io' && !name.startsWith('docker.io/') ? name : name.slice(registry.length + 1);
  const [repository = '', tag = 'latest'] = path.split(':');
  return { registry, repository: registry === 'docker.io' && !repository.includes('/') ? `library/${repository}` : repository, tag };
}

/** What is wrong with the registry of an image, that of all registries included. */
export function registryFor(step: PodStep, name: string): RegistryRecord {
  const all = registryOf(step.memory, '*');
  const own = registryOf(step.memory, splitName(name).registry);
  const slowness = (all.slowness ?? 1) * (own.slowness ?? 1);
  return { ...all, ...own, down: all.down === true || own.down === true, slowness };
}

/** Why the registry does not give the image `name` (with registry and tag); `undefined`: it does. */
export function registryRefusal(step: PodStep, name: string, digest: string | undefined): string | undefined {
  const { down, limited, asks } = registryFor(step, name);
  const { registry, repository, tag } = splitName(name);
  const full = `${registry}/${repository}:${tag}`;
  const server = registry === 'docker.io' ? 'registry-1.docker.io' : registry;
  const resolving = `failed to pull and unpack image ${quote(full)}: failed to resolve reference ${quote(full)}: `;
  if (down) return `${resolving}failed to do request: Head "https://${server}/v2/${repository}/manifests/${tag}": dial tcp: lookup ${server}: no such host`;
  const brought = asks || limited ? pullCredentials(step.context, step.pod, registry) : [];
  if (asks && (asks.repository === undefined || isOf(repository, asks.repository))) {
    const refused = denied(brought, asks, registry);
    if (refused !== undefined) return resolving + refused;
  }
  if (!limited || brought.length > 0) return undefined;
  const manifest = digest === undefined ? tag : digest;
  return `failed to pull and unpack image ${quote(full)}: failed to copy: httpReadSeeker: failed open: unexpected status code https://${server}/v2/${repository}/manifests/${manifest}: 429 Too Many Requests - Server message: toomanyrequests: You have reached your pull rate limit. You may increase the limit by authenticating and upgrading: https://www.docker.com/increase-rate-limit`;
}

const isOf = (repository: string, asked: string): boolean => repository === asked || repository === `library/${asked}` || repository.startsWith(`${asked}/`);

function denied(brought: readonly Credentials[], { username, password }: NonNullable<RegistryRecord['asks']>, registry: string): string | undefined {
  if (brought.some((credentials) => username === undefined || (credentials.username === username && credentials.password === password))) return undefined;
  if (brought.length > 0) return 'failed to authorize: failed to fetch oauth token: unexpected status: 401 Unauthorized';
  if (registry === 'docker.io') return 'pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed';
  return 'failed to authorize: failed to fetch anonymous token: unexpected status: 401 Unauthorized';
}
