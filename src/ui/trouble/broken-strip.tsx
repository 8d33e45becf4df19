import { TriangleAlert } from 'lucide-react';
import { useMemo } from 'react';
import { runCommand } from '../shell/actions.ts';
import { clock } from '../stage/labels.ts';
import { useMirror, useTable } from '../stores/mirror.ts';
import { select } from '../stores/workspace.ts';

/** More chips than these say less. */
const SHOWN = { wide: 3, narrow: 1 };

/** What is broken now, each with what mends it. Not there while nothing is. */
export function BrokenStrip({ narrow }: { narrow: boolean }) {
  const { rows, version } = useTable('broken');
  const origin = useMirror((state) => state.position.origin);
  // The map stays the same object; its version says when it changed.
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  const broken = useMemo(() => [...rows.values()].sort((a, b) => a.created - b.created || (a.key < b.key ? -1 : 1)), [rows, version]);
  if (broken.length === 0) return null;
  const shown = narrow ? SHOWN.narrow : SHOWN.wide;
  return (
    <div className="broken" role="region" aria-label="Broken now">
      <TriangleAlert size={14} aria-hidden="true" />
      <ul>
        {broken.slice(0, shown).map(({ key, text, mend, command, about, created }) => (
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
      {broken.length > 1 && (
        <span className="broken-rest">
          {broken.length > shown && <span className="soft">and {broken.length - shown} more</span>}
          <button type="button" className="chip" title="kubetick mend" onClick={() => void runCommand('kubetick mend')}>
            mend all {broken.length}
          </button>
        </span>
      )}
    </div>
  );
}
