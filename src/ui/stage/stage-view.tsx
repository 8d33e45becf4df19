import { lazy, Suspense, useContext, useEffect, useRef } from 'react';
import { beside, MirrorContext } from '../stores/mirror.ts';
import { useWorkspace } from '../stores/workspace.ts';
import { Breadcrumb } from './breadcrumb.tsx';
import { CLUSTER, levelOf, outOf } from './focus.ts';
import { RolloutStage } from './rollout-stage.tsx';
import { StepCaption } from './step-caption.tsx';
import { focusTables, zoomIn, zoomOut, zoomTo, zoomToNamespace } from './zoom-into.ts';

const ClusterStage = lazy(() => import('./cluster-stage.tsx'));
const PodStage = lazy(() => import('./pod-stage.tsx'));

/** The Rollout view at the level that it is zoomed to. */
export function StageView() {
  const focus = useWorkspace((state) => state.focus);
  const level = levelOf(focus);
  const other = useContext(MirrorContext) === beside;
  // What is asked about a pod's inside is asked of this branch: the one beside is shown down to its ReplicaSets.
  if (other) return level === 'cluster' ? <ClusterBeside /> : <RolloutStage focus={outside(focus)} />;
  return (
    <>
      <Breadcrumb />
      {level === 'cluster' || level === 'pod' || level === 'container' ? (
        <Pinched key={level}>
          <Suspense>{level === 'cluster' ? <ClusterStage /> : <PodStage focus={focus} />}</Suspense>
        </Pinched>
      ) : (
        <RolloutStage focus={focus} />
      )}
      <StepCaption />
    </>
  );
}

function outside(focus: string): string {
  let at = focus;
  while (levelOf(at) === 'pod' || levelOf(at) === 'container') at = outOf(at, focusTables());
  return at;
}

function ClusterBeside() {
  return (
    <div className="stage-scroll">
      <Suspense>
        <ClusterStage key={CLUSTER} />
      </Suspense>
    </div>
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
      stop = attachZoom(element, {
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
      });
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
