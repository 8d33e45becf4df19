import { ChevronDown, ChevronUp } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { PartContext } from '../stores/calm.ts';
import { fingers, narrowScreen } from '../shell/screen.ts';
import { Group, Panel, Separator, useDefaultLayout, usePanelRef } from 'react-resizable-panels';

import { BesideStages } from './beside-stages.tsx';

const TimelineStage = lazy(() => import('./timeline-stage.tsx'));
const Ledger = lazy(() => import('./ledger.tsx'));

type Face = 'timeline' | 'ledger';
const KEPT = 'kubetick-dock';
/** What is left of the dock when it is folded. */
const BAR = fingers ? '47px' : '34px';

/** What a face needs in per cent of the stage to be worth having. */
const ROOM: Readonly<Record<Face, number>> = { timeline: 28, ledger: 52 };

/** Under the rollout: what happened when, or the numbers it keeps to. Folds away, and is as high as it is dragged. */
export function StageRows({ children }: { children: React.ReactNode }) {
  const [face, setFace] = useState<Face | undefined>(stored);
  const layout = useDefaultLayout({ id: 'kubetick-stage-rows' });
  const dock = usePanelRef();
  const show = (next: Face | undefined) => {
    setFace(next);
    keep(next);
    const panel = dock.current;
    if (!panel) return;
    if (next === undefined) panel.collapse();
    else if (panel.isCollapsed() || panel.getSize().asPercentage < ROOM[next] - 12) panel.resize(`${ROOM[next]}%`);
  };
  return (
    <Group {...layout} orientation="vertical" id="stage-rows">
      <Panel id="stage-view" minSize="150px" className="stage-view">
        {children}
      </Panel>
      <Separator className="divider horizontal" aria-label="Height of the timeline and the ledger" />
      <Panel
        id="stage-dock"
        panelRef={dock}
        defaultSize={face === undefined ? BAR : `${ROOM[face]}%`}
        minSize="120px"
        collapsible
        collapsedSize={BAR}
        onResize={({ inPixels }) => {
          const next = inPixels < 60 ? undefined : (face ?? 'timeline');
          if (next === face || inPixels === 0) return;
          setFace(next);
          keep(next);
        }}
      >
        <Dock face={face} show={show} />
      </Panel>
    </Group>
  );
}

function keep(face: Face | undefined): void {
  try {
    localStorage.setItem(KEPT, face ?? 'none');
  } catch {
    // Storage is off: the choice lasts as long as the page.
  }
}

function Dock({ face, show }: { face: Face | undefined; show: (face: Face | undefined) => void }) {
  return (
    <section className={`dock${face === undefined ? ' folded' : ''}`} aria-label="Timeline and ledger">
      <div className="dock-bar">
        {(['timeline', 'ledger'] as const).map((one) => (
          <button key={one} type="button" className="dock-tab" aria-pressed={face === one} onClick={() => show(face === one ? undefined : one)}>
            {one === 'timeline' ? 'Timeline' : 'Ledger and what-if'}
          </button>
        ))}
        <span className="spread" />
        <button
          type="button"
          className="btn small icon bare"
          aria-label={face === undefined ? 'Show the timeline' : 'Fold the timeline and the ledger'}
          aria-expanded={face !== undefined}
          onClick={() => show(face === undefined ? 'timeline' : undefined)}
        >
          {face === undefined ? <ChevronUp size={15} aria-hidden="true" /> : <ChevronDown size={15} aria-hidden="true" />}
        </button>
      </div>
      {face !== undefined && (
        <div className="dock-body">
          <PartContext value="timeline">
            <Suspense>
              {face === 'timeline' ? (
                <BesideStages bare>
                  <TimelineStage compact />
                </BesideStages>
              ) : (
                <Ledger />
              )}
            </Suspense>
          </PartContext>
        </div>
      )}
    </section>
  );
}

function stored(): Face | undefined {
  try {
    const kept = localStorage.getItem(KEPT);
    // A narrow screen has no room for both, and a Timeline of its own.
    return kept === 'ledger' ? 'ledger' : kept === 'none' || (kept === null && narrowScreen.matches) ? undefined : 'timeline';
  } catch {
    return 'timeline';
  }
}
