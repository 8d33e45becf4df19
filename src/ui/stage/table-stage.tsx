import { memo, startTransition, useContext, useDeferredValue, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { onTurn, PartContext, useCalmOf } from '../stores/calm.ts';
import { main, MirrorContext, useSide } from '../stores/mirror.ts';
import type { Mirror } from '../stores/mirror.ts';
import { useBranchName, useOther } from '../stores/sides.ts';
import { select, useWorkspace } from '../stores/workspace.ts';
import { measure } from './drawing/measure.ts';
import { isFocus } from './focus.ts';
import { remaining } from './labels.ts';
import { BRANCH, columns, columnWidths, cutColumns, INDENT } from './table-columns.ts';
import type { Column } from './table-columns.ts';
import { comparedRows, filtered, tableRows } from './table-rows.ts';
import type { TableInput, TableRow } from './table-rows.ts';
import { useSize } from './use-size.ts';
import { zoomTo } from './zoom-into.ts';

const ROW = 32;
/** In which a row is two lines. */
const NARROW = 720;
const NARROW_ROW = 52;

/** Everything of the stage as a table, for the keyboard, the screen reader and the thousands. */
export default function TableStage() {
  const mirror = useContext(MirrorContext);
  const { tables } = mirror;
  const namespace = useWorkspace((state) => state.namespace);
  const selection = useWorkspace((state) => state.selection);
  const { now, change } = useSeen(mirror);
  const scroller = useRef<HTMLDivElement>(null);
  const [text, setText] = useState('');
  const all = useMemo(
    () => tableRows(inputOf(namespace, tables)),
    // The maps keep their identity; their versions say that they changed.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [namespace, change, tables],
  );
  const asked = useDeferredValue(text);
  const other = useOther();
  const name = useBranchName(other ?? main);
  const there = useRowsOf(other);
  const compared = useMemo(() => (there ? comparedRows(all, there, name) : all), [all, there, name]);
  const rows = useMemo(() => filtered(compared, asked), [compared, asked]);
  const differ = there && compared.filter(({ differs }) => differs !== undefined).length;
  const side = useSide();
  const { width } = useSize(scroller);
  const narrow = width > 0 && width < NARROW;
  const height = narrow ? NARROW_ROW : ROW;
  const widths = useMemo(() => (narrow ? undefined : columnWidths(width)), [narrow, width]);
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => scroller.current, estimateSize: () => height, overscan: 4 });
  useLayoutEffect(() => virtual.measure(), [virtual, height]);
  const items = virtual.getVirtualItems();
  const move = (event: React.KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 12, PageUp: -12 }[event.key];
    const at = (event.target as HTMLElement).closest<HTMLElement>('[data-row]')?.dataset['row'];
    if (by === undefined || at === undefined) return;
    event.preventDefault();
    const next = Math.min(rows.length - 1, Math.max(0, Number(at) + by));
    virtual.scrollToIndex(next);
    const button = () => scroller.current?.querySelector<HTMLElement>(`[data-row="${next}"] button`);
    // The row may have to be drawn first.
    if (button()) button()!.focus();
    else setTimeout(() => button()?.focus(), 30);
  };
  return (
    <>
      <div className="table-tools">
        <input
          type="search"
          className="table-filter"
          placeholder="filter: pod web failing"
          aria-label={`Filter the table${side}`}
          value={text}
          onChange={(event) => setText(event.target.value)}
          spellCheck={false}
        />
        <span className="soft num" role="status">
          {rows.length === all.length ? `${all.length} objects` : `${rows.length} of ${all.length} objects`}
          {differ !== undefined && `, ${differ === 0 ? 'none differs' : differ === 1 ? '≠ 1 differs' : `≠ ${differ} differ`}`}
        </span>
      </div>
      <div ref={scroller} className="table-scroll" tabIndex={0} aria-label={`Objects${side}`} onKeyDown={move}>
        <div
          role="table"
          aria-label={`Objects${side}`}
          aria-rowcount={rows.length + 1}
          className="grid-table"
          style={{ height: virtual.getTotalSize() + 34, ['--columns' as string]: widths && columns.map((column) => `${widths[column]}px`).join(' ') }}
        >
          <div role="row" aria-rowindex={1} className="grid-row head">
            {columns.map((name) => (
              <span key={name} role="columnheader">
                {name}
              </span>
            ))}
          </div>
          {items.map(({ index, start }) => {
            const row = rows[index]!;
            const next = row.countdown && row.countdown.until > now ? `${row.countdown.what} in ${remaining(row.countdown.until, now)}` : '';
            // On a narrow screen a line has its own columns, and each of them may be too small.
            const cut = (widths ? cutColumns(row, next, widths, measure) : columns).join(' ');
            return <Line key={row.key} row={row} index={index} start={start + (narrow ? 0 : 34)} height={height} next={next} cut={cut} selected={selection === row.key} />;
          })}
        </div>
        {rows.length === 0 && <p className="loading">{all.length === 0 ? 'Nothing is here yet.' : 'Nothing here is called that.'}</p>}
      </div>
    </>
  );
}

const shownTables = ['pods', 'deployments', 'replicaSets', 'workloads', 'services', 'slices', 'nodes', 'others'] as const;

const inputOf = (namespace: string | undefined, { pods, deployments, replicaSets, workloads, services, slices, nodes, others }: Mirror['tables']): TableInput => ({
  namespace,
  pods: pods.values(),
  deployments: deployments.values(),
  replicaSets: replicaSets.values(),
  workloads: workloads.values(),
  services: services.values(),
  slices: slices.values(),
  nodes: nodes.values(),
  others: others.values(),
});

interface Seen {
  readonly now: number;
  readonly change: number;
}

const seenIn = ({ store }: Mirror): Seen => {
  const { position, versions } = store.getState();
  return { now: position.time, change: shownTables.reduce((sum, name) => sum + versions[name], 0) };
};

/** What time has moved, when it is this part's turn. Rows that change are drawn in pieces, between frames: what is pressed and typed comes first. */
function useSeen(mirror: Mirror): Seen {
  const part = useContext(PartContext);
  const [seen, see] = useState(() => seenIn(mirror));
  useEffect(() => {
    const look = () => startTransition(() => see(seenIn(mirror)));
    look();
    return onTurn(mirror.store, part, look);
  }, [mirror, part]);
  return seen;
}

/** The same rows of the other branch. */
function useRowsOf(other: Mirror | undefined): readonly TableRow[] | undefined {
  const namespace = useWorkspace((state) => state.namespace);
  const versions = useCalmOf(other ?? main, (state) => (other ? state.versions : undefined));
  return useMemo(() => {
    if (!other || !versions) return undefined;
    return tableRows(inputOf(namespace, other.tables));
  }, [other, versions, namespace]);
}

interface LineProps {
  readonly row: TableRow;
  readonly index: number;
  readonly start: number;
  readonly height: number;
  readonly next: string;
  /** The columns in which the words are too long, with a blank between two. */
  readonly cut: string;
  readonly selected: boolean;
}

const Line = memo(function Line({ row, index, start, height, next, cut, selected }: LineProps) {
  const { key, kind } = row;
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className="grid-row"
      data-testid="table-row"
      data-row={index}
      data-kind={kind}
      data-selected={selected || undefined}
      style={{ top: start, height }}
      onClick={() => select(key)}
      onDoubleClick={() => isFocus(key) && zoomTo(key)}
    >
      <Cells row={row} next={next} cut={cut} />
    </div>
  );
});

/** A row's words: they stay as they are where the row only moves. */
const Cells = memo(function Cells({ row, next, cut }: Pick<LineProps, 'row' | 'next' | 'cut'>) {
  const { key, kind, name, depth, ready, status, tone, restarts, where } = row;
  // The end of a name that somebody was given tells it from its siblings: it stays, whatever the room.
  const clipped = (column: Column) => (cut.includes(column) ? ' cut' : '');
  const tail = depth > 0 && name.length - name.lastIndexOf('-') <= 12 ? name.lastIndexOf('-') : name.length;
  return (
    <>
      <span role="cell" className={`cell-name${clipped('Name')}`} style={{ paddingLeft: depth * INDENT }}>
        <button type="button" className="linkish" aria-label={name} title={name} onClick={() => select(key)}>
          {depth > 0 && <span aria-hidden="true">{BRANCH}</span>}
          <span className="name-head">{name.slice(0, tail)}</span>
          <span className="name-tail">{name.slice(tail)}</span>
        </button>
      </span>
      <span role="cell" className={`soft cell-kind${clipped('Kind')}`} title={kind}>
        {kind}
      </span>
      <span role="cell" className="num cell-ready">
        {ready}
      </span>
      <span role="cell" className={`cell-status${tone === 'bad' ? ' bad' : ''}${clipped('Status')}`} title={row.differs === undefined ? status : `${status} ${row.differs}`}>
        {row.differs !== undefined && <span className="cell-differs">{row.differs}</span>} {status}
      </span>
      <span role="cell" className="num cell-restarts">
        {restarts ?? ''}
      </span>
      <span role="cell" className={`soft cell-where${clipped('Where')}`} title={where}>
        {where}
      </span>
      <span role="cell" className={`soft num cell-next${clipped('Next')}`} title={next}>
        {next}
      </span>
    </>
  );
});
