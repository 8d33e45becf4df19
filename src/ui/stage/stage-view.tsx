import { lazy, Suspense, useEffect, useRef } from 'react';
import { useWorkspace } from '../stores/workspace.ts';
import { levelOf } from './focus.ts';
import { RolloutStage } from './rollout-stage.tsx';
import { zoomIn, zoomOut, zoomTo, zoomToNamespace } from './zoom-into.ts';

const ClusterStage = lazy(() => import('./cluster-stage.tsx'));
const PodStage = lazy(() => import('./pod-stage.tsx'));

/** The Rollout view of one branch at the level that it is zoomed to: of two side by side, both are at the same. */
export function StageView() {
  const focus = useWorkspace((state) => state.focus);
  const level = levelOf(focus);
  if (level !== 'cluster' && level !== 'pod' && level !== 'container') return <RolloutStage focus={focus} />;
  return (
    <Pinched key={level}>
      <Suspense>{level === 'cluster' ? <ClusterStage /> : <PodStage focus={focus} />}</Suspense>
    </Pinched>
  );
}

/** Levels that are words and cards: they scroll, and a pinch or Ctrl+wheel goes in and out. */
function Pinched({ children }: { children: React.ReactNode }) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = host.current;
    if (!element) return;
    let stop: (() => void) | undefined;
    let gone = false;
    void import('./stage-zoom.ts').then(({ attachZoom }) => {
      if (gone) return;
      ({ stop } = attachZoom(element, {
        onOut: zoomOut,
        aim: (x, y) => () => {
          const under = document.elementFromPoint(x, y);
          const space = under?.closest<HTMLElement>('.space-card')?.dataset['name'];
          const container = under?.closest<HTMLElement>('.container-card')?.dataset['name'];
          const { focus } = useWorkspace.getState();
          if (space !== undefined) zoomToNamespace(space);
          else if (container !== undefined && !focus.includes('#')) zoomTo(`${focus}#${container}`);
          else zoomIn();
        },
      }));
    });
    return () => {
      gone = true;
      stop?.();
    };
  }, []);
  return (
    <div ref={host} className="stage-scroll level-in" tabIndex={-1}>
      {children}
    </div>
  );
}
