import { Play } from 'lucide-react';
import { applyActive, openGallery, say } from '../shell/actions.ts';
import { useMirror } from '../stores/mirror.ts';
import { useWorkspace } from '../stores/workspace.ts';

/** Nothing runs: what one could do about it, from here. */
export function EmptyStage() {
  const active = useWorkspace((state) => state.active);
  const namespace = useWorkspace((state) => state.namespace);
  const { step, end } = useMirror((state) => state.position);
  return (
    <div className="stage-empty">
      <p className="stage-empty-title">Nothing runs {namespace === undefined ? 'here' : `in namespace ${namespace}`} yet.</p>
      {step < end && (
        <p>
          You are back at step {step} of {end}: what was done later is kept, and comes again with each step.
        </p>
      )}
      <p>
        Hand {active} to the cluster, then <b>step</b> through what each controller does about it, or let it <b>play</b>.
      </p>
      <p className="stage-empty-ways">
        <button type="button" className="btn primary" onClick={() => void applyActive()}>
          <code>kubectl apply -f {active}</code>
        </button>
        <button
          type="button"
          className="btn"
          onClick={() => void import('../shell/examples.tsx').then(({ watchRollout }) => watchRollout()).catch((error: Error) => say(error.message))}
        >
          <Play size={14} aria-hidden="true" /> watch a rollout
        </button>
        <button type="button" className="btn" onClick={openGallery}>
          open the gallery
        </button>
      </p>
      <p>Or paste your own manifests into the editor.</p>
    </div>
  );
}
