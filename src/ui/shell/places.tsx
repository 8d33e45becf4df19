import { Bookmark as BookmarkIcon, GitCompare, Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { cluster } from '../client/session.ts';
import { clock } from '../stage/labels.ts';
import { useCalm } from '../stores/calm.ts';
import { change, useWorkspace } from '../stores/workspace.ts';
import { addBookmark } from './actions.ts';
import { NameField } from './branches.tsx';
import { bookmarkName, kindWords, useSpots } from './spots.ts';
import { compare, here } from './time-actions.ts';

/** Bookmarks, and all that the scrubber marks, as lists. */
export default function Places() {
  const bookmarks = useWorkspace((state) => state.bookmarks);
  const branches = useCalm((state) => state.branches);
  const { origin, step: now } = useCalm((state) => state.position);
  const spots = useSpots().filter(({ kind }) => kind !== 'bookmark');
  const [renaming, setRenaming] = useState<number>();
  return (
    <div className="places" data-testid="places">
      <div className="panel-head">
        <b>Bookmarks</b>
        <span className="spread" />
        <button type="button" className="btn small" onClick={addBookmark}>
          <BookmarkIcon size={13} aria-hidden="true" /> this step <kbd>b</kbd>
        </button>
      </div>
      {bookmarks.length === 0 && <p className="soft panel-note">None yet. A bookmark has a name, and goes along with a link.</p>}
      <ul className="place-list" aria-label="Bookmarks">
        {bookmarks.map((mark, index) => (
          <li key={`${mark.branch} ${mark.step}`}>
            {renaming === index ? (
              <NameField
                name={bookmarkName(mark)}
                label={`Name of the bookmark at step ${mark.step}`}
                done={(name) => {
                  setRenaming(undefined);
                  if (name !== undefined)
                    change((state) => {
                      state.bookmarks[index] = { ...mark, name };
                    });
                }}
              />
            ) : (
              <button type="button" className="place-go" onClick={() => void cluster.seek({ step: mark.step, branch: mark.branch })}>
                <span className="soft num">{clock(mark.time, origin)}</span>
                <span className="spot is-bookmark" aria-hidden="true" />
                <span>
                  {bookmarkName(mark)}
                  {branches.length > 1 && <span className="soft"> on {branches.find(({ id }) => id === mark.branch)?.name ?? 'a branch that is gone'}</span>}
                </span>
              </button>
            )}
            <button type="button" className="btn small icon bare" aria-label={`Rename the bookmark ${bookmarkName(mark)}`} title="Rename" onClick={() => setRenaming(index)}>
              <Pencil size={13} aria-hidden="true" />
            </button>
            <button
              type="button"
              className="btn small icon bare"
              aria-label={`Which objects differ between the bookmark ${bookmarkName(mark)} and here`}
              title="Which objects differ from here"
              onClick={() => compare({ step: mark.step, branch: mark.branch }, here())}
            >
              <GitCompare size={14} aria-hidden="true" />
            </button>
            <button
              type="button"
              className="btn small icon bare"
              aria-label={`Remove the bookmark ${bookmarkName(mark)}`}
              title="Remove"
              onClick={() =>
                change((state) => {
                  state.bookmarks.splice(index, 1);
                })
              }
            >
              <Trash2 size={13} aria-hidden="true" />
            </button>
          </li>
        ))}
      </ul>
      <div className="panel-head">
        <b>What happened</b>
        <span className="spread" />
        <span className="soft">
          <kbd>[</kbd> <kbd>]</kbd> go from one to the next
        </span>
      </div>
      {spots.length === 0 && <p className="soft panel-note">Nothing yet: apply something, and let time run.</p>}
      <ul className="place-list" aria-label="What happened">
        {spots.map((spot) => (
          <li key={`${spot.step} ${spot.text}`} aria-current={spot.step === now ? 'step' : undefined}>
            <button type="button" className="place-go" onClick={() => void cluster.seek({ step: spot.step })}>
              <span className="soft num">{clock(spot.time, origin)}</span>
              <span className={`spot is-${spot.kind}`} aria-hidden="true" />
              <span className="place-text">
                <span className="sr-only">{kindWords[spot.kind]}: </span>
                {spot.text}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
