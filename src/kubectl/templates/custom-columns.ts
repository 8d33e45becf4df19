/** `-o custom-columns`, `custom-columns-file` (upstream: kubectl `pkg/cmd/get/customcolumn.go`). */
import { err, ok, type Result } from '../../base/result.ts';
import type { Unchecked } from '../../api/meta/types.ts';
import { failed, type Failure } from '../failure.ts';
import type { ObjectPrinter, TemplateFormat } from '../printers/output.ts';
import { TABLE_WIDTHS, TabWriter } from '../printers/tab-writer.ts';
import { isList } from '../resources/info.ts';
import { goText } from './go-value.ts';
import { jsonPathResults, relaxedJsonPath } from './jsonpath.ts';

interface Column {
  readonly header: string;
  /** A JSONPath template. */
  readonly path: string;
}

const NONE_GIVEN = 'custom-columns format specified but no custom columns given';
const escapeTerminal = (text: string): string => text.replaceAll('\u001b', '^[').replaceAll('\r', '\\r');

function columnsOf(pairs: readonly (readonly [header: string, expression: string])[]): Result<readonly Column[], Failure> {
  const columns: Column[] = [];
  for (const [header, expression] of pairs) {
    const path = relaxedJsonPath(expression);
    if (!path.ok) return err(failed(path.error));
    columns.push({ header, path: path.value });
  }
  return ok(columns);
}

/** `NAME:.metadata.name,IMAGE:.spec.image` */
function fromSpec(spec: string): Result<readonly Column[], Failure> {
  if (spec === '') return err(failed(NONE_GIVEN));
  const pairs: [string, string][] = [];
  for (const part of spec.split(',')) {
    const colon = part.indexOf(':');
    if (colon < 0) return err(failed(`unexpected custom-columns spec: ${part}, expected <header>:<json-path-expr>`));
    pairs.push([part.slice(0, colon), part.slice(colon + 1)]);
  }
  return columnsOf(pairs);
}

/** A line of headers, a line of paths. */
function fromTemplate(text: string): Result<readonly Column[], Failure> {
  const lines = text.split('\n');
  const missing = (what: string): Result<never, Failure> =>
    err(failed(`invalid template, missing ${what} line. Expected format is one line of space separated headers, one line of space separated column specs.`));
  if (text === '') return missing('header');
  if (lines.length < 2 || (lines.length === 2 && lines[1] === '')) return missing('spec');
  const words = (line: string): string[] => line.split(/\s+/).filter((word) => word !== '');
  const [headers, specs] = [words(lines[0]!), words(lines[1]!)];
  if (headers.length !== specs.length) return err(failed(`number of headers (${headers.length}) and field specifications (${specs.length}) don't match`));
  return columnsOf(headers.map((header, i) => [header, specs[i]!]));
}

/** The header comes with the first object only. */
function columnPrinter(columns: readonly Column[], noHeaders: boolean, out: (text: string) => void): ObjectPrinter {
  let headed = noHeaders;
  return (object) => {
    let text = '';
    const writer = new TabWriter(TABLE_WIDTHS, (part) => {
      text += part;
    });
    if (!headed) writer.write(`${columns.map((column) => column.header).join('\t')}\n`);
    headed = true;
    for (const item of isList(object) ? (object.items as readonly Unchecked[]) : [object]) {
      const cells: string[] = [];
      for (const { path } of columns) {
        const found = jsonPathResults(path, item, true);
        if (!found.ok) {
          // The header, and the rows before, are out by then.
          writer.flush();
          out(text);
          return err(failed(found.error));
        }
        const none = (found.value[0]?.length ?? 0) === 0 ? ['<none>'] : [];
        cells.push([...none, ...found.value.flat().map((value) => escapeTerminal(goText(value, 'int64')))].join(','));
      }
      writer.write(`${cells.join('\t')}\n`);
    }
    writer.flush();
    return ok(text);
  };
}

export const CUSTOM_COLUMNS_FORMATS: readonly TemplateFormat[] = [
  {
    name: 'custom-columns',
    getOnly: true,
    compile: (spec, { noHeaders, out }) => {
      const columns = fromSpec(spec);
      return columns.ok ? ok(columnPrinter(columns.value, noHeaders, out)) : columns;
    },
  },
  {
    name: 'custom-columns-file',
    getOnly: true,
    compile: (path, { readFile, out }) => {
      if (path === '') return err(failed(NONE_GIVEN));
      const text = readFile(path);
      if (text === undefined) return err(failed(`error reading template ${path}, open ${path}: no such file or directory\n`));
      const columns = fromTemplate(text);
      return columns.ok ? ok(columnPrinter(columns.value, false, out)) : columns;
    },
  },
];
