import { lazy, memo, Suspense } from 'react';
import { sendTraffic } from '../shell/actions.ts';
import { useSide } from '../stores/mirror.ts';
import { select } from '../stores/workspace.ts';
import type { CardWords, SectionWords } from './drawing/words.ts';
import { countdownText } from './labels.ts';
import { SERVICE_HEIGHT } from './layout.ts';
import type { StageService } from './model.ts';
import { PodButton } from './pod-button.tsx';

/** The first load has no need of it. */
const Attachment = lazy(() => import('./attachment-views.tsx'));

interface Props {
  readonly sections: readonly SectionWords[];
  readonly width: number;
  readonly narrow: boolean;
  readonly scale: number;
  readonly top: number;
  readonly bottom: number;
  readonly now: number;
  readonly selection: string | undefined;
  readonly onFold: (section: string) => void;
}

/** The stage's words and buttons, laid over the canvas at the same places: what is drawn can be read, focused and pressed. */
export function StageOverlay({ sections, width, narrow, scale, top, bottom, now, selection, onFold }: Props) {
  return (
    <div className="stage-overlay" style={{ transform: scale === 1 ? undefined : `scale(${scale})`, width }} onKeyDown={moveFocus}>
      {sections
        .filter(({ box }) => box.y < bottom + 400 && box.y + box.height > top - 400)
        .map((section) => (
          <Section key={section.key} section={section} now={section.countdown || section.attachments.length > 0 ? now : 0} selection={selection} narrow={narrow} onFold={onFold} />
        ))}
    </div>
  );
}

/** `now`: virtual time, where the section tells of it. */
const Section = memo(function Section({
  section,
  now,
  selection,
  narrow,
  onFold,
}: {
  section: SectionWords;
  now: number;
  selection: string | undefined;
  narrow: boolean;
  onFold: (key: string) => void;
}) {
  const { title, countdown, fold } = section;
  const side = useSide();
  const selectable = section.key.includes('/') && !section.key.startsWith('owner/');
  const label = section.kind === '' ? section.name : `${section.kind} ${section.name}`;
  const inline = title.height <= 26;
  return (
    <section aria-label={`${label}${side}`} data-testid="rollout" data-name={section.name}>
      <h2 className="stage-title moves" style={{ transform: `translate(${title.x}px, ${title.y}px)`, maxWidth: title.width }}>
        {selectable ? (
          <button type="button" className="stage-name" title={section.name} data-selected={selection === section.key || undefined} onClick={() => select(section.key)}>
            {section.name}
          </button>
        ) : (
          <span className="stage-name" title={section.name}>
            {section.name}
          </span>
        )}
        {inline && (
          <span className={`stage-headline ${section.tone}`} data-testid="headline">
            {section.headline}
            {countdown && countdown.until > now && ` · ${countdownText(countdown, now)}`}
          </span>
        )}
      </h2>
      {!inline && (
        <p className={`stage-lines stage-headline ${section.tone} moves`} data-testid="headline" style={{ transform: `translate(${title.x}px, ${title.y + 26}px)` }}>
          {section.headlineLines.map((line) => (
            <span key={line}>{line} </span>
          ))}
        </p>
      )}
      {section.bar !== undefined && (
        <p className="sr-only" data-testid="bar">
          {section.bar}
        </p>
      )}
      {section.sentenceLines.length > 0 && (
        <p className="stage-lines stage-sentence moves" data-testid="sentence" style={{ transform: `translate(${title.x}px, ${section.sentenceY}px)` }}>
          {section.sentenceLines.map((line) => (
            <span key={line}>{line} </span>
          ))}
        </p>
      )}
      {section.cards.map((card) => (
        <Card key={card.key} card={card} selection={selection} narrow={narrow} />
      ))}
      {fold && (
        <button
          type="button"
          className="stage-fold moves"
          aria-expanded={fold.open}
          style={{ transform: `translate(${title.x}px, ${fold.y}px)` }}
          onClick={() => onFold(section.key)}
        >
          <span aria-hidden="true">{fold.open ? '▾' : '▸'}</span> {fold.text}
        </button>
      )}
      {section.services.map((service, index) => (
        <Service key={service.key} service={service} x={title.x} y={section.servicesY + index * SERVICE_HEIGHT} width={title.width} selected={selection === service.key} />
      ))}
      {section.attachments.length > 0 && (
        <Suspense>
          {section.attachments.map(({ attachment, box }) => (
            <Attachment key={attachment.target} attachment={attachment} box={box} now={now} selection={selection} />
          ))}
        </Suspense>
      )}
      {section.chips.length > 0 && (
        <ul className="stage-chips moves" aria-label="Objects without a drawing" style={{ transform: `translate(${title.x}px, ${section.chipsY}px)`, width: title.width }}>
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
});

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
        {service.pips.map(({ pod, hue, ready }, index) => (
          <span key={pod || index} className={ready ? 'ready' : undefined} title={pod} style={{ ['--hue' as string]: `var(--h${hue})` }} />
        ))}
      </span>
    </p>
  );
}

function Card({ card, selection, narrow }: { card: CardWords; selection: string | undefined; narrow: boolean }) {
  const { box, compact } = card;
  const selectable = card.key.includes('/') && !card.key.startsWith('owner/');
  return (
    <>
      <button
        type="button"
        className={`stage-card moves${compact ? ' compact' : ''}${card.dim ? ' dim' : ''}${card.count > 0 && !narrow ? ' linked' : ''}`}
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
        <span className="card-image" title={card.image}>
          <bdi dir="ltr">{card.image}</bdi>
        </span>
        {!compact && (
          <span className="card-name" title={card.name}>
            <bdi dir="ltr">{card.name}</bdi>
          </span>
        )}
      </button>
      {card.count > 0 && (
        <ul className="pods" aria-label={`Pods of ${card.name || card.title}`} data-testid="pods" data-count={card.count}>
          {card.pods ? (
            card.pods.map(({ key, uid, ...pod }) => <PodButton key={uid} podKey={key} {...pod} selected={selection === key} />)
          ) : (
            <li className="sr-only">{card.count} pods: the Table tab lists each.</li>
          )}
        </ul>
      )}
    </>
  );
}

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
