/** The tables of `kubectl top` (upstream: kubectl pkg/metricsutil/{metrics_printer,metrics_sort}.go). */
import type { NodeMetrics, PodMetrics, Usage } from '../../../api/kinds/metrics/types.ts';
import { addQuantities, milliValue, quantity, quantityValue, ZERO, type Quantity } from '../../../api/meta/quantity.ts';
import { compareStrings } from '../../../base/go-format.ts';
import { TABLE_WIDTHS, TabWriter } from '../../printers/tab-writer.ts';

export type SortBy = '' | 'cpu' | 'memory';
export interface TableOptions {
  readonly sortBy: SortBy;
  readonly headers: boolean;
  readonly swap: boolean;
}

interface Amounts {
  readonly cpu: Quantity;
  readonly memory: Quantity;
}
const amounts = ({ cpu, memory }: Usage): Amounts => ({ cpu: quantity(cpu), memory: quantity(memory) });
const sumOf = (all: readonly Amounts[]): Amounts =>
  all.reduce((sum, one) => ({ cpu: addQuantities(sum.cpu, one.cpu), memory: addQuantities(sum.memory, one.memory) }), { cpu: ZERO, memory: ZERO });

const cells = ({ cpu, memory }: Amounts): readonly string[] => [`${milliValue(cpu)}m`, `${Math.trunc(quantityValue(memory) / (1024 * 1024))}Mi`];
const UNKNOWN = '<unknown>';

/** Most first; by name where nothing is asked for. */
function order<T>(items: readonly T[], sortBy: SortBy, usage: (item: T) => Amounts, names: (item: T) => readonly string[]): readonly T[] {
  const size = (item: T) => (sortBy === 'cpu' ? milliValue(usage(item).cpu) : quantityValue(usage(item).memory));
  const byName = (a: T, b: T) => names(a).reduce((found, name, i) => found || compareStrings(name, names(b)[i]!), 0);
  return items.toSorted((a, b) => (sortBy === '' ? byName(a, b) : size(b) - size(a) || byName(a, b)));
}

const line = (values: readonly string[]): string => `${values.map((value) => `${value}\t`).join('')}\n`;

function written(lines: readonly string[], out: (text: string) => void): void {
  const table = new TabWriter(TABLE_WIDTHS, out);
  for (const text of lines) table.write(text);
  table.flush();
}

const podUsage = ({ containers }: PodMetrics): Amounts => sumOf(containers.map(({ usage }) => amounts(usage)));

export interface PodTableOptions extends TableOptions {
  readonly containers: boolean;
  readonly namespaces: boolean;
  readonly sum: boolean;
}

export function writePodTable(metrics: readonly PodMetrics[], options: PodTableOptions, out: (text: string) => void): void {
  const { sortBy, headers, swap, containers, namespaces, sum } = options;
  const measured = (usage: Amounts): readonly string[] => [...cells(usage), ...(swap ? ['0Mi'] : [])];
  const columns = ['NAME', 'CPU(cores)', 'MEMORY(bytes)', ...(swap ? ['SWAP(bytes)'] : [])];
  const width = columns.length + (headers && namespaces ? 1 : 0) + (headers && containers ? 1 : 0);
  const lines: string[] = [];
  if (headers) lines.push(line([...(namespaces ? ['NAMESPACE'] : []), ...(containers ? ['POD'] : []), ...columns]));
  for (const pod of order(metrics, sortBy, podUsage, ({ metadata }) => [...(namespaces ? [metadata.namespace!] : []), metadata.name])) {
    const place = [...(namespaces ? [pod.metadata.namespace!] : []), pod.metadata.name];
    if (!containers) lines.push(line([...place, ...measured(podUsage(pod))]));
    else
      for (const { name, usage } of order(
        pod.containers,
        sortBy,
        (container) => amounts(container.usage),
        (container) => [container.name],
      ))
        lines.push(line([...place, name, ...measured(amounts(usage))]));
  }
  if (sum) {
    const blank = (count: number) => Array.from({ length: Math.max(0, count) }, () => '');
    lines.push(line([...blank(width - 2), '________', '________']));
    lines.push(line([...blank(width - 3), '', ...measured(sumOf(metrics.map(podUsage)))]));
  }
  written(lines, out);
}

/** `available`: what each node has, by name; nodes that are not measured are listed last. */
export function writeNodeTable(
  metrics: readonly NodeMetrics[],
  available: ReadonlyMap<string, Readonly<Record<string, string>>>,
  { sortBy, headers, swap }: TableOptions,
  out: (text: string) => void,
): void {
  const lines: string[] = [];
  if (headers) lines.push(line(['NAME', 'CPU(cores)', 'CPU(%)', 'MEMORY(bytes)', 'MEMORY(%)', ...(swap ? ['SWAP(bytes)', 'SWAP(%)'] : [])]));
  const percent = (used: number, of: number) => `${of === 0 ? 0 : Math.trunc((used / of) * 100)}%`;
  for (const { metadata, usage } of order(
    metrics,
    sortBy,
    (node) => amounts(node.usage),
    (node) => [node.metadata.name],
  )) {
    const { cpu, memory } = amounts(usage);
    const has = available.get(metadata.name);
    const [cpuText = '', memoryText = ''] = cells({ cpu, memory });
    const share = (name: 'cpu' | 'memory', used: Quantity) => (has?.[name] === undefined ? [] : [percent(milliValue(used), milliValue(quantity(has[name])))]);
    lines.push(line([metadata.name, cpuText, ...share('cpu', cpu), memoryText, ...share('memory', memory), ...(swap ? [UNKNOWN, UNKNOWN] : [])]));
  }
  const measured = new Set(metrics.map(({ metadata }) => metadata.name));
  for (const name of available.keys()) if (!measured.has(name)) lines.push(line([name, ...Array.from({ length: swap ? 6 : 4 }, () => UNKNOWN)]));
  written(lines, out);
}
