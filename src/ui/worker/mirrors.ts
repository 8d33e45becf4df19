/** Hands rows on to others than the page's main thread, without a detour over it. */
import type { FromWorker, RowsMessage } from './protocol.ts';

export type RowsPort = Pick<MessagePort, 'postMessage' | 'onmessage'>;

export class Mirrors {
  private readonly ports = new Set<RowsPort>();

  add(port: RowsPort): void {
    this.ports.add(port);
  }

  hear(message: FromWorker): void {
    if (this.ports.size === 0) return;
    const rows = rowsIn(message);
    if (rows) for (const port of this.ports) port.postMessage(rows);
  }
}

function rowsIn(message: FromWorker): RowsMessage | undefined {
  if (message.kind !== 'delta' && message.kind !== 'beside') return undefined;
  const delta = message.kind === 'delta' ? message : message.delta;
  if (!delta) return { side: 'beside', delta };
  const { fresh, reset, position, playing, tables } = delta;
  return { side: message.kind === 'delta' ? 'main' : 'beside', delta: { fresh, reset, position, playing, tables } };
}
