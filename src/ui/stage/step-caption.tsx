import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { cluster } from '../client/session.ts';
import { seek } from '../shell/actions.ts';
import { useMirror } from '../stores/mirror.ts';
import { select } from '../stores/workspace.ts';
import type { TraceRow } from '../worker/protocol.ts';
import { becauseOf, whatWasDone } from './caption.ts';

/** What the last step was: who did what, and because of what. While time runs it keeps still, for nobody could read along. */
export function StepCaption() {
  const playing = useMirror((state) => state.playing);
  // While time runs no step is told of, and this need not hear of any.
  const step = useMirror((state) => (state.playing ? -1 : state.position.step));
  const branch = useMirror((state) => state.position.branch);
  const start = useMirror((state) => state.position.start);
  const [told, setTold] = useState<{ readonly row: TraceRow; readonly cause: TraceRow | undefined }>();
  useEffect(() => {
    if (playing || step <= start) {
      setTold(undefined);
      return;
    }
    let live = true;
    void (async () => {
      // Steps that found nothing to do are passed over, so the last that did something may lie a little back.
      const rows = await cluster.trace({ from: Math.max(start + 1, step - 40), to: step });
      const row = rows.at(-1);
      const cause = row?.cause === undefined ? undefined : (await cluster.trace({ from: row.cause, to: row.cause }))[0];
      if (live) setTold(row && { row, cause });
    })().catch(() => undefined);
    return () => {
      live = false;
    };
  }, [step, branch, start, playing]);
  // A sentence that has no room is told in full on demand.
  const words = useRef<HTMLDivElement>(null);
  const [cut, setCut] = useState(false);
  const [open, setOpen] = useState(false);
  useLayoutEffect(() => {
    const element = words.current;
    if (!element) return;
    const measure = () => setCut((before) => (open ? before : element.scrollHeight > element.clientHeight + 1));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [told, playing, open]);
  return (
    <div className={`step-caption${open && cut ? ' open' : ''}`}>
      <div ref={words} className={`step-words${cut ? ' cut' : ''}`} data-testid="step-caption" role="status" tabIndex={open && cut ? 0 : undefined}>
        {playing ? (
          <span className="soft">Time runs. Pause, or step, to hear what each step does.</span>
        ) : told ? (
          <>
            <b className={told.row.actor === 'you' ? 'you' : undefined}>{told.row.actor}</b> {whatWasDone(told.row)}{' '}
            {told.cause && (
              <button type="button" className="linkish soft" title={`Go to step ${told.cause.step}`} onClick={() => seek(told.cause!.step)}>
                {becauseOf(told.cause)}
              </button>
            )}
            {told.row.key.includes('/') && (
              <button type="button" className="sr-only" onClick={() => select(told.row.key)}>
                Choose {told.row.key}
              </button>
            )}
          </>
        ) : (
          <span className="soft">Step to see what happens next, and who does it.</span>
        )}
      </div>
      {cut && (
        <button type="button" className="linkish step-more" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? 'less' : 'more'}
        </button>
      )}
    </div>
  );
}
