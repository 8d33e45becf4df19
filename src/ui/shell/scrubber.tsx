import { Bookmark as BookmarkIcon } from 'lucide-react';
import { lazy, useCallback, useRef, useState } from 'react';
import { cluster } from '../client/session.ts';
import { clock } from '../stage/labels.ts';
import { useCalm } from '../stores/calm.ts';
import { seek } from './actions.ts';
import { PanelMenu } from './panel-menu.tsx';
import { kindWords, useSpots } from './spots.ts';
import { goToSpot } from './time-actions.ts';

const Places = lazy(() => import('./places.tsx'));

/** All steps of this branch as a line to drag along, with the commands and failures marked on it. */
export function Scrubber() {
  return (
    <nav className="scrubber" aria-label="Time travel">
      <Track />
      <PanelMenu
        panel="places"
        label="Bookmarks, and what happened"
        title="Bookmarks, and what happened (m)"
        className="btn small icon bare scrubber-places"
        button={<BookmarkIcon size={14} aria-hidden="true" />}
      >
        <Places />
      </PanelMenu>
    </nav>
  );
}

/** What moves with time; what stands beside it is not drawn with it. */
function Track() {
  const position = useCalm((state) => state.position);
  const spots = useSpots();
  const track = useRef<HTMLDivElement>(null);
  const [hover, setHover] = useState<number>();
  const wanted = useRef<{ step: number; busy: boolean }>({ step: -1, busy: false });
  const length = Math.max(1, position.end - position.start);
  const share = (step: number) => `${((step - position.start) / length) * 100}%`;

  // One seek at a time; while it runs only the newest wish is remembered.
  const go = useCallback((step: number) => {
    wanted.current.step = step;
    if (wanted.current.busy) return;
    const run = async () => {
      wanted.current.busy = true;
      for (;;) {
        const target = wanted.current.step;
        await cluster.seek({ step: target });
        if (wanted.current.step === target) break;
      }
      wanted.current.busy = false;
    };
    void run();
  }, []);

  const stepAt = (event: React.PointerEvent) => {
    const bounds = track.current!.getBoundingClientRect();
    const fraction = Math.min(1, Math.max(0, (event.clientX - bounds.left) / bounds.width));
    return Math.round(position.start + fraction * length);
  };
  const near = hover === undefined ? undefined : nearest(spots, hover, length);
  const hereText = spots
    .filter(({ step }) => step === position.step)
    .map(({ kind, text }) => `, ${kindWords[kind]}: ${text}`)
    .join('');
  return (
    <div
      ref={track}
      className="scrubber-track"
      role="slider"
      tabIndex={0}
      aria-label="Position in time"
      aria-valuemin={position.start}
      aria-valuemax={position.end}
      aria-valuenow={position.step}
      aria-valuetext={`step ${position.step} of ${position.end}, ${clock(position.time, position.origin)}${hereText}`}
      data-testid="scrubber"
      onKeyDown={(event) => {
        const by = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key];
        if (event.shiftKey && by !== undefined) goToSpot(spots, by > 0 ? 1 : -1);
        else if (event.key === 'Home') seek(position.start);
        else if (event.key === 'End') seek(position.end);
        else if (by !== undefined) go(Math.min(position.end, Math.max(position.start, position.step + by)));
        else return;
        event.preventDefault();
      }}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        // A press on a mark means the mark, not the pixel beside it.
        go(nearest(spots, stepAt(event), length)?.step ?? stepAt(event));
      }}
      onPointerMove={(event) => {
        const step = stepAt(event);
        setHover(step);
        if (event.buttons & 1) go(step);
      }}
      onPointerLeave={() => setHover(undefined)}
    >
      <div className="scrubber-line">
        <div className="scrubber-past" style={{ width: share(position.step) }} />
        {spots.map((spot) => (
          <div key={`${spot.step}/${spot.text}`} className={`scrubber-mark is-${spot.kind}`} style={{ left: share(spot.step) }} />
        ))}
        <div className="scrubber-thumb" style={{ left: share(position.step) }} />
      </div>
      {hover !== undefined && (
        <div className="scrubber-bubble" style={{ left: `clamp(90px, ${share(hover)}, calc(100% - 90px))` }}>
          step {near?.step ?? hover}
          {near && (
            <span className="soft">
              {' '}
              · {clock(near.time, position.origin)} · {near.text}
            </span>
          )}
        </div>
      )}
    </div>
  );
}

function nearest<M extends { readonly step: number }>(marks: readonly M[], step: number, length: number): M | undefined {
  let best: M | undefined;
  for (const mark of marks) if (Math.abs(mark.step - step) <= Math.max(1, length * 0.006) && (!best || Math.abs(mark.step - step) < Math.abs(best.step - step))) best = mark;
  return best;
}
