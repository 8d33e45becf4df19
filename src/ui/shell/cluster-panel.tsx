import { RadioGroup, Switch } from 'radix-ui';
import { useEffect, useId, useState } from 'react';
import type { ReactNode } from 'react';
import { PRESETS } from '../../cluster/presets.ts';
import { cluster } from '../client/session.ts';
import { useCalm } from '../stores/calm.ts';
import { tableOf } from '../stores/mirror.ts';
import { openPanel } from '../stores/time.ts';
import { useWorkspace } from '../stores/workspace.ts';
import type { AddonList } from '../worker/protocol.ts';
import { say } from './actions.ts';
import { switchPreset } from './presets.ts';

/** Which cluster it is, what is added to it, and the load on it. */
export default function ClusterPanel() {
  const [list, setList] = useState<AddonList>();
  const on = useCalm((state) => state.addons);
  const { step, branch } = useCalm((state) => state.position);
  const [asked, ask] = useState(0);
  useEffect(() => {
    let current = true;
    void cluster.addons().then((next) => current && setList(next));
    return () => {
      current = false;
    };
  }, [on, step, branch, asked]);
  return (
    <div className="cluster-panel" data-testid="cluster-panel">
      <Presets />
      <div className="panel-head">
        <b>Add-ons</b>
        <span className="soft">switched at this step, and with time back and forth</span>
      </div>
      <ul className="addons">
        {list?.addons.map((addon) => (
          <AddonSwitch key={addon.name} {...addon} on={on.includes(addon.name)}>
            {addon.name === 'metrics' && on.includes('metrics') && <Load loads={list.loads} changed={() => ask((count) => count + 1)} />}
          </AddonSwitch>
        ))}
      </ul>
    </div>
  );
}

function Presets() {
  const preset = useWorkspace((state) => state.preset);
  return (
    <>
      <div className="panel-head">
        <b>Cluster</b>
        <span className="soft">another one starts from nothing; your files stay</span>
      </div>
      <RadioGroup.Root
        className="presets"
        aria-label="Cluster"
        value={preset}
        onValueChange={(name) => {
          openPanel(undefined);
          void switchPreset(name);
        }}
      >
        {PRESETS.map(({ name, title, text }) => (
          <RadioGroup.Item key={name} className="preset" value={name} aria-label={`${title}: ${text}`}>
            <span className="tick" aria-hidden="true">
              {name === preset ? '✓' : ''}
            </span>
            <span>
              {title}
              <span className="soft">{text}</span>
            </span>
          </RadioGroup.Item>
        ))}
      </RadioGroup.Root>
    </>
  );
}

async function input(fault: string, args: Readonly<Record<string, unknown>>, by: string): Promise<void> {
  try {
    const { error } = await cluster.fault({ fault, args, by });
    if (error !== undefined) say(error);
  } catch (error) {
    say((error as Error).message);
  }
}

function AddonSwitch({ name, title, brings, on, children }: { name: string; title: string; brings: string; on: boolean; children: ReactNode }) {
  const told = useId();
  const label = useId();
  return (
    <li className="addon">
      <div>
        <b id={label}>{title}</b>
        <span id={told} className="soft brings">
          {brings}
        </span>
        {children}
      </div>
      <Switch.Root
        className="switch"
        aria-labelledby={label}
        aria-describedby={told}
        checked={on}
        onCheckedChange={(next) => void input(next ? 'addon-on' : 'addon-off', { name }, `switch the add-on ${name} ${next ? 'on' : 'off'}`)}
      >
        <Switch.Thumb className="switch-thumb" />
      </Switch.Root>
    </li>
  );
}

const TARGETS = [
  ['deployments', 'deployment'],
  ['services', 'service'],
] as const;

/** What can have load: Deployments and Services, and workloads without ReplicaSets. */
function targets(): readonly { readonly value: string; readonly target: string; readonly namespace: string }[] {
  const found = TARGETS.flatMap(([table, kind]) => [...tableOf(table).values()].map(({ name, namespace }) => ({ target: `${kind}/${name}`, namespace })));
  const sets = [...tableOf('workloads').values()].filter(({ kind }) => kind === 'StatefulSet' || kind === 'DaemonSet');
  return [...found, ...sets.map(({ kind, name, namespace }) => ({ target: `${kind.toLowerCase()}/${name}`, namespace }))]
    .filter(({ target, namespace }) => target !== 'service/kubernetes' && !['kube-system', 'ingress-nginx', 'local-path-storage'].includes(namespace))
    .map((one) => ({ ...one, value: `${one.namespace}/${one.target}` }));
}

/** Load on a workload, so that there is something to measure. */
function Load({ loads, changed }: { loads: AddonList['loads']; changed: () => void }) {
  useCalm((state) => state.versions);
  const choices = targets();
  const [chosen, choose] = useState('');
  const [requests, setRequests] = useState('300');
  const target = choices.find(({ value }) => value === chosen) ?? choices[0];
  const put = async (to: { readonly target: string; readonly namespace: string }, amount: string | undefined) => {
    const words = amount === undefined ? `take the load off ${to.target}` : `put ${amount} requests a second on ${to.target}`;
    await input('load', { target: to.target, namespace: to.namespace, ...(amount !== undefined && { requests: amount }) }, words);
    changed();
  };
  return (
    <>
      {target ? (
        <form
          className="load"
          onSubmit={(event) => {
            event.preventDefault();
            void put(target, requests);
          }}
        >
          <span>Put</span>
          <select className="select" aria-label="What the load is put on" value={target.value} onChange={(event) => choose(event.target.value)}>
            {choices.map(({ value, target: name, namespace }) => (
              <option key={value} value={value}>
                {namespace === 'default' ? name : value}
              </option>
            ))}
          </select>
          <input
            className="name-field"
            type="number"
            min="0"
            max="1000000"
            step="any"
            aria-label="Requests a second"
            value={requests}
            onChange={(event) => setRequests(event.target.value)}
            required
          />
          <span className="soft">requests/s</span>
          <button type="submit" className="btn small">
            put
          </button>
          <span className="soft">Divided evenly among its ready pods; the next measurement, within 15 s, sees it.</span>
        </form>
      ) : (
        <p className="soft panel-note">Nothing runs that could have load yet: apply a Deployment.</p>
      )}
      {loads.length > 0 && (
        <ul className="loads">
          {loads.map((load) => (
            <li key={`${load.namespace}/${load.target}`}>
              <code>{load.target}</code> {load.text}
              <span className="spread" />
              <button type="button" className="btn small" aria-label={`Take the load off ${load.target}`} onClick={() => void put(load, undefined)}>
                take off
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
