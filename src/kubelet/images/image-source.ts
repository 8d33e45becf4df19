/** A catalogue answers as a node's disk and as the registries behind it. */
import { parseImageReference, type ImageReference } from '../../api/kinds/pod/image-reference.ts';
import { quote } from '../../base/go-format.ts';
import { err, ok } from '../../base/result.ts';
import type { ImageSource, KnownImage, Lookup } from '../image-source.ts';
import type { DirectoryNode } from '../process/types.ts';
import { BASE_FILES, withFiles } from './base-files.ts';
import type { CatalogueImage } from './catalogue.ts';

const PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
/** Of an image that says nothing: busybox alone, as in the recorded ones. */
const DEFAULT_SIZE = 2_141_000;

export interface ImageSourceOptions {
  /** All images lie on every node's disk, as on the recorded cluster. */
  readonly preloaded: boolean;
}

const fullName = ({ repository, tag, digest }: ImageReference): string => `${repository}${digest ? `@${digest}` : `:${tag}`}`;

/** Throws where the catalogue itself has an image of an impossible name. */
export function createImageSource(catalogue: readonly CatalogueImage[], { preloaded }: ImageSourceOptions): ImageSource {
  const known = new Map<string, KnownImage>();
  const entries = new Map<string, CatalogueImage>();
  const repositories = new Set<string>();
  for (const entry of catalogue) {
    const reference = parseImageReference(entry.image);
    if ('error' in reference) throw new Error(`the catalogue's image ${quote(entry.image)}: ${reference.error}`);
    const name = fullName(reference);
    repositories.add(reference.repository);
    entries.set(name, entry);
    known.set(name, knownImage(name, reference, entry));
  }
  const trees = new Map<string, DirectoryNode>();
  return {
    normalize(image) {
      const reference = parseImageReference(image);
      return 'error' in reference ? err(`couldn't parse image name ${quote(image)}: ${reference.error}`) : ok(fullName(reference));
    },
    lookup(image): Lookup {
      const found = known.get(image);
      return found ? { found } : { missing: refusal(image, repositories) };
    },
    files(name) {
      const entry = entries.get(name);
      if (!entry?.files && !entry?.programs) return BASE_FILES;
      let tree = trees.get(name);
      if (!tree) {
        tree = withFiles(entry.files, entry.programs);
        trees.set(name, tree);
      }
      return tree;
    },
    preloaded: (image) => preloaded && known.has(image),
  };
}

/** The images of `first`, and those of `further` that it does not know. */
export function withFurtherImages(first: ImageSource, further: ImageSource): ImageSource {
  const isFurther = (image: string) => 'missing' in first.lookup(image) && 'found' in further.lookup(image);
  return {
    normalize: (image) => first.normalize(image),
    lookup: (image) => (isFurther(image) ? further : first).lookup(image),
    files: (name) => (isFurther(name) ? further : first).files(name),
    preloaded: (image) => (isFurther(image) ? further : first).preloaded(image),
  };
}

function knownImage(name: string, { repository }: ImageReference, entry: CatalogueImage): KnownImage {
  const env = Object.fromEntries([PATH, ...(entry.env ?? [])].map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
  return {
    name,
    id: `${repository}@sha256:${digestOf(name)}`,
    size: entry.size ?? DEFAULT_SIZE + name.length,
    env,
    workingDir: entry.workingDir ?? '/',
    ...(entry.entrypoint && { entrypoint: entry.entrypoint }),
    ...(entry.cmd && { cmd: entry.cmd }),
    ...(entry.user !== undefined && { user: String(entry.user) }),
    ...(entry.stopSignal && { stopSignal: entry.stopSignal }),
    ...(entry.grpc && { grpc: entry.grpc }),
  };
}

/** A first part in capitals is a host to the kubelet, and to containerd, which knows no such hosts, part of the repository. */
const inCapitals = (name: string): boolean => {
  const host = name.slice(0, name.indexOf('/'));
  return !/[.:]/.test(host) && host.toLowerCase() !== host;
};

/** What containerd reports of a registry's answer: a repository that is there lacks the tag; any other is refused as Docker Hub does it. */
function refusal(name: string, repositories: ReadonlySet<string>): string {
  const repository = name.includes('@') ? name.slice(0, name.indexOf('@')) : name.slice(0, name.lastIndexOf(':'));
  if (inCapitals(name)) return `failed to parse image reference ${quote(name)}: invalid reference format: repository name must be lowercase`;
  const head = `failed to pull and unpack image ${quote(name)}: failed to resolve reference ${quote(name)}: `;
  if (repositories.has(repository)) return `rpc error: code = NotFound desc = ${head}${name}: not found`;
  return `${head}pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed`;
}

/** 64 hexadecimal digits that stand for the content (FNV-1a over the name, eight times with different starts). */
function digestOf(text: string): string {
  let digest = '';
  for (let part = 0; part < 8; part += 1) {
    let hash = (0x811c9dc5 ^ Math.imul(part + 1, 0x9e3779b1)) >>> 0;
    for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
    digest += hash.toString(16).padStart(8, '0');
  }
  return digest;
}
