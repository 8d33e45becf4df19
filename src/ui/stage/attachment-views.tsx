/** Drawings of what stands under a workload. Each says in words what it draws. */
import { select } from '../stores/workspace.ts';
import { SHOWN } from './attachments.ts';
import type { ClaimItem, RunItem, StageAttachment } from './attachments.ts';
import { remaining } from './labels.ts';
import { Traffic } from './traffic-view.tsx';
import type { Box } from './layout.ts';

interface Props {
  readonly attachment: StageAttachment;
  readonly box: Box;
  readonly now: number;
  readonly selection: string | undefined;
}

export default function Attachment({ attachment, box, now, selection }: Props) {
  return (
    <div
      className={`attachment ${attachment.kind} moves`}
      data-testid={`attachment-${attachment.kind}`}
      style={{ transform: `translate(${box.x}px, ${box.y}px)`, width: box.width, height: box.height }}
    >
      <Body attachment={attachment} width={box.width} now={now} selection={selection} />
    </div>
  );
}

function Body({ attachment, width, now, selection }: { attachment: StageAttachment; width: number; now: number; selection: string | undefined }) {
  switch (attachment.kind) {
    case 'autoscaler':
      return <Autoscaler {...attachment} width={width} selection={selection} />;
    case 'budget':
      return <Budget {...attachment} selection={selection} />;
    case 'quota':
      return <Quota {...attachment} selection={selection} />;
    case 'ingress':
      return <Ingress {...attachment} selection={selection} />;
    case 'claims':
      return <Claims {...attachment} selection={selection} />;
    case 'schedule':
      return <Schedule {...attachment} width={width} now={now} />;
    case 'traffic':
      return <Traffic {...attachment} width={width} now={now} />;
    case 'failures':
      return <Failures {...attachment} now={now} />;
  }
}

export type Of<Kind extends StageAttachment['kind']> = Extract<StageAttachment, { kind: Kind }>;

function Name({ target, text, selection }: { target: string; text: string; selection: string | undefined }) {
  return (
    <button type="button" className="stage-service-name" data-selected={selection === target || undefined} onClick={() => select(target)}>
      {text}
    </button>
  );
}

/** A scale from 0 to the most: the stretch that is allowed, how many there are, how many are wanted. */
function Autoscaler({ target: self, name, detail, width, selection }: Of<'autoscaler'> & { width: number; selection: string | undefined }) {
  const { min, max, current, desired, metrics, trouble, target } = detail;
  const narrow = width < 532;
  const gauge = Math.max(120, Math.min(420, narrow ? width : width * 0.42));
  const x = (value: number) => 8 + (Math.min(value, max) / Math.max(1, max)) * (gauge - 16);
  const measured = metrics.map((metric) => `${metric.name} ${metric.current ?? 'not measured'} of ${metric.target}`).join(', ');
  const words =
    trouble !== undefined
      ? `stays at ${current}`
      : current === desired
        ? `keeps ${current}`
        : current < desired
          ? `wants ${desired - current} more`
          : `wants ${current - desired} fewer`;
  return (
    <div className={narrow ? 'attachment-stack' : 'attachment-row'}>
      <span className="attachment-words">
        <Name target={self} text={`hpa/${name}`} selection={selection} />
        <span>
          {measured} · {words}
        </span>
        {trouble !== undefined && (
          <span className="bad attachment-trouble" title={trouble}>
            {trouble}
          </span>
        )}
      </span>
      <svg
        width={gauge}
        height={44}
        role="img"
        aria-label={`${target.kind} ${target.name}: ${current} now, ${trouble === undefined ? `${desired} wanted` : words}, at least ${min}, at most ${max}`}
        className="gauge"
      >
        <path d={`M8 20H${gauge - 8}`} className="gauge-track" />
        <path d={`M${x(min)} 20H${x(max)}`} className="gauge-range" />
        <path d={`M8 20H${x(current)}`} className="gauge-fill" />
        <path d={`M${x(min)} 13V27M${x(max)} 13V27`} className="gauge-tick" />
        <circle cx={x(current)} cy={20} r={5.5} className="gauge-now" />
        {desired !== current && trouble === undefined && <path d={`M${x(desired)} 10l5 -7h-10z`} className="gauge-want" />}
        {x(max) - x(min) > 64 ? (
          <>
            <text x={x(min)} y={41} textAnchor={x(min) < 30 ? 'start' : 'middle'}>
              min {min}
            </text>
            <text x={x(max)} y={41} textAnchor="end">
              max {max}
            </text>
          </>
        ) : (
          <text x={x(max)} y={41} textAnchor="end">
            {min} to {max}
          </text>
        )}
      </svg>
    </div>
  );
}

/** A pip for each pod: what must stay is solid, what may go is open, what is missing is dashed. */
function Budget({ target, name, detail, selection }: Of<'budget'> & { selection: string | undefined }) {
  const { rule, allowed, healthy, needed, expected } = detail;
  const pips = Array.from({ length: Math.min(40, Math.max(expected, healthy, needed)) }, (_, index) =>
    index < Math.min(needed, healthy) ? 'kept' : index < healthy ? 'free' : 'missing',
  );
  return (
    <p className="attachment-row wraps">
      <Name target={target} text={`pdb/${name}`} selection={selection} />
      <span>
        {rule} · {healthy} of {needed} healthy · <b className={allowed === 0 ? 'bad' : undefined}>{allowed === 0 ? 'none may be evicted' : `${allowed} may be evicted`}</b>
      </span>
      <span className="budget-pips" aria-hidden="true">
        {pips.map((kind, index) => (
          // Pips have no names.
          // oxlint-disable-next-line react/no-array-index-key
          <span key={index} className={kind} />
        ))}
      </span>
    </p>
  );
}

function Quota({ target, name, detail, selection }: Of<'quota'> & { selection: string | undefined }) {
  return (
    <div className="attachment-row top">
      <Name target={target} text={`quota/${name}`} selection={selection} />
      <ul className="attachment-lines">
        {detail.limits.slice(0, SHOWN).map(({ name: what, used, hard, share }) => (
          <li key={what} className={share >= 1 ? 'bad' : undefined}>
            <span className="quota-bar" aria-hidden="true">
              <span style={{ width: `${Math.min(100, share * 100)}%` }} />
            </span>
            {what} {used} of {hard}
            {share >= 1 ? ', used up' : ''}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Ingress({ target, name, routes, selection }: Of<'ingress'> & { selection: string | undefined }) {
  return (
    <div className="attachment-row top">
      <Name target={target} text={`ing/${name}`} selection={selection} />
      <ul className="attachment-lines">
        {routes.slice(0, SHOWN).map(({ from, to, endpoints }) => (
          <li key={`${from} ${to}`}>
            <code>{from}</code> <span aria-hidden="true">→</span>
            <span className="sr-only"> leads to </span> {to}{' '}
            <span className={endpoints === undefined || endpoints === 0 ? 'bad' : 'soft'}>
              {endpoints === undefined ? '✕ no such Service' : endpoints === 0 ? '✕ no endpoint: 503' : `✓ ${endpoints} endpoint${endpoints === 1 ? '' : 's'}`}
            </span>
          </li>
        ))}
        {routes.length === 0 && <li className="soft">leads nowhere</li>}
      </ul>
    </div>
  );
}

function Claims({ claims, selection }: Of<'claims'> & { selection: string | undefined }) {
  return (
    <ul className="claim-list" aria-label="Claims">
      {claims.slice(0, SHOWN).map((claim) => (
        <Claim key={claim.key} claim={claim} selection={selection} />
      ))}
      {claims.length > SHOWN && <li className="soft">and {claims.length - SHOWN} more</li>}
    </ul>
  );
}

function Claim({ claim: { key, name, phase, size, storageClass, volume, unused }, selection }: { claim: ClaimItem; selection: string | undefined }) {
  const missing = phase === 'missing';
  const state =
    phase === 'Bound'
      ? `bound to ${volume ?? 'a volume'}`
      : missing
        ? 'no such claim'
        : phase === 'Pending'
          ? storageClass === 'no class'
            ? 'waits for a volume'
            : `waits for a volume of class ${storageClass}`
          : phase;
  return (
    <li className={missing || phase === 'Lost' ? 'bad' : undefined}>
      <svg width="12" height="14" aria-hidden="true" className={`cylinder ${phase === 'Bound' ? 'bound' : ''}`}>
        <path d="M1 3v8c0 1.1 2.2 2 5 2s5-.9 5-2V3" />
        <ellipse cx="6" cy="3" rx="5" ry="2" />
      </svg>
      {missing ? <span>pvc/{name}</span> : <Name target={key} text={`pvc/${name}`} selection={selection} />}
      <span className="claim-state">
        {size} {state}
        {unused ? ' · kept, no pod uses it' : ''}
      </span>
    </li>
  );
}

const runMarks: Readonly<Record<RunItem['state'], string>> = { complete: '✓', failed: '✕', running: '●', suspended: '‖' };

/** A dial that fills until the next run, and the runs before and after now. */
function Schedule({ cron, since, runs, width, now }: Of<'schedule'> & { width: number; now: number }) {
  const { next, last, suspended, kept } = cron;
  const due = next[0];
  const begun = last ?? since;
  const share = due === undefined ? 0 : Math.min(1, Math.max(0, (now - begun) / Math.max(1, due - begun)));
  const left = 62;
  const room = Math.max(80, width - left - 6);
  const period = due === undefined ? 60_000 : Math.max(1000, (next[1] ?? due + (due - begun)) - due);
  const from = Math.min(now - 2.4 * period, ...runs.slice(0, 4).map(({ at }) => at));
  const to = Math.max(now + 2.4 * period, next[1] ?? 0);
  const x = (time: number) => left + ((time - from) / (to - from)) * room;
  const shown = runs.filter(({ at }) => at >= from - 1).slice(0, 40);
  const ahead = next.filter((time) => time > now && time <= to);
  const angle = share * 2 * Math.PI - Math.PI / 2;
  return (
    <svg
      width={width}
      height={62}
      className="schedule"
      role="img"
      aria-label={
        suspended
          ? 'Suspended: no run is due'
          : `Next run ${due === undefined ? 'never' : `in ${remaining(due, now)}`}; last ${last === undefined ? 'never' : `${remaining(now, last)} ago`}; ${shown.length} kept of at most ${kept.successful} successful and ${kept.failed} failed`
      }
    >
      <circle cx="24" cy="28" r="18" className="dial" />
      {share > 0.003 && (
        <path
          d={`M24 28V10A18 18 0 ${share > 0.5 ? 1 : 0} 1 ${24 + 18 * Math.cos(Math.min(angle, 1.5 * Math.PI - 0.01))} ${28 + 18 * Math.sin(Math.min(angle, 1.5 * Math.PI - 0.01))}Z`}
          className="dial-past"
        />
      )}
      <path d={`M24 28L${24 + 14 * Math.cos(angle)} ${28 + 14 * Math.sin(angle)}`} className="dial-hand" />
      <circle cx="24" cy="28" r="2" className="dial-hub" />
      <path d={`M${left} 28H${left + room}`} className="gauge-track thin" />
      {ahead.map((time) => (
        <circle key={time} cx={x(time)} cy={28} r={5} className="run-ahead" />
      ))}
      {shown.map(({ key, at, state }) => (
        <g key={key} className={`run ${state}`} transform={`translate(${x(at)} 28)`}>
          <circle r={8} />
          <text y={4} textAnchor="middle">
            {runMarks[state]}
          </text>
        </g>
      ))}
      <path d={`M${x(now)} 14V42`} className="curve-now" />
      <text x={x(now)} y={56} textAnchor="middle" className="acc">
        now
      </text>
      {!suspended && due !== undefined && due > now && (
        <text
          {...(ahead[0] !== undefined && x(ahead[0]) - x(now) > 58 && x(ahead[0]) < left + room - 30
            ? { x: x(ahead[0]), textAnchor: 'middle' }
            : { x: left + room, textAnchor: 'end' })}
          y={56}
        >
          next in {remaining(due, now)}
        </text>
      )}
    </svg>
  );
}

/** A box for each failure that it may have. */
function Failures({ used, most, countdown, now }: Of<'failures'> & { now: number }) {
  const boxes = Math.min(most, 24);
  const wait = countdown && countdown.until > now ? countdown : undefined;
  return (
    <p className="attachment-row wraps">
      <b>
        {used} of {most} failures
      </b>
      <span className="failure-boxes" aria-hidden="true">
        {Array.from({ length: boxes }, (_, index) => (
          // Boxes have no names.
          // oxlint-disable-next-line react/no-array-index-key
          <span key={index} className={index < (used / most) * boxes ? 'used' : undefined}>
            {index < (used / most) * boxes ? '✕' : ''}
          </span>
        ))}
      </span>
      {wait ? (
        <span className="back-off">
          next pod in <span className="num">{remaining(wait.until, now)}</span>
          {wait.since !== undefined && (
            <span className="back-off-bar" aria-hidden="true">
              <span style={{ transform: `scaleX(${Math.min(1, Math.max(0, (now - wait.since) / (wait.until - wait.since)))})` }} />
            </span>
          )}
        </span>
      ) : (
        <span>{used >= most ? 'it gives up' : 'each makes it wait longer'}</span>
      )}
    </p>
  );
}
