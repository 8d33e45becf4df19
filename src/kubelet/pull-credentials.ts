/** The credentials that a pull takes along: those of the pod's `imagePullSecrets` (upstream: pkg/credentialprovider). */
import type { Pod } from '../api/kinds/pod/types.ts';
import type { Secret } from '../api/kinds/secret/types.ts';
import type { Context } from '../engine/component.ts';
import { decodeBase64 } from './base64.ts';

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** Names of secrets that are not there. */
export const missingPullSecrets = (context: Context, { metadata, spec }: Pod): readonly string[] =>
  (spec.imagePullSecrets ?? []).flatMap(({ name }) => (name && !context.get<Secret>('secrets', metadata.namespace, name) ? [name] : []));

/** All that are meant for this registry. */
export function pullCredentials(context: Context, { metadata, spec }: Pod, registry: string): readonly Credentials[] {
  return (spec.imagePullSecrets ?? []).flatMap(({ name }) => {
    const secret = name ? context.get<Secret>('secrets', metadata.namespace, name) : undefined;
    return secret ? inSecret(secret, registry) : [];
  });
}

function inSecret({ data }: Secret, registry: string): readonly Credentials[] {
  const current = record(parsed(data?.['.dockerconfigjson']))['auths'];
  const entries = Object.entries(record(current ?? parsed(data?.['.dockercfg'])));
  return entries.flatMap(([server, entry]) => (hostOf(server) === registry ? credentialsOf(record(entry)) : []));
}

/** `https://index.docker.io/v1/` is Docker Hub. */
function hostOf(server: string): string {
  const host = server.replace(/^https?:\/\//, '').split('/')[0]!;
  return host === 'index.docker.io' || host === 'registry-1.docker.io' ? 'docker.io' : host;
}

function credentialsOf({ username, password, auth }: Readonly<Record<string, unknown>>): readonly Credentials[] {
  if (typeof username === 'string' && username !== '') return [{ username, password: typeof password === 'string' ? password : '' }];
  const decoded = typeof auth === 'string' ? decodeBase64(auth) : '';
  const colon = decoded.indexOf(':');
  return colon > 0 ? [{ username: decoded.slice(0, colon), password: decoded.slice(colon + 1) }] : [];
}

function parsed(encoded: string | undefined): unknown {
  try {
    return JSON.parse(decodeBase64(encoded ?? ''));
  } catch {
    return undefined;
  }
}

const record = (value: unknown): Readonly<Record<string, unknown>> => (value !== null && typeof value === 'object' ? (value as Readonly<Record<string, unknown>>) : {});
