import { useEffect, useRef, useState } from 'react';
import { cluster } from '../../client/session.ts';
import { openPanel, setDraft } from '../../stores/time.ts';
import { until } from '../../shell/time-actions.ts';
import { useAsked } from '../../stores/sides.ts';
import { useRemote } from './use-remote.ts';
import { hang } from './hang.ts';
import { WhyText } from './why.tsx';

/** The object as YAML: each field can be pressed, and tells who wrote it; from there time runs until it changes. */
export function Yaml({ selected }: { selected: string }) {
  const side = useAsked();
  const { value, problem } = useRemote(() => cluster.fields({ key: selected, side }), `yaml ${selected}`);
  const [chosen, setChosen] = useState<{ readonly of: string; readonly path: string }>();
  const path = chosen?.of === selected ? chosen.path : undefined;
  const list = useRef<HTMLDivElement>(null);
  if (problem !== undefined) return <p className="loading bad">{problem}</p>;
  if (value === undefined) return <p className="loading">…</p>;
  const paths = new Map(value.lines.map((line) => [line.line, line.path]));
  const move = (event: React.KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by === undefined) return;
    const buttons = [...list.current!.querySelectorAll('button')];
    buttons[buttons.indexOf(document.activeElement as HTMLButtonElement) + by]?.focus();
    event.preventDefault();
  };
  return (
    <div className="yaml">
      {path !== undefined && <FieldWhy selected={selected} path={path} onClose={() => setChosen(undefined)} />}
      <div ref={list} className="text yaml-lines" role="group" aria-label="YAML: press a field to ask why" onKeyDown={move} data-testid="yaml">
        {value.text
          .trimEnd()
          .split('\n')
          .map((line, index) => {
            const at = paths.get(index);
            return at === undefined ? (
              // A line has no other identity than its place.
              // oxlint-disable-next-line react/no-array-index-key
              <div key={index} className="hung" style={hang(line)}>
                {line}
              </div>
            ) : (
              // oxlint-disable-next-line react/no-array-index-key
              <button
                key={index}
                type="button"
                className="hung"
                style={hang(line)}
                aria-pressed={path === at}
                tabIndex={path === at || (path === undefined && index === 0) ? 0 : -1}
                onClick={() => setChosen({ of: selected, path: at })}
              >
                {line}
              </button>
            );
          })}
      </div>
    </div>
  );
}

function FieldWhy({ selected, path, onClose }: { selected: string; path: string; onClose: () => void }) {
  const side = useAsked();
  const { value, problem } = useRemote(() => cluster.whyField({ key: selected, path, side }), `${selected} ${path}`);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // In braces: newer browsers give a Promise, which is no cleanup.
    void box.current?.scrollIntoView({ block: 'nearest' });
  }, [path]);
  const [resource = '', namespace = '', name = ''] = selected.split('/');
  const field = `${resource.split('.')[0]}/${name}${namespace === '' ? '' : ` -n ${namespace}`} ${path}`;
  return (
    <section ref={box} className="yaml-why" aria-label={`Why ${path}?`} data-testid="yaml-why">
      {problem !== undefined && <p className="bad">{problem}</p>}
      {value && <WhyText answer={value} />}
      <div className="why-commands">
        {side === undefined && (
          <>
            <button type="button" className="btn small" onClick={() => void until(`changes(${field})`)}>
              until this field changes
            </button>
            <button type="button" className="btn small" onClick={() => void until(`changes(${field})`, true)}>
              when it last changed
            </button>
            <button
              type="button"
              className="btn small"
              onClick={() => {
                setDraft(`${field} == ${value?.status === 'absent' || value === undefined ? '' : /^[\w.:/-]{1,40}$/.test(value.status) ? value.status : ''}`);
                openPanel('until');
              }}
            >
              until it is …
            </button>
          </>
        )}
        <button type="button" className="btn small" onClick={onClose}>
          close
        </button>
      </div>
    </section>
  );
}
