import { GitBranchPlus, Power } from 'lucide-react';
import { useState } from 'react';
import { cluster } from '../../client/session.ts';
import { runCommand, say } from '../../shell/actions.ts';
import { tryOnBranch } from '../../shell/time-actions.ts';
import type { NodeLoss } from '../../worker/history-protocol.ts';

/** What the loss of a node would lead to, computed by the engine on a fork when it is asked for: an answer is of that moment, and its key is the step. */
export function IfItDied({ selected }: { selected: string }) {
  const [asked, setAsked] = useState(false);
  const [answer, setAnswer] = useState<NodeLoss>();
  const ask = () => {
    setAsked(true);
    cluster.nodeLoss({ key: selected }).then(setAnswer, (error: Error) => say(error.message));
  };
  return (
    <section className="why-unblock" aria-label="What if it died now" data-testid="node-loss">
      <button type="button" className="btn small" disabled={asked} onClick={ask}>
        <Power size={13} aria-hidden="true" /> What if it died now?
      </button>
      <div role="status">
        {asked && !answer && <p className="soft">The engine plays the next minutes on a fork …</p>}
        {answer?.text.map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
      </div>
      {answer && (
        <div className="why-commands">
          <button type="button" className="btn small command" onClick={() => void runCommand(answer.command)}>
            <code>{answer.command}</code>
          </button>
          <button
            type="button"
            className="btn small"
            aria-label={`Try it on a branch: ${answer.command}`}
            title="Runs it on a branch of its own, with what happens without it beside it"
            onClick={() => void tryOnBranch(answer.command).catch((error: Error) => say(error.message))}
          >
            <GitBranchPlus size={13} aria-hidden="true" /> try it on a branch
          </button>
        </div>
      )}
    </section>
  );
}
