import { Dialog } from 'radix-ui';
import { change, useWorkspace } from '../stores/workspace.ts';
import { actions } from './actions.ts';

const shapes = [
  ['Solid with a tick', 'ready'],
  ['Outline with an arc', 'starting: scheduled, pulling, running but not ready yet; the arc fills where it is known when that ends'],
  ['Hatched with a mark', 'failing; the label says what, and when it is tried again'],
  ['Dashed with a countdown', 'going: it has been asked to end'],
  ['Faint with a tick', 'finished'],
] as const;

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
        <Dialog.Content className="dialog" aria-describedby={undefined}>
          <div className="dialog-head">
            <Dialog.Title>Keys, and what the stage means</Dialog.Title>
            <Dialog.Close className="btn small">close</Dialog.Close>
          </div>
          <div className="dialog-body">
            <dl className="keys">
              {actions
                .filter(({ keys }) => keys !== undefined)
                .map(({ id, label, keys }) => (
                  <div key={id} style={{ display: 'contents' }}>
                    <dt>
                      <kbd>{keys}</kbd>
                    </dt>
                    <dd>{label}</dd>
                  </div>
                ))}
            </dl>
            <h2 style={{ margin: '18px 0 8px' }}>
              <b>A pod's shape tells its state, its colour its revision</b>
            </h2>
            <dl className="keys">
              {shapes.map(([shape, meaning]) => (
                <div key={shape} style={{ display: 'contents' }}>
                  <dt>{shape}</dt>
                  <dd className="soft">{meaning}</dd>
                </div>
              ))}
            </dl>
            <p className="soft" style={{ marginTop: 16 }}>
              <b>+</b> and <b>−</b>, a pinch, Ctrl+wheel or a double click go from the cluster into a namespace, a workload, a ReplicaSet, a pod and a container, and back. An arc
              that fills is a clock: a pull, a probe, a back-off. The <b>floor</b> is the number of pods that must stay available, the <b>ceiling</b> the number that may exist at
              once. A rollout moves between the two.
            </p>
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
