/** The loop of editor, check and patch (upstream: kubectl `pkg/cmd/util/editor/editoptions.go`). */
import type { Unchecked } from '../api/meta/types.ts';
import { quote } from '../base/go-format.ts';
import { err, ok, type Result } from '../base/result.ts';
import { shellQuote } from '../base/shell-quote.ts';
import { sleep, type Task } from '../engine/client.ts';
import type { Call } from './command.ts';
import { fieldValidationOf, fileOptions } from './common-flags.ts';
import { errorText, exitWith, failed, hasReason, type Failure } from './failure.ts';
import { toCompactJson } from '../manifest/print-json.ts';
import { deepEqual } from '../base/equal.ts';
import { lastApplied, withLastApplied } from './last-applied.ts';
import { parseDocument, parseManifests } from '../manifest/parse.ts';
import { toJson } from '../manifest/print-json.ts';
import { toYaml } from '../manifest/yaml/emitter.ts';
import { createPatch } from './patching.ts';
import { noPrinter, objectPrinter } from './printers/output.ts';
import { recorded } from './record.ts';
import { infoFor, listMembers, typeProblems } from './resources/files.ts';
import { apiVersionOfObject, isList, kindOf, metadataOf, nameOf, refresh, withMetadata, type Info } from './resources/info.ts';
import { findResources } from './resources/query.ts';
import { qualifiedResource } from './rest-mapper.ts';
import { applyPatchOf } from './commands/apply/set-last-applied.ts';

export type EditMode = 'live' | 'last-applied' | 'before-create';

/** `kubectl edit` and `apply edit-last-applied`: all objects in one file. */
export function* editResources(call: Call, mode: EditMode): Task<Failure | undefined> {
  const { flags, args } = call;
  if (mode !== 'live' && flags.has('output-patch') && flags.bool('output-patch')) return failed("the edit mode doesn't support output the patch");
  const found = findResources(call, {
    files: fileOptions(call),
    args,
    emptySelectorSelectsAll: true,
    latest: true,
    continueOnError: true,
    ...(flags.has('subresource') && { subresource: flags.string('subresource') }),
  });
  if (!found.ok) return found.error;
  const { infos, failure } = yield* found.value.infos();
  if (failure) return failure;
  if (mode === 'live') return infos.length === 0 ? failed('edit cancelled, no objects found') : yield* editInfos(call, infos, mode);
  const configurations: Info[] = [];
  for (const info of infos) {
    const configuration = lastApplied(info.object!);
    if (configuration === undefined) continue;
    const read = infoFor(call.mapper, parseManifests(configuration).documents[0]?.value, 'edited-file', false);
    if (!read.ok) return read.error;
    configurations.push(read.value);
  }
  if (configurations.length === 0)
    return failed('no last-applied-configuration annotation found on resources, to create the annotation, use command `kubectl apply set-last-applied --create-annotation`');
  return yield* editInfos(call, configurations, mode);
}

/** `kubectl create --edit`: one file after another. */
export function* editBeforeCreate(call: Call): Task<Failure | undefined> {
  const found = findResources(call, { files: fileOptions(call), continueOnError: true });
  if (!found.ok) return found.error;
  return yield* found.value.visit((info) => editInfos(call, [info], 'before-create'));
}

/** Milliseconds from a refusal to the next look at the file. */
const REOPENING = 100;

/** Why the file comes back: a line, and the causes below it. */
interface Reason {
  readonly head: string;
  readonly causes: readonly string[];
}

/** What became of an edit that reached the server. */
interface Outcome {
  readonly reasons: Reason[];
  retryable: boolean;
  missing: boolean;
}

function* editInfos(call: Call, infos: readonly Info[], mode: EditMode): Task<Failure | undefined> {
  const { io, flags } = call;
  const output = flags.string('output');
  if (output !== '' && output !== 'json' && output !== 'yaml') return noPrinter(output, ['json', 'yaml']);
  const json = output === 'json';
  const fieldValidation = fieldValidationOf(call);
  if (!fieldValidation.ok) return fieldValidation.error;
  const original = printEditable(infos, json);
  let reasons: readonly Reason[] = [];
  let edited: string | undefined;
  let file: string | undefined;
  for (let round = 0; ; round += 1) {
    // An editor that is a program may never come to an end: the clock goes on, and Ctrl+C finds its moment.
    if (round > 0) yield* sleep(REOPENING);
    const shown = `${json ? '' : header(mode, reasons)}${edited === undefined ? original : stripCommentLines(edited)}`;
    const launched = yield* launchEditor(
      call,
      flags.has('windows-line-endings') && flags.bool('windows-line-endings') ? shown.replaceAll('\n', '\r\n') : shown,
      json ? '.json' : '.yaml',
    );
    if (!launched.ok) return preserved(call, file, launched.error);
    const before = edited;
    edited = launched.value.text.replaceAll('\r\n', '\n');
    if (before !== undefined && sameContent(before, edited)) return preserved(call, launched.value.path, failed('Edit cancelled, no valid changes were saved.'));
    if (file !== undefined) io.files.remove(file);
    file = launched.value.path;
    const invalid = fieldValidation.value === 'Ignore' ? undefined : invalidFile(edited);
    if (invalid !== undefined) {
      const subject = `${qualifiedResource(infos[0]!.mapping)} ${quote(infos[0]!.name)}`;
      call.err(`error: ${subject} is invalid\n`);
      reasons = [{ head: `${subject} was not valid`, causes: [`<nil>: Invalid value: "The edited file failed validation": ${invalid}`] }];
      continue;
    }
    if (sameContent(original, edited)) {
      io.files.remove(file);
      call.err('Edit cancelled, no changes made.\n');
      return undefined;
    }
    if (!edited.split('\n').some((line) => line.trim() !== '' && !line.trim().startsWith('#'))) {
      io.files.remove(file);
      call.err('Edit cancelled, saved file was empty.\n');
      return undefined;
    }
    const updated = readEdited(call, edited);
    if (!updated.ok) {
      reasons = [{ head: `The edited file had a syntax error: ${errorText(updated.error)}`, causes: [] }];
      continue;
    }
    for (const info of updated.value) {
      if (info.mapping.namespaced && info.namespace !== call.namespace) {
        return preserved(
          call,
          file,
          failed(
            `the namespace from the provided object ${quote(info.namespace)} does not match the namespace ${quote(call.namespace)}. You must pass '--namespace=${info.namespace}' to perform this operation.`,
          ),
        );
      }
      info.object = recorded(call, flags.has('save-config') && flags.bool('save-config') ? withLastApplied(info.object!) : info.object!);
    }
    const outcome: Outcome = { reasons: [], retryable: false, missing: false };
    for (const info of updated.value) {
      const failure = mode === 'before-create' ? yield* createEdited(call, info) : yield* patchEdited(call, info, infos, mode, fieldValidation.value, outcome);
      if (failure) return preserved(call, file, failure);
    }
    if (outcome.retryable) {
      call.err(`You can run \`kubectl replace -f ${file}\` to try this update again.\n`);
      return exitWith(1);
    }
    if (outcome.missing) {
      call.err(`The edits you made on deleted resources have been saved to ${quote(file)}\n`);
      return exitWith(1);
    }
    if (outcome.reasons.length === 0) {
      io.files.remove(file);
      return undefined;
    }
    reasons = outcome.reasons;
  }
}

function preserved(call: Call, file: string | undefined, failure: Failure): Failure {
  if (file !== undefined && call.io.files.kind(file) === 'file') call.err(`A copy of your changes has been stored to ${quote(file)}\n`);
  return failure;
}

function printEditable(infos: readonly Info[], json: boolean): string {
  const objects = infos.map((i) => withMetadata(i.object!, { managedFields: undefined }));
  const object = objects.length === 1 ? objects[0]! : { apiVersion: 'v1', items: objects, kind: 'List', metadata: {} };
  return json ? toJson(object) : toYaml(object);
}

function header(mode: EditMode, reasons: readonly Reason[]): string {
  const hashed = (text: string): string => text.replace(/\n(?=[^#])/g, '\n# ');
  const head =
    mode === 'last-applied'
      ? "# Please edit the 'last-applied-configuration' annotations below.\n# Lines beginning with a '#' will be ignored, and an empty file will abort the edit.\n#\n"
      : "# Please edit the object below. Lines beginning with a '#' will be ignored,\n# and an empty file will abort the edit. If an error occurs while saving this file will be\n# reopened with the relevant failures.\n#\n";
  return head + reasons.map((r) => `# ${hashed(r.head)}${r.causes.length > 0 ? ':' : ''}\n${r.causes.map((c) => `# * ${hashed(c)}\n`).join('')}#\n`).join('');
}

const stripCommentLines = (text: string): string =>
  text
    .split('\n')
    .filter((line) => !line.trim().startsWith('#') || line.trim().startsWith('#!'))
    .join('\n');

/** What is wrong with a file before anything is looked up. */
function invalidFile(text: string): string | undefined {
  const parsed = parseDocument(stripCommentLines(text));
  return parsed.ok ? typeProblems(parsed.value) : parsed.error;
}

/** Whether two files say the same apart from comments. */
function sameContent(a: string, b: string): boolean {
  const [x, y] = [parseManifests(a), parseManifests(b)];
  if (x.error !== undefined || y.error !== undefined) return stripCommentLines(a) === stripCommentLines(b);
  return deepEqual(
    x.documents.map((d) => d.value),
    y.documents.map((d) => d.value),
  );
}

/** Writes the text into a file, lets the host's editor change it, reads it back. */
function* launchEditor(call: Call, text: string, extension: string): Task<Result<{ readonly text: string; readonly path: string }, Failure>> {
  const { io } = call;
  const chosen = io.env.KUBE_EDITOR || io.env.EDITOR;
  const editor = chosen || 'vi';
  if (!io.shell) return err(failed(`unable to launch the editor ${quote(editor)}`));
  let number = 1;
  while (io.files.kind(`/tmp/kubectl-edit-${number}${extension}`) !== undefined) number += 1;
  const path = `/tmp/kubectl-edit-${number}${extension}`;
  io.files.write(path, text);
  // Without quotes in it no shell reads the line: kubectl splits it at spaces and runs the program itself, so `;` is a character like others and none complains that there is no such program.
  const words = /["'\\]/.test(editor) ? undefined : editor.split(' ').map(shellQuote);
  const code = yield* !chosen && io.edit ? io.edit(path) : io.shell(`${words ? `command -v ${words[0]} >/dev/null || exit 127; ${words.join(' ')}` : editor} ${path}`);
  if (code !== 0)
    return err(failed(code === 127 && !editor.includes('/') ? `unable to launch the editor ${quote(editor)}` : `there was a problem with the editor ${quote(editor)}`));
  return ok({ text: io.files.read(path) ?? '', path });
}

function readEdited(call: Call, text: string): Result<readonly Info[], Failure> {
  const { documents, error } = parseManifests(text);
  const infos: Info[] = [];
  for (const { value: document } of documents) {
    if (document === null) continue;
    const info = infoFor(call.mapper, document, 'edited-file', false);
    if (!info.ok) return info;
    if (!isList(info.value.object)) infos.push(info.value);
    else {
      const members = listMembers(call.mapper, info.value);
      const problem = members.stop ?? members.failures[0];
      if (problem) return err(problem);
      infos.push(...members.infos);
    }
  }
  return error === undefined ? ok(infos) : err(failed(`error parsing edited-file: ${error.message}`));
}

function* createEdited(call: Call, info: Info): Task<Failure | undefined> {
  const created = yield* call.api.create(info.mapping, info.namespace, withMetadata(info.object!, { resourceVersion: undefined }), {
    fieldManager: call.flags.string('field-manager'),
  });
  if (!created.ok) return created.error;
  refresh(info, created.value as unknown as Unchecked);
  return print(call, info, 'created');
}

function print(call: Call, info: Info, operation: string): Failure | undefined {
  const printer = objectPrinter(call, operation);
  if (!printer.ok) return printer.error;
  const printed = printer.value(info.object!);
  if (!printed.ok) return printed.error;
  call.out(printed.value);
  return undefined;
}

function* patchEdited(
  call: Call,
  info: Info,
  originals: readonly Info[],
  mode: EditMode,
  fieldValidation: 'Strict' | 'Warn' | 'Ignore',
  outcome: Outcome,
): Task<Failure | undefined> {
  const original = originals.find((o) => metadataOf(o.object).uid === metadataOf(info.object).uid);
  if (!original) return failed(`no original object found for ${toCompactJson(info.object)}`);
  const before = withMetadata(original.object!, { managedFields: undefined });
  if (deepEqual(before, info.object)) return print(call, info, 'skipped');
  const options = {
    fieldManager: call.flags.string('field-manager'),
    fieldValidation,
    subresource: call.flags.has('subresource') ? call.flags.string('subresource') || undefined : undefined,
  };
  if (mode === 'last-applied') {
    const patched = yield* call.api.patch(info.mapping, call.namespace, info.name, 'merge', applyPatchOf(info.object!), options);
    return patched.ok ? print(call, info, 'edited') : patched.error;
  }
  const after = info.object!;
  if (apiVersionOfObject(before) !== apiVersionOfObject(after) || kindOf(before) !== kindOf(after) || nameOf(before) !== nameOf(after)) {
    return failed('At least one of apiVersion, kind and name was changed');
  }
  const made = createPatch(info.mapping, before, after);
  if (!made.ok) return failed(made.error);
  if (call.flags.bool('output-patch')) call.out(`Patch: ${toCompactJson(made.value.patch)}\n`);
  const patched = yield* call.api.patch(info.mapping, info.namespace, info.name, made.value.type, made.value.patch, options);
  if (!patched.ok) {
    call.err(`${note(patched.error, info, outcome)}\n`);
    return undefined;
  }
  refresh(info, patched.value as unknown as Unchecked);
  return print(call, info, 'edited');
}

/** Keeps why the server refused, and gives the line to print. */
function note(failure: Failure, info: Info, outcome: Outcome): string {
  const subject = `${qualifiedResource(info.mapping)} ${quote(info.name)}`;
  if (failure.kind === 'status' && hasReason(failure, 'Invalid')) {
    outcome.reasons.push({ head: `${subject} was not valid`, causes: (failure.status.details?.causes ?? []).map((c) => `${c.field}: ${c.message}`) });
    return `error: ${subject} is invalid`;
  }
  if (hasReason(failure, 'NotFound')) {
    outcome.missing = true;
    return `error: ${subject} could not be found on the server`;
  }
  outcome.retryable = true;
  return `error: ${subject} could not be patched: ${errorText(failure)}`;
}
