import { CircleStop, History as HistoryIcon, Play, X } from 'lucide-react';
import { useEffect, useId, useRef, useState } from 'react';
import { cluster } from '../client/session.ts';
import { useMirror } from '../stores/mirror.ts';
import { WithCode } from '../panels/with-code.tsx';
import { BREAKPOINTS, openPanel, removeBreakpoint, setBreakpoint, setDraft, useTime } from '../stores/time.ts';
import type { ConditionFault, ConditionReport } from '../worker/time-protocol.ts';
import { untilEvent, untilRolledOut } from './actions.ts';
import { namespaceOf, until } from './time-actions.ts';

export const NOTHING_PENDING = 'no pods .status.phase == Pending';

/** Milliseconds of rest after typing before the worker is asked. */
const PAUSE = 150;
const examples = ['deployment/web .status.readyReplicas == 3', 'any events .reason == BackOff', 'count(pods -l app=web .status.phase == Running) >= 2'];

/** Lets time run to a condition, or goes back to where it last held. */
export default function Until() {
  const draft = useTime((state) => state.draft);
  const conditions = useTime((state) => state.conditions);
  const breakpoints = useTime((state) => state.breakpoints);
  const report = useReport(draft);
  const [fault, setFault] = useState<ConditionFault>();
  const field = useRef<HTMLInputElement>(null);
  const told = useId();
  const wrong = fault ?? (draft.trim() === '' ? undefined : report?.fault);
  const full = breakpoints.length >= BREAKPOINTS && !breakpoints.some(({ text }) => text === draft.trim());
  const go = async (back: boolean) => {
    if (draft.trim() === '') {
      field.current?.focus();
      return;
    }
    const found = await until(draft.trim(), back);
    setFault(found);
    if (!found) openPanel(undefined);
  };
  const quick = (run: () => void) => () => {
    openPanel(undefined);
    run();
  };
  return (
    <div className="until" data-testid="until">
      <div className="panel-head">
        <b>Let time run until</b>
      </div>
      <div className="until-quick">
        <button type="button" className="btn small" onClick={quick(untilEvent)}>
          the next Event
        </button>
        <button type="button" className="btn small" onClick={quick(untilRolledOut)}>
          rolled out
        </button>
        <button type="button" className="btn small" onClick={quick(() => void until(NOTHING_PENDING))}>
          nothing is pending
        </button>
      </div>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void go(false);
        }}
      >
        <input
          ref={field}
          className="condition"
          // The panel was opened to write here.
          // oxlint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
          aria-label="Condition"
          aria-describedby={told}
          aria-invalid={wrong !== undefined}
          placeholder={examples[0]}
          spellCheck={false}
          autoCapitalize="off"
          value={draft}
          maxLength={500}
          onChange={(event) => {
            setFault(undefined);
            setDraft(event.target.value);
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || !event.shiftKey) return;
            event.preventDefault();
            void go(true);
          }}
        />
        <div id={told} className="condition-told" role="status">
          {wrong ? (
            <>
              <pre className="condition-place" aria-hidden="true">
                {draft.slice(0, wrong.at)}
                <mark ref={inSight}>{draft.slice(wrong.at, wrong.at + wrong.length) || ' '}</mark>
                {draft.slice(wrong.at + wrong.length)}
              </pre>
              <span className="bad">
                <WithCode text={wrong.message} /> <span className="sr-only">At character {wrong.at + 1}.</span>
              </span>
            </>
          ) : draft.trim() === '' ? (
            <span className="soft">An object, a field, a comparison. Lists: any, all, no, count(…). Joined by and, or, not.</span>
          ) : (
            report && (
              <span className={report.holds ? 'good' : 'soft'}>
                {report.holds ? 'It holds at this step' : 'It does not hold at this step'}
                {report.facts && report.facts.length > 0 ? `: ${report.facts.join('; ')}.` : '.'}
              </span>
            )
          )}
        </div>
        <div className="until-ways">
          <button type="submit" className="btn small primary">
            <Play size={13} aria-hidden="true" /> run until it holds <kbd>↵</kbd>
          </button>
          <button type="button" className="btn small" onClick={() => void go(true)}>
            <HistoryIcon size={13} aria-hidden="true" /> when did it last? <kbd>Shift ↵</kbd>
          </button>
          <button type="button" className="btn small" disabled={draft.trim() === '' || wrong !== undefined || full} onClick={() => setBreakpoint(draft.trim(), true)}>
            <CircleStop size={13} aria-hidden="true" /> stop there while playing
          </button>
        </div>
      </form>
      {full && <p className="soft panel-note">The clock stops at {BREAKPOINTS} conditions at most: remove one to add another.</p>}
      {breakpoints.length > 0 && (
        <>
          <h3>While playing, the clock stops where one of these begins to hold</h3>
          <ul className="conditions" aria-label="Breakpoints">
            {breakpoints.map(({ text, on }) => (
              <li key={text}>
                <label>
                  <input type="checkbox" checked={on} onChange={(event) => setBreakpoint(text, event.target.checked)} />
                  <code>{text}</code>
                </label>
                <button type="button" className="btn small icon bare" aria-label={`Remove the breakpoint ${text}`} onClick={() => removeBreakpoint(text)}>
                  <X size={13} aria-hidden="true" />
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
      <h3>{conditions.length > 0 ? 'Used before' : 'For example'}</h3>
      <ul className="conditions" aria-label={conditions.length > 0 ? 'Used before' : 'Examples'}>
        {(conditions.length > 0 ? conditions : examples).map((text) => (
          <li key={text}>
            <button
              type="button"
              className="linkish"
              onClick={() => {
                setFault(undefined);
                setDraft(text);
                field.current?.focus();
              }}
            >
              <code>{text}</code>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Of a long text the place that is wrong. In braces: newer browsers give a Promise. */
const inSight = (mark: HTMLElement | null): void => {
  void mark?.scrollIntoView({ block: 'nearest', inline: 'center' });
};

function useReport(text: string): ConditionReport | undefined {
  const step = useMirror((state) => state.position.step);
  const branch = useMirror((state) => state.position.branch);
  const [report, setReport] = useState<{ readonly text: string; readonly report: ConditionReport }>();
  useEffect(() => {
    if (text.trim() === '') return undefined;
    let old = false;
    const timer = setTimeout(() => {
      cluster.condition({ text, namespace: namespaceOf() }).then(
        (answer) => {
          if (!old) setReport({ text, report: answer });
        },
        () => undefined,
      );
    }, PAUSE);
    return () => {
      old = true;
      clearTimeout(timer);
    };
  }, [text, step, branch]);
  return report?.text === text ? report.report : undefined;
}
