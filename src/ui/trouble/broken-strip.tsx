import { TriangleAlert } from 'lucide-react';
import { useMemo } from 'react';
import { runCommand } from '../shell/actions.ts';
import { clock } from '../stage/labels.ts';
import { useMirror, useTable } from '../stores/mirror.ts';
import { select } from '../stores/workspace.ts';

/** More chips than these say less. */
const SHOWN = 3;

/** What is broken now, each with what mends it. Not there while nothing is. */
export function BrokenStrip() {
  const { rows, version } = useTable('broken');
  const origin = useMirror((state) => state.position.origin);
  // The map stays the same object; its version says when it changed.
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  const broken = useMemo(() => [...rows.values()].sort((a, b) => a.created - b.created || (a.key < b.key ? -1 : 1)), [rows, version]);
  if (broken.length === 0) return null;
  return (
    <div className="broken" role="region" aria-label="Broken now">
      <TriangleAlert size={14} aria-hidden="true" />
      <ul>
        {broken.slice(0, SHOWN).map(({ key, text, mend, command, about, created }) => (
          <li key={key}>
            {about === undefined ? (
              <span title={`Since ${clock(created, origin)}`}>{text}</span>
            ) : (
              <button type="button" className="broken-text" title={`Since ${clock(created, origin)}`} onClick={() => select(about)}>
                {text}
              </button>
            )}
            <button type="button" className="chip" title={command} onClick={() => void runCommand(command)}>
              {mend}
            </button>
          </li>
        ))}
      </ul>
      {broken.length > SHOWN && <span className="soft">and {broken.length - SHOWN} more</span>}
      {broken.length > 1 && (
        <button type="button" className="chip" title="kubetick mend" onClick={() => void runCommand('kubetick mend')}>
          mend all {broken.length}
        </button>
      )}
    </div>
  );
}
