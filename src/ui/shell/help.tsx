import { Dialog } from 'radix-ui';
import { change, useWorkspace } from '../stores/workspace.ts';
import { actions } from './actions.ts';
import { focusBody } from './focus-body.ts';

const shapes = [
  ['Solid, a tick', 'ready', 'ready'],
  ['Outline, an arc', 'starting', 'starting: scheduled, pulling, running but not ready yet; the arc fills where it is known when that ends'],
  ['Hatched, a mark', 'failing', 'failing; the label says what, and when it is tried again'],
  ['Dashed, a countdown', 'going', 'going: it has been asked to end'],
  ['Faint, a tick', 'done', 'finished'],
] as const;

type KeyRow = readonly [keys: string, does: string, command?: string | undefined];

/** Keys that belong to one part of the page. */
const more: readonly (readonly [string, readonly KeyRow[]])[] = [
  [
    'Everywhere',
    [
      ['Ctrl K', 'the palette: every action, bookmark and object by name, and any kubectl line'],
      ['Esc', 'closes what is open; leaves the editor and the terminal, where Tab is taken'],
    ],
  ],
  [
    'On the scrubber',
    [
      ['← →', 'one step; PageUp and PageDown ten'],
      ['Shift ← →', 'to what is marked before or after: commands, faults, warnings, turns, bookmarks'],
      ['Home End', 'the start, and the end of the branch'],
    ],
  ],
  [
    'In the terminal',
    [
      ['Alt ↵', 'tells what the line would do, without doing it'],
      ['Tab', 'completes commands, kinds, names and files'],
      ['↑ ↓', 'lines of before'],
      ['Ctrl C', 'interrupts; copies where something is marked'],
    ],
  ],
  [
    'On the timeline',
    [
      ['← →', 'to the moment before or after at which a pod changed'],
      ['+ − 0', 'zooms in, out, and back to the whole time; Shift and dragging zooms to a span'],
      ['↑ ↓ ↵', 'chooses a pod'],
    ],
  ],
  [
    'In the inspector',
    [
      ['↑ ↓ ↵', 'in the YAML: chooses a field, and tells who wrote it'],
      ['step N', 'each sentence of Why? leads to its place on the tape'],
    ],
  ],
  [
    'In until',
    [
      ['↵', 'runs until the condition holds'],
      ['Shift ↵', 'goes back to when it last held'],
    ],
  ],
];

function Keys({ rows }: { rows: readonly KeyRow[] }) {
  return (
    <dl className="keys">
      {rows.map(([keys, does, command]) => (
        <div key={`${keys} ${does}`} style={{ display: 'contents' }}>
          <dt>
            <kbd>{keys}</kbd>
          </dt>
          <dd>
            {does}
            {command !== undefined && (
              <>
                {' '}
                <code className="soft">{command}</code>
              </>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

export function Help() {
  const open = useWorkspace((state) => state.helpOpen);
  return (
    <Dialog.Root
      open={open}
      onOpenChange={(next) =>
        change((state) => {
          state.helpOpen = next;
        })
      }
    >
      <Dialog.Portal>
        <Dialog.Overlay className="veil" />
        <Dialog.Content className="dialog help" aria-describedby={undefined} onOpenAutoFocus={focusBody}>
          <div className="dialog-head">
            <Dialog.Title>Keys, and what the stage means</Dialog.Title>
            <Dialog.Close className="btn small">close</Dialog.Close>
          </div>
          <div className="dialog-body" tabIndex={0} role="region" aria-label="All keys">
            <div>
              <h2 className="help-title">
                <b>A pod's shape tells its state, its colour its revision</b>
              </h2>
              <dl className="keys shapes">
                {shapes.map(([shape, kind, meaning]) => (
                  <div key={kind} style={{ display: 'contents' }}>
                    <dt>
                      <span className={`shape-key large ${kind}`} aria-hidden="true" />
                      {shape}
                    </dt>
                    <dd className="soft">{meaning}</dd>
                  </div>
                ))}
              </dl>
              <p className="soft help-text">
                An arc that fills is a clock: a pull, a probe, a back-off. The <b>floor</b> is the number of pods that must stay available, the <b>ceiling</b> the number that may
                exist at once. A rollout moves between the two.
              </p>
              <p className="soft help-text">
                <b>+</b> and <b>−</b>, a pinch, Ctrl+wheel or a double click go from the cluster into a namespace, a workload, a ReplicaSet, a pod and a container, and back.
              </p>
              {more.map(([title, rows]) => (
                <section key={title}>
                  <h2 className="help-title">
                    <b>{title}</b>
                  </h2>
                  <Keys rows={rows} />
                </section>
              ))}
            </div>
            <div>
              <h2 className="help-title">
                <b>Keys</b>
              </h2>
              <Keys rows={actions.filter(({ keys }) => keys !== undefined).map(({ keys, label, command }) => [keys!, label, command])} />
            </div>
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
