import { useState } from 'react';
import { cluster } from '../../client/session.ts';
import { useAsked } from '../../stores/sides.ts';
import { useRemote } from './use-remote.ts';

export function Logs({ selected }: { selected: string }) {
  const [container, setContainer] = useState<string>();
  const [previous, setPrevious] = useState(false);
  const side = useAsked();
  const { value, problem } = useRemote(() => cluster.logs({ key: selected, container, previous, side }), `${selected} ${container ?? ''} ${previous}`);
  return (
    <div>
      <div className="log-tools">
        {value && value.containers.length > 1 && (
          <select className="select" aria-label="Container" value={container ?? value.containers[0]} onChange={(event) => setContainer(event.target.value)}>
            {value.containers.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        )}
        <label className="soft" title="kubectl logs --previous">
          <input type="checkbox" checked={previous} onChange={(event) => setPrevious(event.target.checked)} /> of the run before its last restart
        </label>
      </div>
      {problem !== undefined ? (
        <p className="loading bad">{problem}</p>
      ) : (
        <pre className="text" aria-label="Logs">
          {value === undefined ? '…' : value.text === '' ? 'Nothing was written.' : value.text}
        </pre>
      )}
    </div>
  );
}
