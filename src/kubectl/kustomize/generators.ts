/** ConfigMaps and Secrets out of literals and files (upstream: kustomize api/internal/generators, api/kv, api/hasher). */
import { compareStrings, quote } from '../../base/go-format.ts';
import { sha256 } from '../../kubelet/process/applets/hash.ts';
import { toCompactJson } from '../../manifest/print-json.ts';
import type { GeneratorArgs, GeneratorOptions } from './kustomization.ts';
import type { Loader } from './loader.ts';
import { fieldsAt } from './resource-list.ts';
import { Resource, textAt, type Behavior, type Fields, type IsClusterScoped } from './resource.ts';
import { trouble, within } from './trouble.ts';

interface Pair {
  readonly key: string;
  readonly content: string | Uint8Array;
}

const unquoted = (text: string): string => (text.length >= 2 && text[0] === text.at(-1) && /^["']/.test(text) ? text.slice(1, -1) : text);

function literal(source: string): Pair {
  const equals = source.indexOf('=');
  if (equals <= 0) return trouble(`invalid literal source ${source}, expected key=value`);
  return { key: source.slice(0, equals), content: unquoted(source.slice(equals + 1)) };
}

function file(loader: Loader, source: string): Pair {
  const parts = source.split('=');
  if (parts.length === 1) return { key: source.replace(/\/+$/, '').split('/').at(-1)!, content: contentOf(loader, source) };
  if (parts.length > 2) return trouble(`source ${quote(source)} key name or file path contains '='`);
  const [key, path] = parts as [string, string];
  if (key === '') return trouble(`missing key name for file path ${quote(path)} in source ${quote(source)}`);
  if (path === '') return trouble(`missing file path for key name ${quote(key)} in source ${quote(source)}`);
  return { key, content: contentOf(loader, path) };
}

function contentOf(loader: Loader, path: string): string | Uint8Array {
  const bytes = loader.bytes(path);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return bytes;
  }
}

function envFile(loader: Loader, path: string): readonly Pair[] {
  const lines = loader.text(path).replace(/\n$/, '').split('\n');
  return lines.flatMap((raw, at) => {
    const line = (at === 0 ? raw.replace(/^\ufeff/, '') : raw).replace(/\r$/, '').trimStart();
    if (line === '' || line.startsWith('#')) return [];
    const equals = line.indexOf('=');
    const key = equals < 0 ? line : line.slice(0, equals);
    return [{ key, content: equals < 0 ? '' : line.slice(equals + 1) }];
  });
}

const listText = (items: readonly string[]): string => `[${items.join(' ')}]`;

function pairsOf(loader: Loader, args: GeneratorArgs): readonly Pair[] {
  const envs = [...(args.envs ?? []), ...(args.env === undefined ? [] : [args.env])];
  const { literals = [], files = [] } = args;
  const pairs = within('loading KV pairs', () => [
    ...within(`env source files: ${listText(envs)}`, () => envs.flatMap((path) => envFile(loader, path))),
    ...within(`literal sources ${listText(literals)}`, () => literals.map(literal)),
    ...within(`file sources: ${listText(files)}`, () => files.map((source) => file(loader, source))),
  ]);
  const seen = new Set<string>();
  for (const { key } of pairs) {
    if (seen.has(key)) trouble(`configmap ${args.name} illegally repeats the key \`${key}\``);
    seen.add(key);
  }
  return pairs.toSorted((a, b) => compareStrings(a.key, b.key));
}

function base64(content: string | Uint8Array): string {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** A generator's own options, with those of the file where it has none. */
export function mergedOptions(own: GeneratorOptions | undefined, shared: GeneratorOptions | undefined): GeneratorOptions | undefined {
  if (!own || !shared) return own ?? shared;
  return {
    labels: { ...shared.labels, ...own.labels },
    annotations: { ...shared.annotations, ...own.annotations },
    disableNameSuffixHash: own.disableNameSuffixHash || shared.disableNameSuffixHash || false,
    immutable: own.immutable || shared.immutable || false,
  };
}

const BEHAVIORS: Readonly<Record<string, Behavior>> = { create: 'create', replace: 'replace', merge: 'merge' };

export function generate(kind: 'ConfigMap' | 'Secret', loader: Loader, args: GeneratorArgs, options: GeneratorOptions | undefined, isClusterScoped: IsClusterScoped): Resource {
  if (!args.name) trouble('a configmap must have a name');
  const metadata: Fields = { name: args.name, ...(args.namespace && { namespace: args.namespace }) };
  for (const key of ['labels', 'annotations'] as const) if (options?.[key] && Object.keys(options[key]).length > 0) metadata[key] = { ...options[key] };
  const data: [string, string][] = [];
  const binaryData: [string, string][] = [];
  for (const { key, content } of pairsOf(loader, args)) {
    if (kind === 'Secret') data.push([key, base64(content)]);
    else if (typeof content === 'string') data.push([key, content]);
    else binaryData.push([key, base64(content)]);
  }
  const made = new Resource(
    {
      apiVersion: 'v1',
      kind,
      metadata,
      ...(kind === 'Secret' && { type: args.type || 'Opaque' }),
      ...((data.length > 0 || kind === 'Secret') && { data: Object.fromEntries(data) }),
      ...(binaryData.length > 0 && { binaryData: Object.fromEntries(binaryData) }),
      ...(options?.immutable && { immutable: true }),
    },
    isClusterScoped,
  );
  made.behavior = BEHAVIORS[args.behavior ?? ''] ?? 'unspecified';
  made.needsHash = options?.disableNameSuffixHash !== true;
  return made;
}

/** Letters that cannot spell a bad word. */
const LETTERS: Readonly<Record<string, string>> = { 0: 'g', 1: 'h', 3: 'k', a: 'm', e: 't' };

/** Ten letters that tell an object's kind, type and data. Upstream means to hash the name too, but looks for it where it never is. */
export function contentHash({ object, kind }: Resource): string {
  const map = (key: string): unknown => (Object.hasOwn(object, key) ? fieldsAt(object, key) : '');
  const filled = (key: string): Fields => (Object.hasOwn(object, key) ? { [key]: fieldsAt(object, key) } : {});
  const hashed =
    kind === 'Secret'
      ? { kind, type: textAt(object, 'type'), name: '', data: map('data'), ...filled('stringData') }
      : { kind, name: '', data: map('data'), ...filled('binaryData') };
  const bytes = Array.from(new TextEncoder().encode(toCompactJson(hashed)), (byte) => String.fromCharCode(byte)).join('');
  return sha256(bytes)
    .slice(0, 10)
    .replace(/[013ae]/g, (digit) => LETTERS[digit]!);
}
