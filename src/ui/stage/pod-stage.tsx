import { useContext } from 'react';
import { cluster } from '../client/session.ts';
import { useRemote } from '../panels/inspector/use-remote.ts';
import { MirrorContext, useMirror, useTable } from '../stores/mirror.ts';
import { counterpart, useAsked, useBranchName, useOther } from '../stores/sides.ts';
import { select, useWorkspace } from '../stores/workspace.ts';
import type { ContainerInside, PodInside, ProbeInside } from '../worker/inside.ts';
import type { PodRow } from '../worker/protocol.ts';
import { ClockRing } from './clock-ring.tsx';
import { count } from './facts.ts';
import { hueOf } from './hues.ts';
import { remaining } from './labels.ts';
import { zoomTo } from './zoom-into.ts';

/** A pod from inside: its containers in the order in which they start; near enough, one container with its log. */
export default function PodStage({ focus }: { focus: string }) {
  const [wanted = '', container] = focus.split('#');
  const pods = useTable('pods');
  const other = useOther();
  const mirror = useContext(MirrorContext);
  const side = useAsked();
  const branch = useBranchName(mirror);
  // Names of pods are drawn by lot: where the other branch has the pod, this one may have another in its place.
  const key = (pods.rows.has(wanted) || !other ? undefined : counterpart(wanted, other, mirror)) ?? wanted;
  const sets = useTable('replicaSets');
  const now = useMirror((state) => state.position.time);
  const step = useMirror((state) => state.position.step);
  const pod = pods.rows.get(key);
  const { value } = useRemote(() => cluster.inside({ key, side }), key);
  const name = wanted.slice(wanted.lastIndexOf('/') + 1);
  if (!pod) return <Gone name={name} step={step} branch={other && branch} />;
  const revision = [...sets.rows.values()].find(({ uid }) => uid === pod.owner)?.revision;
  const chosen = value?.containers.find(({ name }) => name === container);
  return (
    <div className="pod-stage" data-testid="pod-stage" style={{ ['--hue' as string]: `var(--h${revision === undefined ? 2 : hueOf(revision)})` }}>
      {key !== wanted && (
        <p className="soft pod-instead">
          {name} is not on {branch}: this is the pod in its place there.
        </p>
      )}
      <PodHead pod={pod} value={value} now={now} />
      {value && container === undefined && (
        <ul className="container-cards" aria-label="Containers">
          {value.containers.map((one) => (
            <li key={one.name}>
              <ContainerCard pod={key} container={one} now={now} />
            </li>
          ))}
        </ul>
      )}
      {chosen && (
        <>
          <ContainerCard pod={key} container={chosen} now={now} whole />
          <ContainerLog pod={key} name={chosen.name} />
        </>
      )}
    </div>
  );
}

function Gone({ name, step, branch }: { name: string; step: number; branch: string | undefined }) {
  return (
    <div className="stage-empty" data-testid="pod-stage">
      <p className="stage-empty-title">
        {name} is not there{branch === undefined ? '' : ` on ${branch}`} at step {step}.
      </p>
      <p>It has gone or has yet to come: go through time, or zoom out.</p>
    </div>
  );
}

function PodHead({ pod, value, now }: { pod: PodRow; value: PodInside | undefined; now: number }) {
  const node = useTable('nodes');
  const nodeKey = [...node.rows.values()].find(({ name }) => name === pod.node)?.key;
  return (
    <header className="pod-head">
      <h2 className="stage-title">
        <button type="button" className="stage-name" onClick={() => select(pod.key)}>
          {pod.name}
        </button>
        <span className={`stage-headline ${pod.shape === 'failing' ? 'bad' : ''}`}>
          Pod · {pod.status} · {pod.ready} containers ready{pod.restarts > 0 ? ` · ${count(pod.restarts, 'restart')}` : ''}
        </span>
      </h2>
      <p className="pod-facts soft">
        {pod.node === undefined ? (
          <span className="bad">no node yet</span>
        ) : (
          <span>
            on{' '}
            <button type="button" className="linkish" onClick={() => nodeKey !== undefined && select(nodeKey)}>
              {pod.node}
            </button>
          </span>
        )}
        {pod.ip !== undefined && <span>address {pod.ip}</span>}
        {value && <span>restarts {value.restartPolicy}</span>}
        {value && <span>{value.grace} s to end</span>}
        {value?.qos !== undefined && <span>{value.qos}</span>}
        <ClockRing countdown={value?.killed} now={now} />
        <ClockRing countdown={value?.deadline} now={now} />
        {!value?.killed && <ClockRing countdown={pod.countdown?.what === 'available' ? pod.countdown : undefined} now={now} />}
      </p>
      {value && value.conditions.length > 0 && (
        <ul className="conditions" aria-label="Conditions">
          {value.conditions.map(({ type, ok, reason }) => (
            <li key={type} className={ok ? 'ok' : ''}>
              <span aria-hidden="true">{ok ? '✓' : '○'}</span> {ok ? '' : 'not '}
              {type}
              {!ok && reason !== undefined && <span className="soft"> {reason}</span>}
            </li>
          ))}
        </ul>
      )}
    </header>
  );
}

/** Every container has it, so it tells nothing but close up. */
const TOKEN = '/var/run/secrets/kubernetes.io/serviceaccount';

const roles = { init: 'init container, runs before the others', sidecar: 'sidecar', container: 'container', ephemeral: 'for debugging' } as const;
const shapeOf = ({ state, ready }: ContainerInside) =>
  state === 'running' ? (ready ? 'ready' : 'starting') : state === 'ended' ? 'done' : state === 'failed' ? 'failing' : 'waiting';

function ContainerCard({ pod, container, now, whole = false }: { pod: string; container: ContainerInside; now: number; whole?: boolean }) {
  const { name, role, image, command, state, reason, message, since, exitCode, ready, restarts, before, clock, probes, mounts, resources, ports, lastLine } = container;
  const bad = state === 'failed' || /BackOff|Err|Error|Invalid/.test(reason);
  const word =
    state === 'running'
      ? `running${since === undefined ? '' : ` for ${remaining(now, since)}`}${role === 'init' ? '' : ready ? ', ready' : ', not ready'}`
      : state === 'waiting'
        ? `waits: ${reason}`
        : `${reason}, exit code ${exitCode ?? 0}${since === undefined ? '' : `, ${remaining(now, since)} ago`}`;
  return (
    <section className={`container-card ${bad ? 'failing' : ''} ${whole ? 'whole' : ''}`} aria-label={`Container ${name}`} data-testid="container" data-name={name}>
      <h3>
        <span className={`shape-key large ${bad && state === 'waiting' ? 'failing' : shapeOf(container)}`} aria-hidden="true" />
        {whole ? (
          <b>{name}</b>
        ) : (
          <button type="button" className="container-name" title={`Zoom into ${name}`} onClick={() => zoomTo(`${pod}#${name}`)}>
            {name}
          </button>
        )}
        <span className="soft">{roles[role]}</span>
      </h3>
      <p className={`container-state ${bad ? 'bad' : ''}`}>
        {word} <ClockRing countdown={clock} now={now} />
      </p>
      {message !== undefined && <p className={bad ? 'bad small-text' : 'soft small-text'}>{message}</p>}
      {(restarts > 0 || before !== undefined) && (
        <p className="small-text">
          <span className="restart-pips" aria-hidden="true">
            {'↻'.repeat(Math.min(restarts, 10))}
          </span>{' '}
          {count(restarts, 'restart')}
          {before !== undefined && <span className="soft"> · before: {before}</span>}
        </p>
      )}
      <dl className="container-facts">
        <dt>image</dt>
        <dd>
          <code>{image}</code>
        </dd>
        {command !== undefined && (
          <>
            <dt>runs</dt>
            <dd>
              <code>{whole ? command : command.slice(0, 80) + (command.length > 80 ? '…' : '')}</code>
            </dd>
          </>
        )}
        {ports.length > 0 && (
          <>
            <dt>ports</dt>
            <dd>{ports.join(', ')}</dd>
          </>
        )}
        <dt>asks for</dt>
        <dd>{resources === '' ? <span className="soft">nothing</span> : resources}</dd>
        {probes.map((probe) => (
          <Probe key={probe.type} probe={probe} now={now} />
        ))}
        {mounts
          .filter(({ path }) => whole || path !== TOKEN)
          .map(({ path, source, readOnly, volume }) => (
            <Mount key={path} path={path} source={source === '' ? volume : source} readOnly={readOnly} />
          ))}
      </dl>
      {lastLine !== undefined && !whole && (
        <p className="last-line">
          <span className="soft">last said</span> <code>{lastLine}</code>
        </p>
      )}
    </section>
  );
}

const marks = { success: '✓', failure: '✕', 'not asked yet': '○', waits: '○' } as const;

function Probe({ probe: { type, asks, every, result, run, threshold, next }, now }: { probe: ProbeInside; now: number }) {
  return (
    <>
      <dt>{type}</dt>
      <dd className="probe" data-testid="probe">
        <span className={result === 'failure' ? 'bad' : result === 'success' ? 'good' : 'soft'}>
          {marks[result]} {result}
          {(result === 'success' || result === 'failure') && threshold > 1 && ` ${Math.min(run, threshold)} of ${threshold}`}
        </span>{' '}
        <code>{asks}</code> <span className="soft">every {every} s</span> <ClockRing countdown={next} now={now} />
      </dd>
    </>
  );
}

function Mount({ path, source, readOnly }: { path: string; source: string; readOnly: boolean }) {
  return (
    <>
      <dt>mount</dt>
      <dd>
        <code>{path}</code>{' '}
        <span className="soft">
          {source}
          {readOnly ? ', read only' : ''}
        </span>
      </dd>
    </>
  );
}

const LINES = 200;

function ContainerLog({ pod, name }: { pod: string; name: string }) {
  const side = useAsked();
  const { value, problem } = useRemote(() => cluster.logs({ key: pod, container: name, side }), `${pod}#${name}`);
  const lines = (value?.text ?? '').trimEnd().split('\n');
  const selected = useWorkspace((state) => state.selection);
  return (
    <section className="container-log" aria-label={`Log of ${name}`} data-selected={selected === pod || undefined}>
      <h3>Log</h3>
      {problem !== undefined && <p className="soft">{problem}</p>}
      {value && value.text.trim() === '' && <p className="soft">It has said nothing yet.</p>}
      {value && value.text.trim() !== '' && (
        <pre tabIndex={0}>
          {lines.length > LINES && (
            <span className="soft">
              {lines.length - LINES} lines before{'\n'}
            </span>
          )}
          {lines.slice(-LINES).join('\n')}
        </pre>
      )}
    </section>
  );
}
