/** The worker's entry: hands messages to the host. */
import { ClusterHost } from './host.ts';
import type { ToWorker } from './protocol.ts';

const host = new ClusterHost((message) => self.postMessage(message));
self.onmessage = ({ data }: MessageEvent<ToWorker>) => void host.handle(data);
