import { useId } from 'react';
import type { StageAttachment } from './attachments.ts';
import { count } from './facts.ts';
import { shares } from './traffic-shares.ts';

/** Seconds that are drawn. */
const SECONDS = 60;
const HEIGHT = 34;

/** Requests to a Service, second by second: who answered, by the hue of its revision, and on top, hatched, what was lost. */
export function Traffic({ row, hues, width, now }: Extract<StageAttachment, { kind: 'traffic' }> & { width: number; now: number }) {
  const hatch = useId();
  const { target, rate, sentence, lost, stopped, versions } = row;
  const seconds = shares(row, now, SECONDS);
  const most = Math.max(1, rate, ...seconds.map(({ total }) => total));
  const pitch = width / SECONDS;
  const told = versions.filter(({ answered }) => answered > 0);
  const last = [...seconds].reverse().find(({ total }) => total > 0);
  return (
    <div className="traffic-rows">
      <p className="traffic-head">
        <b>traffic</b>
        <span>
          {stopped === undefined || stopped > now ? `${count(rate, 'request')}/s` : 'stopped'} to {target}
        </span>
        <span className={lost > 0 ? 'bad' : undefined}>{sentence}</span>
      </p>
      <svg
        width={width}
        height={HEIGHT}
        className="traffic"
        role="img"
        aria-label={`The last ${SECONDS} seconds: ${last ? `at the end ${last.parts.map(({ version, count: number }) => `${number} answered by ${versionText(versions, version)}`).join(', ')}${last.lost > 0 ? `, ${last.lost} lost` : ''}` : 'no requests'}`}
      >
        <defs>
          <pattern id={hatch} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect width="5" height="5" className="traffic-lost-ground" />
            <path d="M0 0V5" className="traffic-lost-line" />
          </pattern>
        </defs>
        <path d={`M0 ${HEIGHT - 0.5}H${width}`} className="gauge-track thin" />
        {seconds.map(({ index, parts, lost: gone }) => {
          let y = HEIGHT - 1;
          const x = index * pitch + 0.5;
          const wide = Math.max(1, pitch - 1);
          const high = (number: number) => (number / most) * (HEIGHT - 3);
          return (
            <g key={index}>
              {parts.map(({ version, count: number }) => {
                const height = high(number);
                y -= height;
                return <rect key={version} x={x} y={y} width={wide} height={height} style={{ fill: `var(--h${hues.get(version) ?? 2})` }} />;
              })}
              {gone > 0 && <rect x={x} y={y - Math.max(3, high(gone))} width={wide} height={Math.max(3, high(gone))} fill={`url(#${hatch})`} className="traffic-lost" />}
            </g>
          );
        })}
      </svg>
      <p className="traffic-words">
        {told.map(({ version, owner, image, answered }) => (
          <span key={version}>
            <span className="traffic-key" aria-hidden="true" style={{ background: `var(--h${hues.get(version) ?? 2})` }} /> {answered} by {image || owner}
          </span>
        ))}
        {lost > 0 && (
          <span className="bad">
            <span className="shape-key failing" aria-hidden="true" /> {lost} lost:{' '}
            {Object.entries(row.failures)
              .map(([reason, number]) => `${number} ${reason}`)
              .join(', ')}
          </span>
        )}
      </p>
    </div>
  );
}

const versionText = (versions: Extract<StageAttachment, { kind: 'traffic' }>['row']['versions'], version: string): string => {
  const found = versions.find((one) => one.version === version);
  return found ? found.image || found.owner : version;
};
