import { useState, useSyncExternalStore } from 'react';
import { cluster } from '../../client/session.ts';
import type { ForwardedPort } from '../../worker/protocol.ts';
import type { Visit } from '../../../kubectl/forwarding.ts';
import { openPorts, shell } from './shell-session.ts';

/** Beyond this much of a body nobody reads on. */
const SHOWN = 20_000;

/** What answers through the ports that `kubectl port-forward` has open: there until it is interrupted. */
export function PortPanel() {
  const ports = useSyncExternalStore(openPorts.subscribe, openPorts.get);
  const [chosen, setChosen] = useState<number>();
  const port = ports.find(({ id }) => id === chosen) ?? ports[0];
  if (!port) return null;
  return (
    <section className="port-panel" aria-label="Forwarded ports" data-testid="ports">
      <Address key={port.id} port={port} ports={ports} choose={setChosen} />
    </section>
  );
}

function Address({ port, ports, choose }: { port: ForwardedPort; ports: readonly ForwardedPort[]; choose: (id: number) => void }) {
  const [path, setPath] = useState('/');
  const [visit, setVisit] = useState<{ readonly path: string; readonly came?: Visit; readonly problem?: string }>();
  const asked = path.startsWith('/') ? path : `/${path}`;
  const ask = (): void => {
    setVisit({ path: asked });
    cluster.visit({ port: port.id, path: asked }).then(
      (came) => setVisit({ path: asked, came }),
      (error: Error) => setVisit({ path: asked, problem: error.message }),
    );
  };
  return (
    <>
      <form
        className="port-bar"
        onSubmit={(event) => {
          event.preventDefault();
          ask();
        }}
      >
        {ports.length > 1 ? (
          <select className="select" aria-label="Forwarded port" value={port.id} onChange={(event) => choose(Number(event.target.value))}>
            {ports.map(({ id, local }) => (
              <option key={id} value={id}>
                127.0.0.1:{local}
              </option>
            ))}
          </select>
        ) : (
          <b>127.0.0.1:{port.local}</b>
        )}
        <input className="port-path" aria-label="Path" value={path} maxLength={2000} spellCheck={false} autoCapitalize="off" onChange={(event) => setPath(event.target.value)} />
        <button type="submit" className="btn small primary">
          get
        </button>
        <button type="button" className="btn small" onClick={() => shell.interrupt()} title="Ends kubectl port-forward (Ctrl+C)">
          stop
        </button>
      </form>
      <div className="port-answer" role="status">
        {visit ? (
          <Answer port={port} {...visit} />
        ) : (
          <p className="soft">
            Port {port.remote} of pod {port.pod} answers here. Nothing outside this page can connect to it.
          </p>
        )}
      </div>
    </>
  );
}

function Answer({ port, path, came, problem }: { port: ForwardedPort; path: string; came?: Visit; problem?: string }) {
  if (problem !== undefined) return <p className="bad">{problem}</p>;
  if (!came) return <p className="soft">GET {path} …</p>;
  if (came.result !== 'answer') return <p className="bad">{failure(port, came)}</p>;
  const { status, headers, body } = came;
  return (
    <>
      <p className={status >= 400 ? 'bad' : 'good'}>
        GET {path}: HTTP {status}, {body.length} {body.length === 1 ? 'character' : 'characters'} from pod {port.pod}
      </p>
      <dl className="port-headers">
        {headers.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <pre tabIndex={0} aria-label="Body">
        {body.slice(0, SHOWN)}
        {body.length > SHOWN && `\n… ${body.length - SHOWN} more`}
      </pre>
    </>
  );
}

function failure({ pod, remote }: ForwardedPort, came: Exclude<Visit, { result: 'answer' }>): string {
  switch (came.result) {
    case 'refused':
      return `Connection refused: nothing listens on port ${remote} of pod ${pod}.`;
    case 'timeout':
      return `Port ${remote} of pod ${pod} takes connections, but did not answer.`;
    case 'malformed':
      return `What listens on port ${remote} of pod ${pod} does not speak HTTP.`;
    case 'lost':
      return `Lost connection to pod ${pod}: ${came.message}`;
  }
}
