/** From the segments of a word to fields: splitting at IFS, then file names for patterns. */
import type { FileSystem } from '../file-system.ts';
import type { Segment } from './memo.ts';
import { escapePattern, hasWildcard, matches, unescapePattern } from './pattern.ts';

const WHITE = ' \t\n';
/** Nothing to unquote, split or look up. */
const SIMPLE = /^[^*?[\\]+$/;

/** The word as one string, without splitting. */
export const plain = (segments: readonly Segment[]): string => segments.map(([text, kind]) => (kind === 'border' ? ' ' : text)).join('');

/** The word as a pattern: what is quoted stands for itself. */
export const pattern = (segments: readonly Segment[]): string =>
  segments.map(([text, kind]) => (kind === 'quoted' ? escapePattern(text) : kind === 'border' ? ' ' : text)).join('');

/** The fields of a word; each as a pattern (with `quoted` parts escaped). */
function split(segments: readonly Segment[], ifs: string): string[] {
  const fields: string[] = [];
  let field = '';
  let exists = false;
  let afterSpace = false;
  const end = (): void => {
    fields.push(field);
    [field, exists] = ['', false];
  };
  for (const [text, kind] of segments) {
    if (kind === 'border') {
      if (exists) end();
      afterSpace = false;
    } else if (kind !== 'expanded') {
      field += kind === 'quoted' ? escapePattern(text) : text;
      exists ||= kind === 'quoted' || text !== '';
      afterSpace = false;
    } else {
      for (const char of text) {
        if (!ifs.includes(char)) {
          // An expanded backslash is no escape.
          field += char === '\\' ? '\\\\' : char;
          exists = true;
          afterSpace = false;
        } else if (WHITE.includes(char)) {
          if (exists) {
            end();
            afterSpace = true;
          }
        } else if (exists || !afterSpace) {
          end();
          afterSpace = false;
        } else afterSpace = false;
      }
    }
  }
  if (exists) end();
  return fields;
}

/** The fields that a word of a command gives. `files`: for patterns; absent with `set -f`. */
export function fieldsOf(segments: readonly Segment[], ifs: string, files: () => FileSystem | undefined): string[] {
  const [first] = segments;
  if (segments.length === 1 && first !== undefined && (first[1] === 'quoted' || (first[1] === 'plain' && SIMPLE.test(first[0])))) return [first[0]];
  return split(segments, ifs).flatMap((field) => {
    const tree = hasWildcard(field) ? files() : undefined;
    const names = tree === undefined ? [] : glob(field, tree);
    return names.length > 0 ? names : [unescapePattern(field)];
  });
}

const MAX_NAMES = 10_000;

/** The paths that match a pattern, sorted. */
export function glob(path: string, files: FileSystem): string[] {
  let found: string[] = [path.startsWith('/') ? '/' : ''];
  const parts = path.split('/').filter((part) => part !== '');
  parts.forEach((part, i) => {
    const last = i === parts.length - 1;
    const tail = last ? (path.endsWith('/') ? '/' : '') : '/';
    found = found
      .flatMap((base) => {
        if (!hasWildcard(part)) {
          const next = base + unescapePattern(part);
          return files.stat(next, !last).ok ? [next + tail] : [];
        }
        const names = files.list(base === '' ? '.' : base);
        const candidates = names.ok ? [...(part.startsWith('.') ? ['.', '..'] : []), ...names.value] : [];
        return candidates
          .filter((name) => (!name.startsWith('.') || part.startsWith('.')) && matches(part, name))
          .map((name) => base + name)
          .filter((next) => (last && tail === '') || isFolder(files, next))
          .map((next) => next + tail);
      })
      .slice(0, MAX_NAMES);
  });
  return found.sort();
}

function isFolder(files: FileSystem, path: string): boolean {
  const node = files.stat(path);
  return node.ok && node.value.type === 'directory';
}
