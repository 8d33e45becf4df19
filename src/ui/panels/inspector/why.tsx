import { GitBranchPlus } from 'lucide-react';
import { cluster } from '../../client/session.ts';
import { say } from '../../shell/actions.ts';
import { tryOnBranch } from '../../shell/time-actions.ts';
import { clock, countdownText } from '../../stage/labels.ts';
import { CommandButton } from '../../stage/one-of-two.tsx';
import { useCalm } from '../../stores/calm.ts';
import { useAsked, useSeek } from '../../stores/sides.ts';
import type { WhyAnswer } from '../../worker/protocol.ts';
import { IfItDied } from './if-it-died.tsx';
import { OwnerLink } from './owner-link.tsx';
import { useRemote } from './use-remote.ts';

/** The chain of decisions that made the object what it is, newest first, and what it waits for. */
export function Why({ selected }: { selected: string }) {
  const { step, branch } = useCalm((state) => state.position);
  const side = useAsked();
  const { value: answer, problem } = useRemote(() => cluster.why({ key: selected, side }), selected);
  if (problem !== undefined) return <p className="loading bad">{problem}</p>;
  if (answer === undefined) return <p className="loading">There is no such object at this step.</p>;
  return (
    <>
      <WhyText answer={answer} selected={selected} />
      {selected.startsWith('nodes/') && side === undefined && <IfItDied key={`${selected} ${branch} ${step}`} selected={selected} />}
    </>
  );
}

/** An answer to *Why?*, be it of an object, a field or an Event. */
export function WhyText({ answer, selected }: { answer: WhyAnswer; selected?: string }) {
  const { time, origin } = useCalm((state) => state.position);
  const seek = useSeek();
  const other = useAsked() !== undefined;
  return (
    <div className="why" data-testid="why">
      <div className="why-head">
        <div className="why-kind">
          {answer.kind} {selected !== undefined && <OwnerLink selected={selected} />}
        </div>
        <b className="why-title">{answer.title}</b>
        <div className={answer.tone === 'bad' ? 'bad' : answer.tone === 'good' ? 'good' : 'soft'} data-testid="why-status">
          {answer.status}
          {answer.countdown && answer.countdown.until > time && <span className="num"> · {countdownText(answer.countdown, time)}</span>}
        </div>
        {answer.now.map((sentence) => (
          <p key={sentence} className="why-now">
            {sentence}
          </p>
        ))}
        {answer.log && (
          <figure className="why-log">
            <figcaption className="soft">Container {answer.log.container} last wrote</figcaption>
            <pre className="text">{answer.log.text.trimEnd()}</pre>
          </figure>
        )}
        {answer.table && <NodeTable table={answer.table} />}
      </div>
      <ol className="why-chain" aria-label="How it came to this, newest first">
        {answer.chain.map((link) => (
          <li key={link.step} className={`why-link is-${link.tone}`} data-testid="why-link">
            <span className="why-dot" aria-hidden="true" />
            <div>
              <div className="why-actor">{link.actor}</div>
              {link.tone === 'you' ? <code>{link.text}</code> : <span>{link.text}</span>}
              {link.saw.length > 0 && <div className="why-saw">saw {link.saw.join('; ')}</div>}
              {link.writes.length > 0 && <div className="why-saw">{link.writes.join(', ')}</div>}
              {link.joined && (
                <ul className="why-joined" aria-label="Came together with">
                  {link.joined.map(({ step, text }) => (
                    <li key={step}>
                      <span className="soft">together with</span> {text}{' '}
                      <button type="button" className="chip" title={`Go to step ${step}`} onClick={() => seek(step)}>
                        step {step}
                      </button>
                    </li>
                  ))}
                </ul>
              )}
              <button type="button" className="chip" title={`Go to ${clock(link.time, origin)}`} onClick={() => seek(link.step)}>
                step {link.step}
              </button>
            </div>
          </li>
        ))}
      </ol>
      {answer.unblock.length > 0 && (
        <div className="why-unblock">
          <b>What would unblock it</b>
          {answer.unblock.map(({ text, command }) => (
            <div key={text} className="why-way">
              <p className="soft">{text}</p>
              {command !== undefined && (
                <div className="why-commands">
                  <CommandButton command={command} />
                  {changes(command) && !other && (
                    <button
                      type="button"
                      className="btn small"
                      aria-label={`Try it on a branch: ${command}`}
                      title="Runs it on a branch of its own, with what happens without it beside it"
                      onClick={() => void tryOnBranch(command).catch((error: Error) => say(error.message))}
                    >
                      <GitBranchPlus size={13} aria-hidden="true" /> try it on a branch
                    </button>
                  )}
                </div>
              )}
            </div>
          ))}
        </div>
      )}
    </div>
  );
}

/** Whether a command changes the cluster: others need no branch. */
const changes = (command: string): boolean => !/^kubectl (logs|get|describe|events|top|explain|auth|rollout (status|history))\b/.test(command);

function NodeTable({ table }: { table: NonNullable<WhyAnswer['table']> }) {
  return (
    <div className="why-table" role="region" aria-label="Node by node" tabIndex={0} data-testid="why-table">
      <table>
        <caption className="soft">{table.caption}</caption>
        <thead>
          <tr>
            {table.head.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map(([node, ...cells]) => (
            <tr key={node}>
              <th scope="row">{node}</th>
              {cells.map((cell, index) => (
                <td key={table.head[index + 1]} className={index >= 1 ? 'num' : undefined}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {table.more > 0 && <p className="soft">and {table.more} more nodes</p>}
    </div>
  );
}
