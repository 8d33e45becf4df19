/** The tables of `kubectl get` (upstream: cli-runtime `printers/tableprinter.go`). */
import type { KubeObject } from '../../api/meta/types.ts';
import { qualifiedKind, type Mapping } from '../rest-mapper.ts';
import type { TabWriter } from './tab-writer.ts';

export interface TableOptions {
  readonly noHeaders: boolean;
  readonly wide: boolean;
  readonly withNamespace: boolean;
  /** `deployment.apps/web` instead of `web`. */
  readonly withKind: boolean;
  readonly showLabels: boolean;
  readonly columnLabels: readonly string[];
}

type Cell = string | number;

/** Prints objects of one kind, row by row; the header stands before the first. */
export class TablePrinter {
  readonly #mapping: Mapping;
  readonly #options: TableOptions;
  #printedHeader = false;

  constructor(mapping: Mapping, options: TableOptions) {
    this.#mapping = mapping;
    this.#options = options;
  }

  /** `now` is virtual time; `eventType` heads the row where watch events are shown. */
  print(object: KubeObject, writer: TabWriter, now: number, eventType?: string): void {
    const { noHeaders, wide, withNamespace, withKind, showLabels, columnLabels } = this.#options;
    const columns = this.#mapping.descriptor.columns.filter((c) => wide || c.priority === 0);
    if (!this.#printedHeader && !noHeaders) {
      writer.write(`${[
        ...(eventType === undefined ? [] : ['EVENT']),
        ...(withNamespace ? ['NAMESPACE'] : []),
        'NAME',
        ...columns.map((c) => c.name.toUpperCase()),
        ...columnLabels.map((l) => l.slice(l.lastIndexOf('/') + 1).toUpperCase()),
        ...(showLabels ? ['LABELS'] : []),
      ].join('\t')}\n`);
    }
    this.#printedHeader = true;
    const { name, namespace, labels = {} } = object.metadata;
    const cells: readonly Cell[] = [
      ...(eventType === undefined ? [] : [eventType.padEnd(8)]),
      ...(withNamespace ? [namespace ?? ''] : []),
      withKind ? `${qualifiedKind(this.#mapping)}/${name ?? ''}` : name ?? '',
      ...columns.map((c) => c.cell(object, now)),
      ...columnLabels.map((key) => (Object.hasOwn(labels, key) ? labels[key]! : '')),
      ...(showLabels ? [formatLabels(labels)] : []),
    ];
    writer.write(`${cells.map(cellText).join('\t')}\n`);
  }
}

/** `a=1,b=2` in key order, or `<none>` (upstream: apimachinery `labels.FormatLabels`). */
export function formatLabels(labels: Readonly<Record<string, string>>): string {
  const text = Object.keys(labels).sort().map((key) => `${key}=${labels[key]}`).join(',');
  return text === '' ? '<none>' : text;
}

/** A cell ends at its first line break; what would move the terminal is written out (upstream: printers/terminal.go). */
function cellText(cell: Cell): string {
  const text = String(cell);
  const end = text.search(/[\n\f\r]/);
  return (end < 0 ? text : `${text.slice(0, end)}...`).replaceAll('\u001b', '^[');
}
