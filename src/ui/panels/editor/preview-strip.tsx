import { useEffect, useState } from 'react';
import { cluster } from '../../client/session.ts';
import { useMirror } from '../../stores/mirror.ts';
import { useWorkspace } from '../../stores/workspace.ts';
import type { ApplyPreview } from '../../worker/protocol.ts';
import { WithCode } from '../with-code.tsx';

/** Milliseconds of rest after typing, or after the cluster changed, before the worker is asked. */
const PAUSE = 450;

/** What Apply would do with the active file, told while it is typed. While the clock runs, only typing asks anew. */
export function PreviewStrip() {
  const preview = usePreview();
  if (!preview) return <div role="status" className="sr-only" data-testid="preview" />;
  return (
    <div className={`preview is-${preview.tone}`} role="status" data-testid="preview">
      <p>
        <b>Apply would</b> <WithCode text={preview.text} />
      </p>
      {preview.notes.map((note) => (
        <p key={note} className="soft">
          <WithCode text={note} />
        </p>
      ))}
    </div>
  );
}

function usePreview(): ApplyPreview | undefined {
  const file = useWorkspace((state) => state.files.find(({ name }) => name === state.active));
  const editing = useWorkspace((state) => state.edit?.name === state.active);
  const ready = useMirror((state) => state.ready);
  const era = useMirror((state) => state.era);
  // At rest the position is that of now; while the clock runs it is none.
  const at = useMirror((state) => (state.playing ? -1 : state.position.step));
  const branch = useMirror((state) => state.position.branch);
  const [answer, setAnswer] = useState<{ readonly name: string; readonly preview: ApplyPreview | undefined }>();
  const name = file?.name;
  const text = file?.text;
  useEffect(() => {
    if (!ready || editing || name === undefined || text === undefined) return undefined;
    let old = false;
    const timer = setTimeout(() => {
      cluster.preview({ file: name, text }).then(
        (preview) => {
          if (!old) setAnswer({ name, preview });
        },
        () => {
          if (!old) setAnswer(undefined);
        },
      );
    }, PAUSE);
    return () => {
      old = true;
      clearTimeout(timer);
    };
  }, [ready, editing, name, text, era, at, branch]);
  return editing || answer?.name !== name ? undefined : answer?.preview;
}
