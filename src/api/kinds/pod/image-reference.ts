/** Names of images (upstream: distribution/reference, pkg/util/parsers/parsers.go). */

export interface ImageReference {
  /** With registry and path: `docker.io/library/nginx`. */
  readonly repository: string;
  /** `latest` where neither tag nor digest is given; empty beside a digest alone. */
  readonly tag: string;
  readonly digest: string;
}

const domainComponent = /^(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])$/;
const pathComponent = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const tagForm = /^\w[\w.-]{0,127}$/;
const digestForm = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/;

function isDomain(text: string): boolean {
  const colon = text.lastIndexOf(':');
  const host = colon >= 0 && /^[0-9]+$/.test(text.slice(colon + 1)) ? text.slice(0, colon) : text;
  if (host.startsWith('[') && host.endsWith(']')) return /^\[[a-fA-F0-9:]+\]$/.test(host);
  return host.split('.').every((part) => domainComponent.test(part));
}

/** The parts of an image's name, or what is wrong with it in the words of the container runtime's parser. */
export function parseImageReference(image: string): ImageReference | { readonly error: string } {
  if (image === '') return { error: 'repository name must have at least one component' };
  if (/^[a-f0-9]{64}$/.test(image)) return { error: `invalid repository name (${image}), cannot specify 64-byte hexadecimal strings` };
  let rest = image;
  let digest = '';
  const at = rest.indexOf('@');
  if (at >= 0) {
    digest = rest.slice(at + 1);
    rest = rest.slice(0, at);
    if (!digestForm.test(digest)) return { error: 'invalid reference format' };
  }
  let tag = '';
  const slash = rest.lastIndexOf('/');
  const colon = rest.indexOf(':', slash + 1);
  if (colon >= 0) {
    tag = rest.slice(colon + 1);
    rest = rest.slice(0, colon);
    if (!tagForm.test(tag)) return { error: 'invalid reference format' };
  }
  const first = rest.indexOf('/');
  const head = first < 0 ? '' : rest.slice(0, first);
  const named = first >= 0 && (head.includes('.') || head.includes(':') || head === 'localhost' || head.toLowerCase() !== head);
  let domain = named ? head : 'docker.io';
  let path = named ? rest.slice(first + 1) : rest;
  if (domain === 'index.docker.io') domain = 'docker.io';
  if (domain === 'docker.io' && !path.includes('/')) path = `library/${path}`;
  if (path.toLowerCase() !== path) return { error: `invalid reference format: repository name (${path}) must be lowercase` };
  if (!isDomain(domain) || !path.split('/').every((part) => pathComponent.test(part))) return { error: 'invalid reference format' };
  if (domain.length + 1 + path.length > 255) return { error: 'repository name must not be more than 255 characters' };
  return { repository: `${domain}/${path}`, tag: tag === '' && digest === '' ? 'latest' : tag, digest };
}

/** The pull policy of a container that names none: `Always` for the tag `latest` (upstream: SetDefaults_Container). */
export function defaultPullPolicy(image: string): 'Always' | 'IfNotPresent' {
  const reference = parseImageReference(image);
  return 'tag' in reference && reference.tag === 'latest' ? 'Always' : 'IfNotPresent';
}
