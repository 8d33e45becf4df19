/**
 * Manifests: the text of a file → its documents, as kubectl reads them, each with the places of its fields.
 * Upstream: apimachinery `util/yaml/decoder.go`, cli-runtime `resource/visitor.go`.
 */
import { byteLength } from '../base/go-format.ts';
import { err, ok, type Result } from '../base/result.ts';
import { parseJson, readJson } from './json.ts';
import { locate, type FieldPath, type Located } from './locate.ts';
import { compose, type Node } from './yaml/compose.ts';
import { construct, JsonProblem } from './yaml/construct.ts';
import { YamlProblem } from './yaml/token.ts';

export interface ManifestError {
  /** What kubectl prints behind `error parsing FILE: `. */
  readonly message: string;
  /** Where to put the marker, from 1. */
  readonly line: number;
  readonly column: number;
}

export interface Manifest {
  /** Plain JSON, keys sorted; anything but an object is possible here. */
  readonly value: unknown;
  /** The line its text begins on, from 1. */
  readonly line: number;
  /** Where the value at `path` stands; the nearest one above it where that is not there. */
  readonly locate: (path: FieldPath) => Located;
}

/** What was read up to the first error: kubectl works on the documents before it. */
export interface Manifests {
  readonly documents: readonly Manifest[];
  readonly error?: ManifestError;
}

/** More than any API server would take, and little enough to be read while one waits. */
const MAX_LENGTH = 16 * 1024 * 1024;
/** How far kubectl looks for an opening brace. */
const GUESS_LENGTH = 4096;

/** White space as Go's `unicode.IsSpace` has it, which a byte order mark is not. */
const LEADING_SPACE = /^[\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*/;
const looksLikeJson = (text: string): boolean => text.slice(0, GUESS_LENGTH).replace(LEADING_SPACE, '').startsWith('{');
const lineAt = (text: string, index: number): { line: number; column: number } => {
  const before = text.slice(0, index);
  const line = before.split('\n').length;
  return { line, column: index - before.lastIndexOf('\n') };
};

/** A YAML document as JSON; the message starts with `yaml: `, or is JSON's own. Line and column count from 0. */
function readDocument(text: string, keysAsWritten = false): Result<unknown, { message: string; line: number; column: number }> {
  let node: Node | undefined;
  try {
    node = compose(text);
    return ok(node === undefined ? null : construct(node, keysAsWritten));
  } catch (problem) {
    if (problem instanceof YamlProblem) return err({ message: `yaml: ${problem.message}`, line: problem.mark.line, column: problem.mark.column });
    if (problem instanceof JsonProblem) return err({ message: problem.message, line: node?.start.line ?? 0, column: node?.start.column ?? 0 });
    throw problem;
  }
}

/** One document of YAML or JSON, as `kubectl patch -p` takes it. Upstream: apimachinery `yaml.ToJSON`, which leaves JSON as it is. */
export function parseDocument(text: string): Result<unknown, string> {
  if (looksLikeJson(text)) {
    const parsed = parseJson(text);
    return parsed.ok ? parsed : err(parsed.error.message);
  }
  const read = readDocument(text);
  return read.ok ? read : err(read.error.message);
}

interface Chunk {
  readonly text: string;
  /** From 0. */
  readonly line: number;
}

/** Cuts at lines that begin with `---`. The error is about such a line. */
function split(text: string, firstLine: number): { readonly chunks: readonly Chunk[]; readonly error?: ManifestError } {
  const chunks: Chunk[] = [];
  const lines = text.split('\n').map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  if (lines.at(-1) === '') lines.pop();
  let from = 0;
  const cut = (to: number): void => {
    if (to > from)
      chunks.push({
        text: lines
          .slice(from, to)
          .map((line) => `${line}\n`)
          .join(''),
        line: firstLine + from,
      });
  };
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]!;
    if (!line.startsWith('---')) continue;
    const rest = line.slice(3).replace(LEADING_SPACE, '').trimEnd();
    if (rest !== '' && !rest.startsWith('#')) {
      return { chunks, error: { message: `invalid Yaml document separator: ${rest}`, line: firstLine + i + 1, column: 1 } };
    }
    if (i > from) {
      cut(i);
      from = i + 1;
    }
    // A separator before anything else belongs to the document it opens.
  }
  cut(lines.length);
  return { chunks };
}

/** The tree is big and seldom asked for: it is made again when it is. */
function manifest(value: unknown, text: string, line: number): Manifest {
  let node: Node | undefined;
  const tree = (): Node | undefined => {
    try {
      return (node ??= compose(text));
    } catch (problem) {
      // JSON that is no YAML has no places.
      if (problem instanceof YamlProblem) return undefined;
      throw problem;
    }
  };
  return { value, line: line + 1, locate: (path) => locate(tree(), path, line) };
}

function readYaml(text: string, firstLine: number, keysAsWritten: boolean): Manifests {
  const documents: Manifest[] = [];
  const { chunks, error } = split(text, firstLine);
  for (const chunk of chunks) {
    const read = readDocument(chunk.text, keysAsWritten);
    if (!read.ok) {
      const { message, line, column } = read.error;
      return { documents, error: { message: `error converting YAML to JSON: ${message}`, line: chunk.line + line + 1, column: column + 1 } };
    }
    if (read.value !== null) documents.push(manifest(read.value, chunk.text, chunk.line));
  }
  return { documents, ...(error && { error }) };
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, item]) => [key, sortKeys(item)] as const)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)),
  );
}

/**
 * The documents of a file. Text that starts with `{` is read as a row of JSON values, and as YAML from where that fails
 * (so trailing commas pass). Empty documents are left out.
 */
export function parseManifests(text: string, { keysAsWritten = false }: { readonly keysAsWritten?: boolean } = {}): Manifests {
  if (text.length > MAX_LENGTH) return { documents: [], error: { message: `the text is longer than ${MAX_LENGTH / 1024 / 1024} MiB`, line: 1, column: 1 } };
  if (!looksLikeJson(text)) return readYaml(text, 0, keysAsWritten);

  const documents: Manifest[] = [];
  let at = 0;
  for (;;) {
    const read = readJson(text, at);
    if (read.ok) {
      if (read.value === undefined) return { documents };
      const { line } = lineAt(text, text.length - text.slice(at).trimStart().length);
      if (read.value.value !== null) {
        // Flow collections are YAML too: their places come from there.
        documents.push({ ...manifest(sortKeys(read.value.value), text.slice(at, read.value.end), lineAt(text, at).line - 1), line });
      }
      at = read.value.end;
      continue;
    }
    // After two values kubectl gives up on YAML.
    const { message, offset } = read.error;
    const cutShort = message === 'unexpected EOF';
    const problem: ManifestError = {
      message: cutShort || documents.length > 1 ? message : `json: offset ${byteLength(text.slice(0, offset - 1)) + 1}: ${message}`,
      ...lineAt(text, Math.max(0, offset - 1)),
    };
    if (documents.length > 1) return { documents, error: problem };
    const rest = text.slice(at);
    const skipped = rest.length - rest.replace(/^[^\S\n]*\n?/, '').length;
    const yaml = readYaml(text.slice(at + skipped), lineAt(text, at + skipped).line - 1, keysAsWritten);
    const all = [...documents, ...yaml.documents];
    return { documents: all, ...(yaml.error && { error: yaml.documents.length === 0 ? problem : yaml.error }) };
  }
}
