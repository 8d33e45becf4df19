/** Upstream: apiextensions-apiserver pkg/registry/customresource/tableconvertor/tableconvertor.go. */
import { formatNumber, marshalJson } from '../../../base/go-format.ts';
import type { TableColumn } from '../../descriptor.ts';
import { parseTime } from '../../meta/time.ts';
import type { CustomResourceColumnDefinition } from '../custom-resource-definition/types.ts';
import { ageColumn, since } from '../printing.ts';
import { find, parsePath } from './path.ts';

/** A cell without a value stays blank. */
const nothing = '';

function text(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? formatNumber(value) : marshalJson(value);
}

function cell(type: string, value: unknown, now: number): string | number {
  if (value === undefined || value === null) return nothing;
  switch (type) {
    case 'string':
      return text(value);
    case 'integer':
      return typeof value === 'number' ? Math.trunc(value) : nothing;
    case 'number':
      return typeof value === 'number' ? value : nothing;
    case 'boolean':
      return typeof value === 'boolean' ? String(value) : nothing;
    case 'date': {
      if (typeof value !== 'string') return nothing;
      return parseTime(value).ok ? since(value, now) : '<invalid>';
    }
    default:
      return nothing;
  }
}

/** The columns that a version of a definition names; just the age where it names none. */
export function columnsOf(definitions: readonly CustomResourceColumnDefinition[] | undefined): readonly TableColumn[] {
  if (!definitions || definitions.length === 0) return [ageColumn];
  return definitions.map(({ name, type, priority = 0, jsonPath }): TableColumn => {
    const path = parsePath(jsonPath);
    return { name, priority: priority > 0 ? 1 : 0, cell: (object, now) => cell(type, path ? find(object, path)[0] : undefined, now) };
  });
}
