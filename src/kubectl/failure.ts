/** How commands fail, and how a failure is printed (upstream: kubectl `pkg/cmd/util/helpers.go` checkErr). */
import { quote } from '../base/go-format.ts';
import type { Status } from '../api/meta/status.ts';

export type Failure =
  /** Printed behind `error: `, unless it starts so. */
  | { readonly kind: 'message'; readonly text: string }
  /** An answer of the API server. */
  | { readonly kind: 'status'; readonly status: Status }
  /** Several at once: a line each, without `error: `. */
  | { readonly kind: 'many'; readonly failures: readonly Failure[] }
  /** Ends the command with a code; the text, if any, is printed as it is. */
  | { readonly kind: 'exit'; readonly code: number; readonly text?: string };

export const failed = (text: string): Failure => ({ kind: 'message', text });
export const statusFailure = (status: Status): Failure => ({ kind: 'status', status });
/** Ends with a code and says nothing: what there was to say has been said. */
export const exitWith = (code: number, text?: string): Failure => (text === undefined ? { kind: 'exit', code } : { kind: 'exit', code, text });

/** One failure out of several; `undefined` for none. Nested ones are kept together, as an aggregate of aggregates prints. */
export function together(failures: readonly Failure[]): Failure | undefined {
  return failures.length > 1 ? { kind: 'many', failures } : failures[0];
}

/** The failures inside, however nested. */
export function flatten(failure: Failure): readonly Failure[] {
  return failure.kind === 'many' ? failure.failures.flatMap(flatten) : [failure];
}

export const hasReason = (failure: Failure, reason: Status['reason']): boolean => failure.kind === 'status' && failure.status.reason === reason;
export const isNotFound = (failure: Failure): boolean => hasReason(failure, 'NotFound');

/** `error when creating "web.yaml": …` in front of what went wrong (upstream: AddSourceToErr). */
export function withSource(verb: string, source: string | undefined, failure: Failure): Failure {
  if (!source) return failure;
  const prefix = `error when ${verb} ${quote(source)}: `;
  if (failure.kind === 'status') return { kind: 'status', status: { ...failure.status, message: prefix + failure.status.message } };
  return failed(prefix + errorText(failure));
}

/** What Go's `err.Error()` would say. */
export function errorText(failure: Failure): string {
  switch (failure.kind) {
    case 'message':
      return failure.text;
    case 'status':
      return failure.status.message;
    case 'exit':
      return failure.text ?? 'exit';
    case 'many': {
      const texts = [...new Set(flatten(failure).map(errorText))];
      return texts.length === 1 ? texts[0]! : `[${texts.join(', ')}]`;
    }
  }
}

/** The line for a failure inside a list of several, and for an answer of the server. */
function failureLine(failure: Failure): string {
  if (failure.kind === 'exit') return errorText(failure).replace(/\n$/, '');
  if (failure.kind !== 'status') return errorText(failure);
  const { reason, message } = failure.status;
  if (reason === 'Unauthorized') return `error: You must be logged in to the server (${message})`;
  return reason ? `Error from server (${reason}): ${message}` : `Error from server: ${message}`;
}

/** What goes to standard error, and the exit code. */
export function printedFailure(failure: Failure): { readonly text: string; readonly code: number } {
  const [only] = failure.kind === 'many' && failure.failures.length === 1 ? failure.failures : [failure];
  if (only === undefined) return { text: '', code: 0 };
  switch (only.kind) {
    case 'exit':
      return { text: only.text ?? '', code: only.code };
    case 'many':
      return { text: only.failures.map((f) => `${failureLine(f)}\n`).join(''), code: 1 };
    case 'status':
      return { text: endLine(only.status.reason === 'Invalid' ? invalidText(only.status) : failureLine(only)), code: 1 };
    case 'message':
      return { text: endLine(only.text.startsWith('error: ') ? only.text : `error: ${only.text}`), code: 1 };
  }
}

function invalidText(status: Status): string {
  const { details, message } = status;
  if (!details) return message ? `The request is invalid: ${message}` : 'The request is invalid';
  const causes = details.causes ?? [];
  let head = 'The request is invalid';
  if (details.kind || details.name) head = `The ${details.kind ?? ''} ${quote(details.name ?? '')} is invalid`;
  else if (message && causes.length === 0) head += `: ${message}`;
  if (causes.length === 0) return head;
  const lines = [...new Set(causes.map((c) => `${c.field}: ${c.message}`))];
  return lines.length === 1 ? `${head}: ${lines[0]}` : `${head}: \n${lines.map((l) => `* ${l}\n`).join('')}`;
}

const endLine = (text: string): string => (text === '' || text.endsWith('\n') ? text : `${text}\n`);
