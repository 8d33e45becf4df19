import { memo } from 'react';
import { sendTraffic } from '../shell/actions.ts';
import { useSide } from '../stores/mirror.ts';
import { select } from '../stores/workspace.ts';
import { Attachment } from './attachment-views.tsx';
import { countdownText, podSentence } from './labels.ts';
import { SERVICE_HEIGHT } from './layout.ts';
import type { PlacedCard, PlacedSection, StageLayout } from './layout.ts';
import type { StageService } from './model.ts';

/** Above this many pods in one card the pods are counted, not listed one by one: the Table lists them. */
const LISTED = 100;

interface Props {
  readonly layout: StageLayout;
  readonly scale: number;
  readonly top: number;
  readonly bottom: number;
  readonly now: number;
  readonly selection: string | undefined;
  readonly onFold: (section: string) => void;
}

/** The stage's words and buttons, laid over the canvas at the same places: what is drawn can be read, focused and pressed. */
export function StageOverlay({ layout, scale, top, bottom, now, selection, onFold }: Props) {
  return (
    <div className="stage-overlay" style={{ transform: scale === 1 ? undefined : `scale(${scale})`, width: layout.width }} onKeyDown={moveFocus}>
      {layout.sections
        .filter(({ box }) => box.y < bottom + 400 && box.y + box.height > top - 400)
        .map((placed) => (
          <Section key={placed.section.key} placed={placed} now={now} selection={selection} narrow={layout.narrow} onFold={onFold} />
        ))}
    </div>
  );
}

function Section({
  placed,
  now,
  selection,
  narrow,
  onFold,
}: {
  placed: PlacedSection;
  now: number;
  selection: string | undefined;
  narrow: boolean;
  onFold: (key: string) => void;
}) {
  const { section, title, bar } = placed;
  const side = useSide();
  const selectable = section.key.includes('/') && !section.key.startsWith('owner/');
  const label = section.kind === '' ? section.name : `${section.kind} ${section.name}`;
  const inline = title.height <= 26;
  return (
    <section aria-label={`${label}${side}`} data-testid="rollout" data-name={section.name}>
      <h2 className="stage-title moves" style={{ transform: `translate(${title.x}px, ${title.y}px)`, maxWidth: title.width }}>
        {selectable ? (
          <button type="button" className="stage-name" data-selected={selection === section.key || undefined} onClick={() => select(section.key)}>
            {section.name}
          </button>
        ) : (
          <span className="stage-name">{section.name}</span>
        )}
        {inline && (
          <span className={`stage-headline ${section.tone}`} data-testid="headline">
            {section.headline}
            {section.countdown && section.countdown.until > now && ` · ${countdownText(section.countdown, now)}`}
          </span>
        )}
      </h2>
      {!inline && (
        <p className={`stage-lines stage-headline ${section.tone} moves`} data-testid="headline" style={{ transform: `translate(${title.x}px, ${title.y + 26}px)` }}>
          {placed.headlineLines.map((line) => (
            <span key={line}>{line} </span>
          ))}
        </p>
      )}
      {bar && (
        <p className="sr-only" data-testid="bar">
          {[...bar.bar.segments.map((segment) => segment.label), ...(bar.bar.limited ? [`floor ${bar.bar.floor}`, `ceiling ${bar.bar.ceiling}`] : [])].join(', ')}
        </p>
      )}
      {placed.sentenceLines.length > 0 && (
        <p className="stage-lines stage-sentence moves" data-testid="sentence" style={{ transform: `translate(${title.x}px, ${placed.sentenceY}px)` }}>
          {placed.sentenceLines.map((line) => (
            <span key={line}>{line} </span>
          ))}
        </p>
      )}
      {placed.cards.map((card) => (
        <Card key={card.card.key} placed={card} now={now} selection={selection} narrow={narrow} />
      ))}
      {placed.fold && (
        <button
          type="button"
          className="stage-fold moves"
          aria-expanded={placed.fold.open}
          style={{ transform: `translate(${title.x}px, ${placed.fold.y}px)` }}
          onClick={() => onFold(section.key)}
        >
          <span aria-hidden="true">{placed.fold.open ? '▾' : '▸'}</span> {section.folded.length} older revision{section.folded.length === 1 ? '' : 's'}:{' '}
          {section.folded.map((card) => card.title.replace('revision ', '')).join(', ')}
        </button>
      )}
      {section.services.map((service, index) => (
        <Service key={service.key} service={service} x={title.x} y={placed.servicesY + index * SERVICE_HEIGHT} width={title.width} selected={selection === service.key} />
      ))}
      {placed.attachments.map(({ attachment, box }) => (
        <Attachment key={attachment.target} attachment={attachment} box={box} now={now} selection={selection} />
      ))}
      {section.chips.length > 0 && (
        <ul className="stage-chips moves" aria-label="Objects without a drawing" style={{ transform: `translate(${title.x}px, ${placed.chipsY}px)`, width: title.width }}>
          {section.chips.map(({ key, kind, name, summary, tone }) => (
            <li key={key}>
              <button type="button" className="stage-chip" data-selected={selection === key || undefined} onClick={() => select(key)}>
                <span className="soft">{kind}</span> {name} {summary !== '' && <span className={`chip-summary ${tone}`}>{summary}</span>}
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** Pips of one Service that are drawn; the words count them all. */
const PIPS = 48;

/** A Service and its endpoints: a filled pip takes traffic, a hollow one does not. */
function Service({ service, x, y, width, selected }: { service: StageService; x: number; y: number; width: number; selected: boolean }) {
  return (
    <p className="stage-service moves" data-testid="service" style={{ transform: `translate(${x}px, ${y}px)`, width }}>
      <button type="button" className="stage-service-name" data-selected={selected || undefined} onClick={() => select(service.key)}>
        svc/{service.name}
      </button>
      <span>{service.text}</span>
      <button
        type="button"
        className="stage-service-send"
        aria-label={`Send traffic to svc/${service.name}`}
        title={`Ask it again and again, and see who answers: kubetick traffic start svc/${service.name}`}
        onClick={() => sendTraffic(`svc/${service.name}`)}
      >
        send traffic
      </button>
      <span className="pips" aria-hidden="true">
        {service.pips.slice(0, PIPS).map(({ pod, hue, ready }, index) => (
          <span key={pod || index} className={ready ? 'ready' : undefined} title={pod} style={{ ['--hue' as string]: `var(--h${hue})` }} />
        ))}
      </span>
    </p>
  );
}

function Card({ placed, now, selection, narrow }: { placed: PlacedCard; now: number; selection: string | undefined; narrow: boolean }) {
  const { card, box, compact } = placed;
  const selectable = card.key.includes('/') && !card.key.startsWith('owner/');
  return (
    <>
      <button
        type="button"
        className={`stage-card moves${compact ? ' compact' : ''}${card.dim ? ' dim' : ''}${card.pods.length > 0 && !narrow ? ' linked' : ''}`}
        data-testid="replicaset"
        data-name={card.name}
        data-selected={selection === card.key || undefined}
        aria-label={card.label}
        disabled={!selectable}
        style={{ transform: `translate(${box.x}px, ${box.y}px)`, width: box.width, height: box.height, ['--hue' as string]: `var(--h${card.hue})` }}
        onClick={() => select(card.key)}
      >
        <span className="card-title">
          {card.title}
          <span className="card-counts">{card.counts}</span>
        </span>
        <span className="card-image">{card.image}</span>
        {!compact && <span className="card-name">{card.name}</span>}
      </button>
      {card.pods.length > 0 && (
        <ul className="pods" aria-label={`Pods of ${card.name || card.title}`} data-testid="pods" data-count={card.pods.length}>
          {card.pods.length > LISTED ? (
            <li className="sr-only">{card.pods.length} pods: the Table tab lists each.</li>
          ) : (
            placed.pods.map(({ pod, x, y, size, labelled }) => (
              <PodButton
                key={pod.uid}
                podKey={pod.key}
                name={pod.name}
                shape={pod.shape}
                status={pod.status}
                x={x}
                y={y}
                size={size}
                labelled={labelled}
                label={podSentence(pod, now)}
                selected={selection === pod.key}
              />
            ))
          )}
        </ul>
      )}
    </>
  );
}

interface PodProps {
  readonly podKey: string;
  readonly name: string;
  readonly shape: string;
  readonly status: string;
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly labelled: boolean;
  readonly label: string;
  readonly selected: boolean;
}

const PodButton = memo(function PodButton({ podKey, name, shape, status, x, y, size, labelled, label, selected }: PodProps) {
  return (
    <li>
      <button
        type="button"
        className="pod"
        data-testid="pod"
        data-name={name}
        data-shape={shape}
        data-status={status}
        aria-pressed={selected}
        aria-label={label}
        style={{ left: x, top: y, width: size, height: size + (labelled ? 18 : 0) }}
        onClick={(event) => {
          event.stopPropagation();
          select(podKey);
        }}
      />
    </li>
  );
});

/** Arrow keys go from pod to pod and card to card, in reading order. */
function moveFocus(event: React.KeyboardEvent<HTMLDivElement>): void {
  const by = event.key === 'ArrowRight' || event.key === 'ArrowDown' ? 1 : event.key === 'ArrowLeft' || event.key === 'ArrowUp' ? -1 : 0;
  if (by === 0) return;
  const buttons = [...event.currentTarget.querySelectorAll<HTMLButtonElement>('button:not(:disabled)')];
  const next = buttons[buttons.indexOf(document.activeElement as HTMLButtonElement) + by];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
