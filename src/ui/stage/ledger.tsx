import { useContext, useEffect, useId, useMemo, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { cluster } from '../client/session.ts';
import { useCalm, useCalmTable } from '../stores/calm.ts';
import { MirrorContext } from '../stores/mirror.ts';
import { useAsked, useBranchName } from '../stores/sides.ts';
import type { LedgerSample, Projection, WhatIf } from '../worker/history-protocol.ts';
import type { DeploymentRow } from '../worker/protocol.ts';
import { useChosenDeployment } from './chosen-deployment.ts';
import { curveX, curveY, frameOf, pastOf, staircase } from './ledger-curve.ts';
import { ledgerFacts, useLedgerOther, useSamples } from './ledger-numbers.ts';
import type { LedgerFacts, LedgerOther } from './ledger-numbers.ts';
import { ceilingText, floorText } from './limits.ts';
import { hueOf } from './hues.ts';
import { CommandButton, useOneOfTwo } from './one-of-two.tsx';
import { isComplete } from './sentences.ts';
import { useSize } from './use-size.ts';

/** The numbers of one rollout, now and over time, and what they would become with other settings. */
export default function Ledger() {
  const { mirror, choice } = useOneOfTwo('Branch that the ledger tells of');
  return (
    <MirrorContext value={mirror}>
      <OfDeployment choice={choice} />
    </MirrorContext>
  );
}

function OfDeployment({ choice }: { choice: ReactNode }) {
  const chosen = useChosenDeployment();
  const pods = useCalmTable('pods');
  const facts = useMemo(
    () => chosen && ledgerFacts(chosen.deployment, chosen.sets, pods.rows.values()),
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [chosen, pods.version],
  );
  if (!chosen || !facts)
    return (
      <div>
        {choice}
        <p className="loading">A Deployment's numbers stand here: its floor, its ceiling, and what is between.</p>
      </div>
    );
  const template = chosen.sets.find((set) => set.revision === chosen.deployment.revision)?.template;
  return <Sheet key={chosen.deployment.uid} deployment={chosen.deployment} numbers={facts} probed={probesOf(template)} choice={choice} />;
}

/** The containers that have a readiness probe, and how long the first waits for it. */
function probesOf(template: string | undefined): Probed {
  const { spec } =
    template === undefined ? {} : (JSON.parse(template) as { spec?: { containers?: readonly { name: string; readinessProbe?: { initialDelaySeconds?: number } }[] } });
  const probed = (spec?.containers ?? []).filter(({ readinessProbe }) => readinessProbe !== undefined);
  return { names: probed.map(({ name }) => name), delay: probed[0]?.readinessProbe?.initialDelaySeconds ?? 0 };
}

interface Probed {
  readonly names: readonly string[];
  readonly delay: number;
}

type Choice = Required<Pick<WhatIf, 'replicas' | 'minReadySeconds' | 'probeDelay' | 'pulls'>> & { readonly maxSurge: number; readonly maxUnavailable: number };

function Sheet({ deployment, numbers, probed, choice }: { deployment: DeploymentRow; numbers: LedgerFacts; probed: Probed; choice: ReactNode }) {
  const { facts } = numbers;
  const mirror = useContext(MirrorContext);
  const other = useLedgerOther(deployment.key);
  const own = useBranchName(mirror);
  const now = useCalm((state) => state.position.time);
  const samples = useSamples(deployment.key, mirror);
  const current: Choice = {
    replicas: deployment.replicas,
    maxSurge: deployment.maxSurge,
    maxUnavailable: deployment.maxUnavailable,
    minReadySeconds: deployment.minReadySeconds,
    probeDelay: probed.delay,
    pulls: 1,
  };
  const [wish, setWish] = useState<Partial<Choice>>({});
  const change = Object.fromEntries(Object.entries(wish).filter(([name, value]) => value !== current[name as keyof Choice])) as Partial<Choice>;
  const calm = isComplete(facts) && facts.oldGoing === 0;
  const asked = Object.keys(change).length > 0;
  const onlyScale = asked && Object.keys(change).every((name) => name === 'replicas');
  // A changed probe is a new template, and a rollout by itself.
  const restart = calm && !onlyScale && change.probeDelay === undefined;
  const { asIs, changed, old } = useProjections(deployment.key, change, restart, asked || !calm);
  const figures = figuresOf(deployment, numbers);
  const there = other?.numbers && figuresOf(other.deployment, other.numbers);
  return (
    <div className="ledger" data-testid="ledger">
      <dl className="ledger-figures" aria-label={`Numbers of deployment ${deployment.name}`}>
        {figures.map(([name, value, title], index) => (
          <div key={name} title={title}>
            <dt>{name}</dt>
            <dd data-testid={`figure-${name}`}>{value}</dd>
            {other && there && <FigureBeside value={value} there={there[index]![1]} name={other.name} />}
          </div>
        ))}
      </dl>
      {deployment.strategy === 'RollingUpdate' && (
        <p className="soft small-text ledger-limits">
          ceiling {ceilingText(deployment)} · floor {floorText(deployment)}
        </p>
      )}
      {other && (
        <div className="ledger-sides small-text" data-testid="ledger-sides" style={{ ['--hue' as string]: `var(--h${hueOf(deployment.revision)})` }}>
          {choice}
          <span>
            <svg width="26" height="8" aria-hidden="true">
              <path d="M1 4H25" className="curve-available" />
            </svg>{' '}
            {own}
          </span>
          <span>
            <svg width="26" height="8" aria-hidden="true">
              <path d="M1 4H25" className="curve-beside" />
            </svg>{' '}
            {other.name}
            {other.numbers ? ', in the second line of numbers' : `: there is no deployment ${deployment.name} there now`}
          </span>
        </div>
      )}
      <Curve beside={other} samples={samples} now={now} hue={hueOf(deployment.revision)} asIs={restart || !calm ? asIs : undefined} changed={asked ? changed : undefined} />
      <section className="what-if" aria-label="What if">
        <h3>
          What if{' '}
          <span className="soft">
            {restart ? 'a rollout of the same template started now' : !calm ? 'this held from now on' : onlyScale ? 'it were scaled now' : 'this template were rolled out now'}
          </span>
        </h3>
        {deployment.strategy === 'RollingUpdate' && (
          <>
            <Slider
              label="maxSurge"
              value={wish.maxSurge ?? current.maxSurge}
              most={Math.max(4, deployment.replicas, current.maxSurge)}
              was={current.maxSurge}
              onChange={(maxSurge) => setWish({ ...wish, maxSurge })}
            />
            <Slider
              label="maxUnavailable"
              value={wish.maxUnavailable ?? current.maxUnavailable}
              most={Math.max(1, deployment.replicas)}
              was={current.maxUnavailable}
              onChange={(maxUnavailable) => setWish({ ...wish, maxUnavailable })}
            />
          </>
        )}
        <Slider
          label="minReadySeconds"
          unit=" s"
          value={wish.minReadySeconds ?? current.minReadySeconds}
          most={Math.max(30, current.minReadySeconds)}
          was={current.minReadySeconds}
          onChange={(minReadySeconds) => setWish({ ...wish, minReadySeconds })}
        />
        {probed.names.length > 0 ? (
          <Slider
            label="probe delay"
            unit=" s"
            value={wish.probeDelay ?? current.probeDelay}
            most={Math.max(30, current.probeDelay)}
            was={current.probeDelay}
            onChange={(probeDelay) => setWish({ ...wish, probeDelay })}
          />
        ) : (
          <p className="soft small-text">No container has a readiness probe: each counts as ready as soon as it runs.</p>
        )}
        <Slider label="pulls take" unit="×" least={1} value={wish.pulls ?? 1} most={20} was={1} onChange={(pulls) => setWish({ ...wish, pulls })} />
        <Slider
          label="replicas"
          value={wish.replicas ?? current.replicas}
          most={Math.max(10, deployment.replicas * 2)}
          was={current.replicas}
          onChange={(replicas) => setWish({ ...wish, replicas })}
        />
        <p className="what-if-answer" role="status" data-testid="what-if" aria-busy={old}>
          {asked && changed ? <Outcome name="then" projection={changed} /> : null}
          {asIs && (restart || !calm) ? <Outcome name={asked ? 'as it is' : 'if nothing else happens'} projection={asIs} /> : null}
          {!asked && calm && <span className="soft">Move a slider: the engine plays the rest on a fork of this moment, and nothing here changes.</span>}
        </p>
        {asked && (
          <div className="what-if-tools">
            {Object.keys(change).some((name) => name !== 'pulls') && <CommandButton command={commandOf(deployment, change, probed.names)} done={() => setWish({})} />}
            <button type="button" className="btn small" onClick={() => setWish({})}>
              forget it
            </button>
          </div>
        )}
      </section>
    </div>
  );
}

const figuresOf = (deployment: DeploymentRow, { facts, ready, going }: LedgerFacts): readonly (readonly [string, number, string?])[] => [
  ['desired', deployment.replicas],
  ['ceiling', facts.ceiling, ceilingText(deployment)],
  ['floor', facts.floor, floorText(deployment)],
  ['old', facts.oldPods],
  ['new', facts.newPods],
  ['ready', ready],
  ['available', facts.available],
  ['terminating', going],
];

/** The same number on the other branch. */
function FigureBeside({ value, there, name }: { value: number; there: number; name: string }) {
  return (
    <dd className={`figure-there ${value === there ? 'soft' : ''}`} title={`${there} on ${name}`} data-testid="figure-there">
      <span aria-hidden="true">{value === there ? '=' : '≠'}</span> {there}
      <span className="sr-only">
        {' '}
        on {name}, {value === there ? 'the same' : 'differs'}
      </span>
    </dd>
  );
}

function Outcome({ name, projection }: { name: string; projection: Projection }) {
  const { end, took, leastAvailable, mostPods, created, removed, requests, problem } = projection;
  const seconds = `${(took / 1000).toFixed(1)} s`;
  return (
    <span className={end === 'stuck' ? 'bad' : undefined}>
      <b>{name}</b>:{' '}
      {problem !== undefined
        ? `refused: ${problem}`
        : `${end === 'complete' ? `rolled out in ${seconds}` : end === 'stuck' ? 'it gets stuck' : `still at it after ${seconds}`}, never fewer than ${leastAvailable} available, at most ${mostPods} pods${created + removed > 0 ? `, ${created} come, ${removed} go` : ''}${requests.length > 0 ? `. ${requests.join(' ')}` : ''}`}
    </span>
  );
}

function Slider({
  label,
  value,
  least = 0,
  most,
  was,
  unit = '',
  onChange,
}: {
  label: string;
  value: number;
  least?: number;
  most: number;
  was: number;
  unit?: string;
  onChange: (value: number) => void;
}) {
  const id = useId();
  return (
    <div className="slider" data-changed={value !== was || undefined}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="range"
        min={least}
        max={most}
        value={value}
        style={{ ['--share' as string]: (value - least) / Math.max(1, most - least) }}
        aria-valuetext={`${value}${unit}${value === was ? ', as it is' : `, is ${was}${unit}`}`}
        onChange={(event) => onChange(Number(event.target.value))}
      />
      <output htmlFor={id} className="num">
        {value}
        {unit}
      </output>
    </div>
  );
}

function Curve({
  beside,
  samples,
  now,
  hue,
  asIs,
  changed,
}: {
  beside: LedgerOther | undefined;
  samples: readonly LedgerSample[];
  now: number;
  hue: number;
  asIs: Projection | undefined;
  changed: Projection | undefined;
}) {
  const host = useRef<HTMLDivElement>(null);
  const { width, height } = useSize(host);
  const past = useMemo(() => pastOf(samples, now), [samples, now]);
  const there = useMemo(() => pastOf(beside?.samples ?? [], now), [beside?.samples, now]);
  const ends = [asIs, changed].flatMap((projection) => (projection ? [now + projection.took + 800] : []));
  const frame = frameOf(past, [asIs?.samples ?? [], changed?.samples ?? []], now, ends, there, {
    left: 26,
    right: Math.max(60, width - 70),
    top: 12,
    bottom: Math.max(40, height - 20),
  });
  const last = changed?.samples.at(-1) ?? asIs?.samples.at(-1) ?? past.at(-1);
  const thereLast = there.at(-1);
  const nowX = curveX(frame, now);
  const pods = ({ old, fresh }: LedgerSample) => old + fresh;
  const future = changed ?? asIs;
  const until = future ? now + future.took + 800 : now;
  const area = staircase(past, ({ available }) => available, frame, now);
  const counts = [0, Math.round(frame.most / 1.06 / 2), Math.round(frame.most / 1.06)];
  return (
    <div ref={host} className="curve">
      {last && width > 0 && (
        <svg
          width={width}
          height={height}
          role="img"
          aria-label={`Over time: ${past
            .map(({ time, available, old, fresh }) => `${((time - now) / 1000).toFixed(1)} s: ${available} available of ${old + fresh}`)
            .slice(-6)
            .join('; ')}${beside && thereLast ? `; ${beside.name} now: ${thereLast.available} available of ${pods(thereLast)}` : ''}`}
          style={{ ['--hue' as string]: `var(--h${hue})` }}
        >
          {[...new Set(counts)].map((count) => (
            <g key={count} transform={`translate(0 ${Math.round(curveY(frame, count)) + 0.5})`}>
              <path d={`M${frame.left} 0H${frame.right}`} className="curve-grid" />
              <text x={frame.left - 7} y={4} textAnchor="end">
                {count}
              </text>
            </g>
          ))}
          {area && <path d={`${area}V${frame.bottom}H${curveX(frame, past[0]!.time)}Z`} className="curve-area" />}
          {future && <path d={staircase(future.samples, ({ ceiling }) => ceiling, frame, until)} className="curve-limit ahead" />}
          {future && <path d={staircase(future.samples, ({ floor }) => floor, frame, until)} className="curve-limit ahead" />}
          <path d={staircase(past, ({ ceiling }) => ceiling, frame, now)} className="curve-limit" />
          <path d={staircase(past, ({ floor }) => floor, frame, now)} className="curve-limit" />
          <path d={staircase(past, pods, frame, now)} className="curve-pods" />
          <path d={area} className="curve-available" />
          {there.length > 0 && <path d={staircase(there, pods, frame, now)} className="curve-beside pods" />}
          {there.length > 0 && <path d={staircase(there, ({ available }) => available, frame, now)} className="curve-beside" data-testid="curve-beside" />}
          {asIs && <path d={staircase(asIs.samples, ({ available }) => available, frame, now + asIs.took + 800)} className="curve-available ahead" />}
          {changed && <path d={staircase(changed.samples, pods, frame, until)} className="curve-pods changed" />}
          {changed && <path d={staircase(changed.samples, ({ available }) => available, frame, until)} className="curve-available changed" data-testid="projected" />}
          <path d={`M${nowX} ${frame.top - 6}V${frame.bottom}`} className="curve-now" />
          <text x={nowX} y={frame.bottom + 15} textAnchor="middle" className="acc">
            now
          </text>
          {future && (
            <text x={curveX(frame, until)} y={frame.bottom + 15} textAnchor="end">
              {nowX < curveX(frame, until) - 74 ? `+ ${(future.took / 1000).toFixed(1)} s` : ''}
            </text>
          )}
          <Labels
            entries={[
              ['ceiling', curveY(frame, last.ceiling), ''],
              ['floor', curveY(frame, last.floor), ''],
              ['available', curveY(frame, last.available), 'strong'],
              ...(beside && thereLast ? [[beside.name.length > 10 ? `${beside.name.slice(0, 9)}…` : beside.name, curveY(frame, thereLast.available), 'beside'] as const] : []),
            ]}
            x={frame.right + 6}
          />
        </svg>
      )}
    </div>
  );
}

/** Names of the lines at their right ends, moved apart where they would overlap. */
function Labels({ entries, x }: { entries: readonly (readonly [string, number, string])[]; x: number }) {
  let last = -Infinity;
  return [...entries]
    .sort((a, b) => a[1] - b[1])
    .map(([name, y, style]) => {
      last = Math.max(y + 4, last + 13);
      return (
        <text key={name} x={x} y={last} className={style}>
          {name}
        </text>
      );
    });
}

interface Found {
  readonly asIs?: Projection;
  readonly changed?: Projection;
}

/** Projections of how it goes on as it is and with the change: asked for when the sliders rest, and not while time runs. */
function useProjections(
  key: string,
  change: Partial<Choice>,
  restart: boolean,
  wanted: boolean,
): Found & { /** It is of another question; the answer to this one is on its way. */ readonly old: boolean } {
  const { step, branch } = useCalm((state) => state.position);
  const playing = useCalm((state) => state.playing);
  const side = useAsked();
  const [found, setFound] = useState<Found & { readonly of?: string }>({});
  const text = JSON.stringify(change);
  const question = `${text} ${restart} ${step} ${branch} ${side}`;
  useEffect(() => {
    setFound((before) => (wanted && !playing ? before : {}));
    if (!wanted || playing) return;
    let live = true;
    const timer = setTimeout(() => {
      const asked = JSON.parse(text) as Partial<Choice>;
      const more = restart ? { restart } : {};
      void Promise.all([cluster.project({ key, change: more, side }), text === '{}' ? undefined : cluster.project({ key, change: { ...asked, ...more }, side })])
        .then(([asIs, changed]) => live && setFound({ asIs, changed, of: question }))
        .catch(() => live && setFound({ of: question }));
    }, 120);
    return () => {
      live = false;
      clearTimeout(timer);
    };
  }, [key, text, restart, wanted, playing, step, branch, side, question]);
  return { ...found, old: wanted && !playing && found.of !== question };
}

function commandOf({ name, namespace }: DeploymentRow, { replicas, minReadySeconds, maxSurge, maxUnavailable, probeDelay }: Partial<Choice>, probed: readonly string[]): string {
  const flag = namespace === 'default' ? '' : ` -n ${namespace}`;
  if (replicas !== undefined && minReadySeconds === undefined && maxSurge === undefined && maxUnavailable === undefined && probeDelay === undefined)
    return `kubectl scale deployment/${name} --replicas=${replicas}${flag}`;
  const rollingUpdate = maxSurge === undefined && maxUnavailable === undefined ? undefined : { maxSurge, maxUnavailable };
  const containers = probeDelay === undefined ? undefined : probed.map((container) => ({ name: container, readinessProbe: { initialDelaySeconds: probeDelay } }));
  const spec = { replicas, minReadySeconds, strategy: rollingUpdate && { rollingUpdate }, template: containers && { spec: { containers } } };
  return `kubectl patch deployment/${name}${flag} -p '${JSON.stringify({ spec })}'`;
}
