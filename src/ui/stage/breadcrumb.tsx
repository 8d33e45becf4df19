import { Maximize2, Minus, Plus } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useCalmTable } from '../stores/calm.ts';
import { useWorkspace } from '../stores/workspace.ts';
import { CLUSTER, into, isFocus, trail } from './focus.ts';
import { focusTables, zoomIn, zoomOut, zoomTo } from './zoom-into.ts';

/** Where the stage stands between the cluster and a container, and the ways in and out. */
export function Breadcrumb() {
  const focus = useWorkspace((state) => state.focus);
  const namespace = useWorkspace((state) => state.namespace);
  const selection = useWorkspace((state) => state.selection);
  // Owners may come and go.
  useCalmTable('replicaSets');
  useCalmTable('deployments');
  const tables = focusTables(focus);
  const crumbs = trail(focus, namespace, tables);
  const wanted = selection !== undefined && isFocus(selection) ? selection : undefined;
  const next = into(focus, wanted, namespace, focusTables(wanted ?? focus));
  const inner = next === focus ? undefined : trail(next, namespace, focusTables(next)).at(-1);
  const list = useRef<HTMLOListElement>(null);
  // Where there is no room for the whole way, its end is what matters.
  useEffect(() => {
    if (list.current) list.current.scrollLeft = list.current.scrollWidth;
  }, [focus]);
  return (
    <nav className="crumbs" aria-label="Zoom">
      <ol ref={list}>
        {crumbs.map((crumb, index) => (
          <li key={crumb.focus} className={index === crumbs.length - 1 ? 'here' : undefined}>
            {index > 0 && (
              <span className="soft" aria-hidden="true">
                ›
              </span>
            )}
            <button
              type="button"
              className="crumb"
              aria-current={index === crumbs.length - 1 ? 'location' : undefined}
              title={crumb.level === 'cluster' ? 'The whole cluster' : `${crumb.level} ${crumb.text}`}
              onClick={() => zoomTo(crumb.focus)}
            >
              {crumb.text}
            </button>
          </li>
        ))}
      </ol>
      <span className="spread" />
      {inner && (
        <button type="button" className="btn small crumb-in" title={`Zoom into ${inner.level} ${inner.text} (+)`} onClick={() => zoomIn()}>
          <Maximize2 size={12} aria-hidden="true" /> <span className="crumb-in-text">{inner.text}</span>
        </button>
      )}
      <button type="button" className="btn small icon" aria-label="Zoom out" title="Zoom out (−)" disabled={focus === CLUSTER} onClick={zoomOut}>
        <Minus size={13} aria-hidden="true" />
      </button>
      <button type="button" className="btn small icon" aria-label="Zoom in" title="Zoom in (+)" disabled={next === focus} onClick={() => zoomIn()}>
        <Plus size={13} aria-hidden="true" />
      </button>
    </nav>
  );
}
