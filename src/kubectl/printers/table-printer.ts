/** The tables of `kubectl get` (upstream: cli-runtime `printers/tableprinter.go`). */
import type { KubeObject, Unchecked } from '../../api/meta/types.ts';
import type { TableColumn } from '../../api/descriptor.ts';
import { ageColumn, formatLabels } from '../../api/kinds/printing.ts';
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
  /** The columns are those that the server has for the kind; otherwise name and age. */
  readonly serverColumns?: boolean;
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
  print(given: KubeObject, writer: TabWriter, now: number, eventType?: string): void {
    const object = asStored(given, this.#mapping);
    const { noHeaders, wide, withNamespace, withKind, showLabels, columnLabels, serverColumns = true } = this.#options;
    const { nameCell, columns: all } = serverColumns ? layoutOf(object, this.#mapping) : PLAIN;
    const columns = all.filter((c) => wide || c.priority === 0);
    const { namespace, labels = {} } = object.metadata;
    const name = nameCell === false ? undefined : (nameCell?.(object) ?? object.metadata.name ?? '');
    if (!this.#printedHeader && !noHeaders) {
      writer.write(
        `${[
          ...(eventType === undefined ? [] : ['EVENT']),
          ...(withNamespace ? ['NAMESPACE'] : []),
          ...(name === undefined ? [] : ['NAME']),
          ...columns.map((c) => c.name.toUpperCase()),
          ...columnLabels.map((l) => l.slice(l.lastIndexOf('/') + 1).toUpperCase()),
          ...(showLabels ? ['LABELS'] : []),
        ].join('\t')}\n`,
      );
    }
    this.#printedHeader = true;
    const cells: readonly Cell[] = [
      ...(eventType === undefined ? [] : [eventType.padEnd(8)]),
      ...(withNamespace ? [namespace ?? ''] : []),
      ...(name === undefined ? [] : [withKind ? `${qualifiedKind(this.#mapping)}/${name}` : name]),
      ...columns.map((c) => c.cell(object, now)),
      ...columnLabels.map((key) => (Object.hasOwn(labels, key) ? labels[key]! : '')),
      ...(showLabels ? [formatLabels(labels)] : []),
    ];
    writer.write(`${cells.map(cellText).join('\t')}\n`);
  }
}

/** Columns are written for the stored version; what came in another one is turned back. */
function asStored(object: KubeObject, { group, version, descriptor }: Mapping): KubeObject {
  const other = object.kind === descriptor.kind ? descriptor.otherVersions?.find((o) => o.group === group && o.version === version) : undefined;
  return other ? (other.toStored(object as unknown as Unchecked) as unknown as KubeObject) : object;
}

interface Layout {
  readonly nameCell?: false | ((object: KubeObject) => string);
  readonly columns: readonly TableColumn[];
}

const PLAIN: Layout = { columns: [ageColumn] };

interface Scale extends KubeObject {
  readonly spec?: { readonly replicas?: number };
  readonly status?: { readonly replicas?: number };
}

/** The columns of what is shown: of its kind; of a Scale; of an object that no server has seen, name and age only. */
function layoutOf(object: KubeObject, mapping: Mapping): Layout {
  if (object.kind === 'Scale' && mapping.kind !== 'Scale') {
    const count = (name: string, read: (scale: Scale) => number | undefined): TableColumn => ({ name, priority: 0, cell: (scale) => read(scale as Scale) ?? 0 });
    return { columns: [count('Desired', (s) => s.spec?.replicas), count('Available', (s) => s.status?.replicas), ageColumn] };
  }
  if (!object.metadata.name) return PLAIN;
  const { descriptor } = mapping;
  const other = descriptor.otherVersions?.find((o) => o.group === mapping.group && o.version === mapping.version);
  return other?.columns ? { columns: other.columns } : descriptor;
}

/** A cell ends at its first line break; what would move the terminal is written out (upstream: printers/terminal.go). */
function cellText(cell: Cell): string {
  const text = String(cell);
  const end = text.search(/[\n\f\r]/);
  return (end < 0 ? text : `${text.slice(0, end)}...`).replaceAll('\u001b', '^[');
}
