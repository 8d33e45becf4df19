import { Dialog } from 'radix-ui';
import { useEffect, useState } from 'react';
import { change, useWorkspace } from '../stores/workspace.ts';
import { say } from './actions.ts';
import { exportAnimation } from './animation.ts';
import type { Progress } from './animation.ts';

const close = () =>
  change((state) => {
    state.animating = false;
  });

/** Makes the animation as long as it is open: how far it has come, and a way out. */
export function AnimationDialog() {
  const open = useWorkspace((state) => state.animating);
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && close()}>
      <Dialog.Portal>
        <Dialog.Overlay className="veil" />
        <Dialog.Content className="dialog small" aria-describedby="animation-how" onInteractOutside={(event) => event.preventDefault()}>
          <Making />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Making() {
  const [{ frame, frames }, tell] = useState<Progress>({ frame: 0, frames: 0 });
  useEffect(() => {
    const stop = new AbortController();
    exportAnimation((progress) => stop.signal.aborted || tell(progress), stop.signal).then(
      (done) => {
        say(done ?? 'No animation was made.');
        close();
      },
      (error: Error) => {
        say(`The animation could not be made: ${error.message}`);
        close();
      },
    );
    return () => stop.abort();
  }, []);
  const writing = frames > 0 && frame === frames;
  const words = frames === 0 ? 'Looks through the story …' : writing ? `Writes ${frames} frames into a file …` : `Draws frame ${frame + 1} of ${frames}`;
  return (
    <>
      <div className="dialog-head">
        <Dialog.Title>Animation of the story up to here</Dialog.Title>
        <Dialog.Close className="btn small">cancel</Dialog.Close>
      </div>
      <div className="dialog-body">
        <p className="soft" id="animation-how">
          The stage goes through each step once, as it is shown now, and then is back where it was.
        </p>
        <progress className="progress" max={Math.max(1, frames)} value={frames === 0 || writing ? undefined : frame} aria-label={words} />
        <p className="num" data-testid="animation-progress">
          {words}
        </p>
      </div>
    </>
  );
}
