import { cluster } from '../client/session.ts';

let wanted: number | undefined;
let busy = false;

/** Goes to a virtual time. One journey at a time; while it lasts only the newest wish is remembered. */
export function travelTo(time: number): void {
  wanted = time;
  if (!busy) void go();
}

async function go(): Promise<void> {
  busy = true;
  while (wanted !== undefined) {
    const time = wanted;
    wanted = undefined;
    await cluster.seekTime({ time });
  }
  busy = false;
}
