/** Draws, in a thread of its own where the browser can: keeps copies of the rows, and a drawing for each stage that is open. */
import { connect } from '../../client/connection.ts';
import type { RemoteCluster } from '../../client/connection.ts';
import { frames } from '../frames.ts';
import { PodSlots } from '../slots.ts';
import { createCopy, takeRows } from '../../stores/copy.ts';
import type { RowsMessage, Side } from '../../worker/protocol.ts';
import { blankCanvas } from './blank-canvas.ts';
import type { Changed, Drawing } from './drawing.ts';
import { Lives } from './lives.ts';
import { measure } from './measure.ts';
import type { AnyLook, AnyWords, FromDrawing, NodesLook, RolloutLook, TimelineLook, ToDrawing } from './protocol.ts';
import { RolloutDrawing } from './rollout-drawing.ts';
import { Sheet } from './sheet.ts';
import type { KnownLives } from './timeline-drawing.ts';

type Opened = Extract<ToDrawing, { say: 'open' }>;

interface View {
  readonly side: Side;
  readonly drawing: Drawing<AnyLook>;
  readonly draw: (now: number) => boolean;
}

/** A pod keeps its place as long as the page lives, whatever is looked at in between. */
interface Slots {
  readonly rollout: PodSlots;
  readonly nodes: PodSlots;
}

interface DrawnSide extends KnownLives {
  readonly slots: Slots;
  place: { readonly step: number; readonly branch: number };
}

export class DrawingHost {
  /** A pod has the same place on both. */
  private readonly slots: Slots = { rollout: new PodSlots(), nodes: new PodSlots() };
  private readonly sides: Readonly<Record<Side, DrawnSide>> = { main: this.createSide('main'), beside: this.createSide('beside') };
  private readonly views = new Map<number, View>();
  /** Opened, while what draws them is on its way. */
  private readonly coming = new Map<number, Opened>();
  /** The thread that has the cluster. */
  private cluster: RemoteCluster | undefined;

  constructor(private readonly post: (message: FromDrawing, transfer?: Transferable[]) => void) {}

  handle(message: ToDrawing): void {
    switch (message.say) {
      case 'rows': {
        const { cluster, listen } = connect<RowsMessage>(message.port);
        this.cluster = cluster;
        listen((rows) => this.take(rows));
        return;
      }
      case 'open':
        void this.open(message);
        return;
      case 'look': {
        const view = this.views.get(message.view);
        if (!view) {
          const coming = this.coming.get(message.view);
          if (coming) this.coming.set(message.view, { ...coming, look: { ...coming.look, ...message.look } } as Opened);
          return;
        }
        view.drawing.lookAt(message.look);
        frames.request(view.draw);
        return;
      }
      case 'at':
        this.post({ say: 'found', id: message.id, found: this.views.get(message.view)?.drawing.at(message.x, message.y) ?? { pod: undefined, key: undefined } });
        return;
      case 'ask':
        this.post({ say: 'answered', id: message.id, answer: this.views.get(message.view)?.drawing.answer?.(message.question) });
        return;
      case 'record':
        this.post({ say: 'recorded', id: message.id, strokes: this.views.get(message.view)?.drawing.record(performance.now()) ?? [] });
        return;
      case 'copy':
        void this.copy(message.view, message.id, message.ratio);
        return;
      case 'close': {
        const view = this.views.get(message.view);
        if (view) frames.cancel(view.draw);
        this.views.delete(message.view);
        this.coming.delete(message.view);
      }
    }
  }

  private async copy(view: number, id: number, ratio: number): Promise<void> {
    const shown = this.views.get(view);
    await shown?.drawing.ready?.();
    const canvas = blankCanvas(1);
    const drawn = shown?.drawing.copy(performance.now(), new Sheet(canvas), ratio) ?? false;
    const { step, branch } = this.sides[shown?.side ?? 'main'].place;
    if (drawn && 'transferToImageBitmap' in canvas) {
      const bitmap = canvas.transferToImageBitmap();
      this.post({ say: 'copied', id, step, branch, bitmap }, [bitmap]);
    } else this.post({ say: 'copied', id, step, branch, bitmap: drawn ? (canvas as HTMLCanvasElement) : undefined });
  }

  private async open({ view, side, stage, canvas, ...opened }: Opened): Promise<void> {
    const own = this.sides[side];
    const sheet = new Sheet(canvas);
    const tell = (words: AnyWords) => this.post({ say: 'words', view, words });
    let drawing: Drawing<AnyLook>;
    if (stage === 'rollout') drawing = new RolloutDrawing(own, own.slots.rollout, sheet, opened.look as RolloutLook, measure, tell);
    else {
      // A chunk of its own: the first load shows the rollout.
      this.coming.set(view, { view, side, stage, canvas, ...opened } as Opened);
      const make =
        stage === 'nodes'
          ? await import('./nodes-drawing.ts').then(
              ({ NodesDrawing }) =>
                (look: Opened['look']) =>
                  new NodesDrawing(own, own.slots.nodes, sheet, look as NodesLook, tell),
            )
          : await import('./timeline-drawing.ts').then(
              ({ TimelineDrawing }) =>
                (look: Opened['look']) =>
                  new TimelineDrawing(own, sheet, look as TimelineLook, tell),
            );
      const coming = this.coming.get(view);
      if (!coming) return;
      this.coming.delete(view);
      drawing = make(coming.look);
    }
    const draw = (now: number) => drawing.draw(now);
    this.views.set(view, { side, drawing, draw });
    frames.request(draw);
  }

  private take({ side, delta }: RowsMessage): void {
    if (!delta) return;
    const own = this.sides[side];
    const changed = new Set<Changed>();
    takeRows(own.tables, delta, (table) => changed.add(table));
    own.time = delta.position.time;
    own.place = delta.position;
    own.origin = delta.position.origin;
    own.playing = delta.playing;
    this.moved(side, changed);
  }

  private moved(side: Side, changed: ReadonlySet<Changed>): void {
    for (const view of this.views.values()) {
      if (view.side !== side) continue;
      view.drawing.timeMoved(changed);
      frames.request(view.draw);
    }
  }

  private createSide(side: Side): DrawnSide {
    const fetch = async (since: { readonly since: number; readonly branch: number }) => {
      if (!this.cluster) throw new Error('no cluster is connected yet');
      return this.cluster.lives({ ...since, side: side === 'main' ? undefined : side });
    };
    return {
      tables: createCopy(),
      time: 0,
      origin: 0,
      playing: false,
      slots: this.slots,
      place: { step: 0, branch: 0 },
      lives: new Lives(fetch, () => this.moved(side, LIVES)),
    };
  }
}

const LIVES: ReadonlySet<Changed> = new Set(['lives']);
