/** The thread that draws: keeps copies of the rows, and a drawing for each stage that is open. */
import { frames } from '../frames.ts';
import { PodSlots } from '../slots.ts';
import { createCopy, takeRows } from '../../stores/copy.ts';
import type { RowsMessage, Side as SideName } from '../../worker/protocol.ts';
import { measure } from './measure.ts';
import type { FromDrawing, ToDrawing } from './protocol.ts';
import { RolloutDrawing } from './rollout-drawing.ts';
import type { Side } from './rollout-drawing.ts';
import { Sheet } from './sheet.ts';

interface View {
  readonly side: SideName;
  readonly drawing: RolloutDrawing;
  readonly draw: (now: number) => boolean;
}

export class DrawingHost {
  private readonly sides: Readonly<Record<SideName, Side & { readonly slots: PodSlots }>> = { main: createSide(), beside: createSide() };
  private readonly views = new Map<number, View>();

  constructor(private readonly post: (message: FromDrawing) => void) {}

  handle(message: ToDrawing): void {
    switch (message.say) {
      case 'rows':
        message.port.onmessage = ({ data }: MessageEvent<RowsMessage>) => this.take(data);
        return;
      case 'open': {
        const { view, side, canvas, look } = message;
        const own = this.sides[side];
        const drawing = new RolloutDrawing(own, own.slots, new Sheet(canvas), look, measure, (words) => this.post({ say: 'words', view, words }));
        const draw = (now: number) => drawing.draw(now);
        this.views.set(view, { side, drawing, draw });
        frames.request(draw);
        return;
      }
      case 'look': {
        const view = this.views.get(message.view);
        if (!view) return;
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
      case 'close': {
        const view = this.views.get(message.view);
        if (view) frames.cancel(view.draw);
        this.views.delete(message.view);
      }
    }
  }

  take({ side, delta }: RowsMessage): void {
    const own = this.sides[side];
    if (!delta) return;
    let changed = false;
    takeRows(own.tables, delta, (table) => {
      changed ||= table !== 'events' && table !== 'broken';
    });
    own.time = delta.position.time;
    own.playing = delta.playing;
    for (const view of this.views.values()) {
      if (view.side !== side) continue;
      view.drawing.timeMoved(changed);
      frames.request(view.draw);
    }
  }
}

const createSide = (): Side & { readonly slots: PodSlots } => ({ tables: createCopy(), time: 0, playing: false, slots: new PodSlots() });
