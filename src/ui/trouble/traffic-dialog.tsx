import { Dialog } from 'radix-ui';
import { useMemo, useState } from 'react';
import { quoteWord, runCommand } from '../shell/actions.ts';
import { useCalmTable } from '../stores/calm.ts';
import { change, useWorkspace } from '../stores/workspace.ts';
import { focusBody } from '../shell/focus-body.ts';

const close = () =>
  change((state) => {
    state.trafficOpen = false;
  });

/** Asks a Service so many times a second: whom, how often, and what came of what runs already. */
export function TrafficDialog() {
  const open = useWorkspace((state) => state.trafficOpen);
  return (
    <Dialog.Root
      open={open}
      onOpenChange={(next) =>
        change((state) => {
          state.trafficOpen = next;
        })
      }
    >
      <Dialog.Portal>
        <Dialog.Overlay className="veil" />
        <Dialog.Content className="dialog" aria-describedby={undefined} onOpenAutoFocus={focusBody}>
          <div className="dialog-head">
            <Dialog.Title>Send traffic</Dialog.Title>
            <Dialog.Close className="btn small">close</Dialog.Close>
          </div>
          <div className="dialog-body">
            <Start />
            <Running />
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Start() {
  const { rows, version } = useCalmTable('services');
  const namespace = useWorkspace((state) => state.namespace) ?? 'default';
  const services = useMemo(
    () =>
      [...rows.values()]
        .filter(({ name, namespace: own }) => own === namespace && name !== 'kubernetes')
        .map(({ name }) => name)
        .sort(),
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [rows, version, namespace],
  );
  const [target, setTarget] = useState(useWorkspace((state) => state.trafficTarget));
  const [rate, setRate] = useState('20');
  const [keepAlive, setKeepAlive] = useState(false);
  const asked = target ?? (services[0] === undefined ? '' : `svc/${services[0]}`);
  const command = [
    'kubetick traffic start',
    asked === '' ? 'svc/…' : quoteWord(asked),
    `--rate ${quoteWord(rate)}`,
    ...(keepAlive ? ['--keep-alive'] : []),
    ...(namespace === 'default' ? [] : [`-n ${namespace}`]),
  ].join(' ');
  return (
    <form
      className="traffic-form"
      onSubmit={(event) => {
        event.preventDefault();
        close();
        void runCommand(command);
      }}
    >
      <label>
        Ask
        <input list="traffic-targets" value={asked} onChange={(event) => setTarget(event.target.value)} placeholder="svc/web, node/node-1:30080, http://host/path" required />
        <datalist id="traffic-targets">
          {services.map((name) => (
            <option key={name} value={`svc/${name}`} />
          ))}
        </datalist>
      </label>
      <label>
        Requests a second
        <input className="break-number" inputMode="decimal" value={rate} onChange={(event) => setRate(event.target.value)} required />
      </label>
      <label className="traffic-check">
        <input type="checkbox" checked={keepAlive} onChange={(event) => setKeepAlive(event.target.checked)} /> keep connections open from one request to the next
      </label>
      <div className="traffic-go">
        <button type="submit" className="btn primary">
          start
        </button>
        <code className="soft">{command}</code>
      </div>
      {services.length === 0 && <NoService namespace={namespace} />}
    </form>
  );
}

/** Nobody to ask yet: what makes one, of a Deployment that is there. */
function NoService({ namespace }: { namespace: string }) {
  const { rows } = useCalmTable('deployments');
  const first = [...rows.values()].find((row) => row.namespace === namespace);
  if (!first) return <p className="soft">There is no Service in namespace {namespace} yet, and no Deployment that one could stand before: apply something first.</p>;
  const command = `kubectl expose deployment ${first.name} --port=80${namespace === 'default' ? '' : ` -n ${namespace}`}`;
  return (
    <p className="soft">
      There is no Service in namespace {namespace} yet. This makes one:{' '}
      <button type="button" className="btn small command" onClick={() => void runCommand(command)}>
        <code>{command}</code>
      </button>
    </p>
  );
}

function Running() {
  const { rows, version } = useCalmTable('traffic');
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  const sources = useMemo(() => [...rows.values()].sort((a, b) => (a.name < b.name ? -1 : 1)), [rows, version]);
  if (sources.length === 0) return null;
  return (
    <ul className="break-faults" aria-label="Traffic">
      {sources.map(({ key, name, target, rate, keepAlive, stopped, sentence, lost, versions, asked }) => (
        <li key={key}>
          <div>
            <b>{target}</b>
            <span className="soft">
              {rate} a second{keepAlive ? ', connections kept' : ''}
              {stopped === undefined ? '' : ', stopped'}
            </span>
            <button
              type="button"
              className="btn small"
              onClick={() => void runCommand(stopped === undefined ? `kubetick traffic stop ${name}` : `kubetick traffic stop ${name} --forget`)}
              aria-label={stopped === undefined ? `Stop the traffic to ${target}` : `Forget the traffic to ${target}`}
            >
              {stopped === undefined ? 'stop' : 'forget'}
            </button>
          </div>
          <span className={lost > 0 ? 'bad' : 'soft'}>{sentence}</span>
          {versions.length > 0 && (
            <ul className="traffic-versions soft">
              {versions.map(({ version: id, owner, image, answered }) => (
                <li key={id}>
                  {owner} ({image}): {answered}
                  {asked > 0 && ` = ${Math.round((answered / asked) * 100)} %`}
                </li>
              ))}
            </ul>
          )}
        </li>
      ))}
    </ul>
  );
}
