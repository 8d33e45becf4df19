import { ChevronDown, ChevronUp } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';

const TimelineStage = lazy(() => import('./timeline-stage.tsx'));
const Ledger = lazy(() => import('./ledger.tsx'));

type Face = 'timeline' | 'ledger';
const KEPT = 'kubetick-dock';

/** Under the rollout: what happened when, or the numbers it keeps to. Folds away. */
export function StageDock() {
  const [face, setFace] = useState<Face | undefined>(stored);
  const show = (next: Face | undefined) => {
    setFace(next);
    try {
      localStorage.setItem(KEPT, next ?? 'none');
    } catch {
      // Storage is off: the choice lasts as long as the page.
    }
  };
  return (
    <section className={`dock${face === undefined ? ' folded' : ''}${face === 'ledger' ? ' tall' : ''}`} aria-label="Timeline and ledger">
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
          <Suspense>{face === 'timeline' ? <TimelineStage compact /> : <Ledger />}</Suspense>
        </div>
      )}
    </section>
  );
}

function stored(): Face | undefined {
  try {
    const kept = localStorage.getItem(KEPT);
    return kept === 'ledger' ? 'ledger' : kept === 'none' ? undefined : 'timeline';
  } catch {
    return 'timeline';
  }
}
