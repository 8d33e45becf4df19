/** The thread that draws: keeps copies of the rows, and a drawing for each stage that is open. */
import { frames } from '../frames.ts';
import { PodSlots } from '../slots.ts';
import { createCopy, takeRows } from '../../stores/copy.ts';
import type { RowsMessage, Side, TableName } from '../../worker/protocol.ts';
import type { Drawing, Known } from './drawing.ts';
import { measure } from './measure.ts';
import type { FromDrawing, NodesLook, NodesWords, RolloutLook, StageWords, ToDrawing } from './protocol.ts';
import { RolloutDrawing } from './rollout-drawing.ts';
import { Sheet } from './sheet.ts';

type Opened = Extract<ToDrawing, { say: 'open' }>;

interface View {
  readonly side: Side;
  readonly drawing: Drawing<RolloutLook & NodesLook>;
  readonly draw: (now: number) => boolean;
}

/** A pod keeps its place as long as the page lives, whatever is looked at in between. */
interface Slots {
  readonly rollout: PodSlots;
  readonly nodes: PodSlots;
}

interface DrawnSide extends Known {
  readonly slots: Slots;
  place: { readonly step: number; readonly branch: number };
}

export class DrawingHost {
  private readonly sides: Readonly<Record<Side, DrawnSide>> = (() => {
    // A pod has the same place on both.
    const slots = { rollout: new PodSlots(), nodes: new PodSlots() };
    return { main: createSide(slots), beside: createSide(slots) };
  })();
  private readonly views = new Map<number, View>();
  /** Opened, while what draws them is on its way. */
  private readonly coming = new Map<number, Opened>();

  constructor(private readonly post: (message: FromDrawing, transfer?: Transferable[]) => void) {}

  handle(message: ToDrawing): void {
    switch (message.say) {
      case 'rows':
        message.port.onmessage = ({ data }: MessageEvent<RowsMessage>) => this.take(data);
        return;
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
      case 'record':
        this.post({ say: 'recorded', id: message.id, strokes: this.views.get(message.view)?.drawing.record(performance.now()) ?? [] });
        return;
      case 'copy':
        this.copy(message.view, message.id, message.ratio);
        return;
      case 'close': {
        const view = this.views.get(message.view);
        if (view) frames.cancel(view.draw);
        this.views.delete(message.view);
        this.coming.delete(message.view);
      }
    }
  }

  private copy(view: number, id: number, ratio: number): void {
    const shown = this.views.get(view);
    const canvas = new OffscreenCanvas(1, 1);
    const bitmap = shown?.drawing.copy(performance.now(), new Sheet(canvas), ratio) ? canvas.transferToImageBitmap() : undefined;
    const { step, branch } = this.sides[shown?.side ?? 'main'].place;
    this.post({ say: 'copied', id, step, branch, bitmap }, bitmap ? [bitmap] : []);
  }

  private async open({ view, side, stage, canvas, ...opened }: Opened): Promise<void> {
    const own = this.sides[side];
    const sheet = new Sheet(canvas);
    const tell = (words: StageWords | NodesWords) => this.post({ say: 'words', view, words });
    let drawing: Drawing<RolloutLook & NodesLook>;
    if (stage === 'rollout') drawing = new RolloutDrawing(own, own.slots.rollout, sheet, opened.look as RolloutLook, measure, tell);
    else {
      // A chunk of its own: the first load shows the rollout.
      this.coming.set(view, { view, side, stage, canvas, ...opened } as Opened);
      const { NodesDrawing } = await import('./nodes-drawing.ts');
      const coming = this.coming.get(view);
      if (!coming) return;
      this.coming.delete(view);
      drawing = new NodesDrawing(own, own.slots.nodes, sheet, coming.look as NodesLook, tell);
    }
    const draw = (now: number) => drawing.draw(now);
    this.views.set(view, { side, drawing, draw });
    frames.request(draw);
  }

  private take({ side, delta }: RowsMessage): void {
    if (!delta) return;
    const own = this.sides[side];
    const changed = new Set<TableName>();
    takeRows(own.tables, delta, (table) => changed.add(table));
    own.time = delta.position.time;
    own.place = delta.position;
    own.playing = delta.playing;
    for (const view of this.views.values()) {
      if (view.side !== side) continue;
      view.drawing.timeMoved(changed);
      frames.request(view.draw);
    }
  }
}

const createSide = (slots: Slots): DrawnSide => ({
  tables: createCopy(),
  time: 0,
  playing: false,
  slots,
  place: { step: 0, branch: 0 },
});
