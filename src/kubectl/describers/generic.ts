import type { Task } from '../../engine/client.ts';
import type { DescribeSettings } from './describer.ts';
import { eventsOf, writeEvents } from './events.ts';
import { writeHead } from './metadata.ts';
import { description, type PrefixWriter } from './prefix-writer.ts';
import { sortedKeys, type Wire } from './wire.ts';

const SKIPPED = new Set(['.metadata.managedFields', '.metadata.name', '.metadata.namespace', '.metadata.labels', '.metadata.annotations']);
const ACRONYMS = new Set(['API', 'URL', 'UID', 'OSB', 'GUID']);

/** Any kind that has no describer of its own: its fields, named in words (upstream: genericDescriber). */
export function* describeGeneric(object: Wire, settings: DescribeSettings): Task<string> {
  const events = yield* eventsOf(object, settings);
  return description((w) => {
    writeHead(w, object);
    writeFields(w, 0, object, '');
    writeEvents(w, events);
  });
}

function writeFields(w: PrefixWriter, level: number, content: Wire, path: string): void {
  for (const field of sortedKeys(content)) {
    const value = content[field];
    const at = `${path}.${field}`;
    if (SKIPPED.has(at)) continue;
    if (Array.isArray(value)) {
      w.write(level, `${labelFor(field)}:\n`);
      for (const item of value) {
        if (isMap(item)) writeFields(w, level + 1, item, at);
        else w.write(level + 1, `${scalar(item)}\n`);
      }
    } else if (isMap(value)) {
      w.write(level, `${labelFor(field)}:\n`);
      writeFields(w, level + 1, value, at);
    } else {
      w.write(level, `${labelFor(field)}:\t${scalar(value)}\n`);
    }
  }
}

const isMap = (value: Wire): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);
const scalar = (value: Wire): string => (value === null ? '<nil>' : Array.isArray(value) ? `[${value.map(scalar).join(' ')}]` : String(value));

/** `lastScheduleTime` → `Last Schedule Time`; a name with other characters than letters stays (upstream: smartLabelFor). */
function labelFor(field: string): string {
  if (!/^[\p{L}-]*$/u.test(field)) return field;
  return splitCamelCase(field)
    .map((part) => (ACRONYMS.has(part.toUpperCase()) ? part.toUpperCase() : part.charAt(0).toUpperCase() + part.slice(1)))
    .join(' ');
}

/** Runs of one class of letters; the last capital of a run belongs to the small letters after it (upstream: fatih/camelcase). */
const splitCamelCase = (text: string): string[] => text.match(/\p{Lu}+(?=\p{Lu}\p{Ll})|\p{Lu}?\p{Ll}+|\p{Lu}+|-+|[^\p{Lu}\p{Ll}-]+/gu) ?? [];
