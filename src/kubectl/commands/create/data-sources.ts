/** `--from-literal`, `--from-file`, `--from-env-file` of configmaps and secrets (upstream: create_configmap.go, create_secret.go, pkg/util/util.go). */
import { isEnvVarName } from '../../../api/meta/names.ts';
import { quote } from '../../../base/go-format.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import type { Call } from '../../command.ts';
import type { FlagSpec } from '../../flags.ts';

export const sourceFlags = (what: string): readonly FlagSpec[] => [
  { name: 'from-file', type: 'stringSlice', help: 'A file whose name is the key, KEY=FILE, or a folder of such files.' },
  { name: 'from-literal', type: 'stringArray', help: 'A key and its value, KEY=VALUE.' },
  { name: 'from-env-file', type: 'stringSlice', help: 'A file of lines KEY=VALUE.' },
  { name: 'append-hash', type: 'bool', help: `Append a hash of the ${what} to its name.` },
];

/** Takes one entry; says what is wrong with its key. */
export type AddEntry = (key: string, content: string | Uint8Array) => string | undefined;

type Outcome = Result<undefined, string>;
const done: Outcome = ok(undefined);
const said = (wrong: string | undefined): Outcome => (wrong === undefined ? done : err(wrong));

/** `key=value`, cut at the first sign. */
export function addLiterals(literals: readonly string[], add: AddEntry): Outcome {
  for (const literal of literals) {
    const equals = literal.indexOf('=');
    if (equals <= 0) return err(`invalid literal source ${literal}, expected key=value`);
    const added = said(add(literal.slice(0, equals), literal.slice(equals + 1)));
    if (!added.ok) return added;
  }
  return done;
}

function parseFileSource(source: string): Result<{ readonly key: string; readonly path: string }, string> {
  const parts = source.split('=');
  if (parts.length === 1) return ok({ key: source.replace(/\/+$/, '').split('/').at(-1)!, path: source });
  if (parts.length > 2) return err("key names or file paths cannot contain '='");
  const [key, path] = parts as [string, string];
  if (key === '') return err(`key name for file path ${path} missing`);
  if (path === '') return err(`file path for key name ${key} missing`);
  return ok({ key, path });
}

export function addFiles({ io: { files } }: Call, sources: readonly string[], add: AddEntry): Outcome {
  const addFile = (key: string, path: string): Outcome => said(add(key, textOrBytes(files.readBytes(path) ?? new Uint8Array())));
  for (const source of sources) {
    const parsed = parseFileSource(source);
    if (!parsed.ok) return parsed;
    const { key, path } = parsed.value;
    const kind = files.kind(path);
    if (kind === undefined) return err(`error reading ${path}: no such file or directory`);
    if (kind === 'directory' && source.includes('=')) return err('cannot give a key name for a directory path');
    const entries = kind === 'file' ? [{ key, path }] : (files.list(path) ?? []).filter((entry) => !entry.directory).map(({ name }) => ({ key: name, path: `${path}/${name}` }));
    for (const entry of entries) {
      const added = addFile(entry.key, entry.path);
      if (!added.ok) return added;
    }
  }
  return done;
}

/** Text where it is UTF-8, else the bytes. */
function textOrBytes(bytes: Uint8Array): string | Uint8Array {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  return text.includes('\ufffd') && !sameBytes(new TextEncoder().encode(text), bytes) ? bytes : text;
}
const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, i) => byte === b[i]);

/** A key without a value takes it from the environment. `what`: how the error about a folder begins. */
export function addEnvFiles({ io }: Call, sources: readonly string[], what: string, add: AddEntry): Outcome {
  for (const source of sources) {
    const kind = io.files.kind(source);
    if (kind === undefined) return err(`error reading ${source}: no such file or directory`);
    if (kind === 'directory') return err(`env ${what} file cannot be a directory`);
    const lines = (io.files.read(source) ?? '')
      .replace(/^\ufeff/, '')
      .replace(/\n$/, '')
      .split('\n');
    for (const raw of lines) {
      const line = raw.replace(/\r$/, '').trimStart();
      if (line === '' || line.startsWith('#')) continue;
      const equals = line.indexOf('=');
      const key = equals < 0 ? line : line.slice(0, equals);
      const wrong = isEnvVarName(key);
      if (wrong.length > 0) return err(`${quote(key)} is not a valid key name: ${wrong.join(';')}`);
      const added = said(add(key, equals < 0 ? (io.env[key] ?? '') : line.slice(equals + 1)));
      if (!added.ok) return added;
    }
  }
  return done;
}

export function checkSources({ flags }: Call): string | undefined {
  if (flags.strings('from-env-file').length > 0 && (flags.strings('from-file').length > 0 || flags.strings('from-literal').length > 0)) {
    return 'from-env-file cannot be combined with from-file or from-literal';
  }
  return undefined;
}

/** Base64 of a text's UTF-8, or of bytes. */
export function base64(content: string | Uint8Array): string {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}
