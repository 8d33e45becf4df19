/** The entry of the thread that draws. */
import { DrawingHost } from './drawing-host.ts';
import type { ToDrawing } from './protocol.ts';

const host = new DrawingHost((message, transfer = []) => self.postMessage(message, { transfer }));
self.onmessage = ({ data }: MessageEvent<ToDrawing>) => host.handle(data);
