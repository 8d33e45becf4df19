import { useCallback, useRef, useState } from 'react';
import { cluster } from '../client/session.ts';
import { clock } from '../stage/labels.ts';
import { useMirror } from '../stores/mirror.ts';
import { seek } from './actions.ts';

/** All steps of this branch as a line to drag along, with the commands and failures marked on it. */
export function Scrubber() {
  const position = useMirror((state) => state.position);
  const marks = useMirror((state) => state.marks);
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
  const near = hover === undefined ? undefined : nearest(marks, hover, length);
  return (
    <nav className="scrubber" aria-label="Time travel">
      <div
        ref={track}
        className="scrubber-track"
        role="slider"
        tabIndex={0}
        aria-label="Position in time"
        aria-valuemin={position.start}
        aria-valuemax={position.end}
        aria-valuenow={position.step}
        aria-valuetext={`step ${position.step} of ${position.end}, ${clock(position.time, position.origin)}`}
        data-testid="scrubber"
        onKeyDown={(event) => {
          const by = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key];
          if (event.key === 'Home') seek(position.start);
          else if (event.key === 'End') seek(position.end);
          else if (by !== undefined) go(Math.min(position.end, Math.max(position.start, position.step + by)));
          else return;
          event.preventDefault();
        }}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          go(stepAt(event));
        }}
        onPointerMove={(event) => {
          const step = stepAt(event);
          setHover(step);
          if (event.buttons & 1) go(step);
        }}
        onPointerLeave={() => setHover(undefined)}
      >
        <div className="scrubber-past" style={{ width: share(position.step) }} />
        {marks.map((mark) => (
          <div key={`${mark.step}/${mark.text}`} className={`scrubber-mark ${mark.kind}`} style={{ left: share(mark.step) }} />
        ))}
        <div className="scrubber-thumb" style={{ left: share(position.step) }} />
        {hover !== undefined && (
          <div className="scrubber-bubble" style={{ left: `clamp(90px, ${share(hover)}, calc(100% - 90px))` }}>
            step {near?.step ?? hover}
            {near && <span className="soft"> · {near.text}</span>}
          </div>
        )}
      </div>
    </nav>
  );
}

function nearest<M extends { readonly step: number }>(marks: readonly M[], step: number, length: number): M | undefined {
  let best: M | undefined;
  for (const mark of marks) if (Math.abs(mark.step - step) <= Math.max(1, length * 0.006) && (!best || Math.abs(mark.step - step) < Math.abs(best.step - step))) best = mark;
  return best;
}
