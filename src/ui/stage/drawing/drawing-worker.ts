/** The entry of the thread that draws. */
import { DrawingHost } from './drawing-host.ts';
import type { ToDrawing } from './protocol.ts';

const host = new DrawingHost((message) => self.postMessage(message));
self.onmessage = ({ data }: MessageEvent<ToDrawing>) => host.handle(data);
