import { Dialog } from 'radix-ui';
import { ArrowLeftRight } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { cluster } from '../client/session.ts';
import { clock } from '../stage/labels.ts';
import { useMirror } from '../stores/mirror.ts';
import { useTime } from '../stores/time.ts';
import { useWorkspace } from '../stores/workspace.ts';
import type { ObjectChange, ObjectDiff, Place } from '../worker/time-protocol.ts';
import { focusBody } from './focus-body.ts';

const close = () => useTime.setState({ compared: undefined });

/** Which objects differ between two places on the tape, and how. */
export function Compare() {
  const compared = useTime((state) => state.compared);
  return (
    <Dialog.Root open={compared !== undefined} onOpenChange={(open) => !open && close()}>
      <Dialog.Portal>
        <Dialog.Overlay className="veil" />
        <Dialog.Content className="dialog compare" aria-describedby={undefined} onOpenAutoFocus={focusBody} data-testid="compare">
          <div className="dialog-head">
            <Dialog.Title>Which objects differ</Dialog.Title>
            <Dialog.Close className="btn small">close</Dialog.Close>
          </div>
          {compared && <Comparison left={compared.left} right={compared.right} />}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Comparison({ left, right }: { left: Place; right: Place }) {
  const places = usePlaces(left, right);
  const [events, setEvents] = useState(false);
  const [chosen, setChosen] = useState<string>();
  const { diff, problem } = useDiff(left, right, events);
  const { origin } = useMirror((state) => state.position);
  const nameOf = (place: Place) => places.find((one) => same(one.place, place))?.label ?? '';
  const pick = (side: 'left' | 'right') => (text: string) => {
    const place = places[Number(text)]?.place;
    if (place) useTime.setState({ compared: { left, right, [side]: place } });
  };
  return (
    <div className="compare-body">
      <div className="compare-places">
        <PlaceSelect label="Left" places={places} place={left} onPick={pick('left')} />
        <button
          type="button"
          className="btn small icon"
          aria-label="Swap the sides"
          title="Swap the sides"
          onClick={() => useTime.setState({ compared: { left: right, right: left } })}
        >
          <ArrowLeftRight size={14} aria-hidden="true" />
        </button>
        <PlaceSelect label="Right" places={places} place={right} onPick={pick('right')} />
        <label className="soft">
          <input type="checkbox" checked={events} onChange={(event) => setEvents(event.target.checked)} /> Events too
        </label>
      </div>
      {problem !== undefined && <p className="loading bad">{problem}</p>}
      {diff && (
        <p className="soft" role="status" data-testid="compare-summary">
          {summary(diff)} {clock(diff.left.time, origin)} against {clock(diff.right.time, origin)}.
        </p>
      )}
      {diff && diff.changes.length > 0 && (
        <div className="compare-columns">
          <ul className="compare-list" aria-label="Objects that differ">
            {diff.changes.map((change) => (
              <li key={change.key}>
                <button type="button" aria-pressed={chosen === change.key} onClick={() => setChosen(chosen === change.key ? undefined : change.key)} data-testid="compare-object">
                  <span>
                    <span className="soft">{change.kind}</span> <b>{change.name}</b>
                    {change.namespace !== '' && change.namespace !== 'default' && <span className="soft"> in {change.namespace}</span>}
                  </span>
                  <span className={`compare-how ${change.change === 'differs' ? 'warn' : 'soft'}`}>{how(change, nameOf(left), nameOf(right))}</span>
                  {change.fields.map((field) => (
                    <code key={field}>{field}</code>
                  ))}
                  {change.count > change.fields.length && <span className="soft">and {change.count - change.fields.length} more fields</span>}
                </button>
              </li>
            ))}
            {diff.more > 0 && <li className="soft panel-note">and {diff.more} more objects</li>}
          </ul>
          <div className="compare-text" tabIndex={0} aria-label="YAML of both, line by line" role="region">
            {chosen === undefined ? <p className="loading">Choose an object to see its YAML on both sides.</p> : <TextDiff left={left} right={right} of={chosen} />}
          </div>
        </div>
      )}
    </div>
  );
}

const same = (a: Place, b: Place) => a.step === b.step && a.branch === b.branch;

/** `only here (step 112)`, `only at the start`. */
const only = (place: string): string => (/^(here|where)\b/.test(place) ? `only ${place}` : `only at ${place}`);

function how({ change, count }: ObjectChange, left: string, right: string): string {
  if (change === 'only left') return only(left);
  if (change === 'only right') return only(right);
  return `${count} field${count === 1 ? ' differs' : 's differ'}`;
}

function summary({ changes, more }: ObjectDiff): string {
  const count = (what: ObjectChange['change']) => changes.filter(({ change }) => change === what).length;
  if (changes.length === 0) return 'No object differs.';
  return `${changes.length + more} object${changes.length + more === 1 ? '' : 's'}: ${count('differs')} differ, ${count('only left')} only left, ${count('only right')} only right.`;
}

function PlaceSelect({
  label,
  places,
  place,
  onPick,
}: {
  label: string;
  places: readonly { readonly label: string; readonly place: Place }[];
  place: Place;
  onPick: (text: string) => void;
}) {
  return (
    <label className="compare-place">
      <span className="soft">{label}</span>
      <select className="select" aria-label={label} value={places.findIndex((one) => same(one.place, place))} onChange={(event) => onPick(event.target.value)}>
        {places.map((one, index) => (
          <option key={one.label} value={index}>
            {one.label}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Here, the end of every branch, where each left, and every bookmark. */
function usePlaces(left: Place, right: Place) {
  const branches = useMirror((state) => state.branches);
  const position = useMirror((state) => state.position);
  const bookmarks = useWorkspace((state) => state.bookmarks);
  return useMemo(() => {
    const places: { label: string; place: Place }[] = [];
    const add = (label: string, { step, branch }: Place) => {
      if (!places.some((one) => same(one.place, { step, branch }))) places.push({ label, place: { step, branch } });
    };
    add(`here (step ${position.step})`, position);
    for (const mark of bookmarks) add(mark.name === undefined ? `bookmark at step ${mark.step}` : `${mark.name} (step ${mark.step})`, mark);
    for (const { id, name, end, from } of branches) {
      add(`the end of ${name}`, { step: end, branch: id });
      if (from) add(`where ${name} left (step ${from.step})`, { step: from.step, branch: id });
    }
    add('the start', { step: position.start, branch: position.branch });
    for (const place of [left, right]) add(`step ${place.step}`, place);
    return places;
  }, [branches, position, bookmarks, left, right]);
}

function useDiff(left: Place, right: Place, events: boolean) {
  const [answer, setAnswer] = useState<{ readonly diff?: ObjectDiff; readonly problem?: string }>({});
  useEffect(() => {
    let old = false;
    cluster.diff({ left, right, events }).then(
      (diff) => {
        if (!old) setAnswer({ diff });
      },
      (error: Error) => {
        if (!old) setAnswer({ problem: error.message });
      },
    );
    return () => {
      old = true;
    };
  }, [left, right, events]);
  return answer;
}

function TextDiff({ left, right, of }: { left: Place; right: Place; of: string }) {
  const [hunks, setHunks] = useState<string>();
  useEffect(() => {
    let old = false;
    setHunks(undefined);
    void cluster.diffText({ left, right, key: of }).then((answer) => {
      if (!old) setHunks(answer.hunks);
    });
    return () => {
      old = true;
    };
  }, [left, right, of]);
  if (hunks === undefined) return <p className="loading">…</p>;
  return (
    <pre className="text diff" data-testid="compare-diff">
      {hunks.split('\n').map((line, index) => (
        // A line has no other identity than its place.
        // oxlint-disable-next-line react/no-array-index-key
        <span key={index} className={line.startsWith('+') ? 'added' : line.startsWith('-') ? 'removed' : line.startsWith('@@') ? 'soft' : undefined}>
          {`${line}\n`}
        </span>
      ))}
    </pre>
  );
}
