/** What is broken now: faults that last say so here, for whoever shows it and for whoever mends it. */
import type { Context, Memory, MemoryView } from './component.ts';

/** The memory under which it stands. */
export const FAULTS = 'faults';

export interface Broken {
  /** Of the fault and what it is about: `node-stop/node-2`. A second one of this name takes its place. */
  readonly id: string;
  /** A sentence without its full stop: `the kubelet of node-2 does not answer`. */
  readonly text: string;
  /** Virtual time, milliseconds since the epoch. */
  readonly since: number;
  /** The object it is about, if it is about one: `nodes//node-2`. Where that is gone, so is this. */
  readonly about?: { readonly key: string; readonly uid: string };
  /** The input that ends it, and what that does in a few words: `start it again`. */
  readonly mend: { readonly fault: string; readonly args: Readonly<Record<string, unknown>>; readonly text: string };
}

/** How the terminal's `kubetick mend` names it: `node-start/node-2`. */
export const mendWords = ({ fault, args }: Broken['mend']): string => [fault, ...Object.values(args).map(String)].join('/');

const PREFIX = 'broken/';

export function breaks(context: Context, broken: Omit<Broken, 'since'>): void {
  context.memoryOf(FAULTS).set(PREFIX + broken.id, { ...broken, since: context.now } satisfies Broken);
}

export function mended(memory: Memory, id: string): void {
  memory.delete(PREFIX + id);
}

/** In the order of their ids. `uidOf` gives the uid of the object of a key: what is about an object that is gone is left out. */
export const brokenNow = (memory: MemoryView, uidOf: (key: string) => string | undefined): Broken[] =>
  memory.entries<Broken>(PREFIX).flatMap(([, broken]) => (broken.about === undefined || uidOf(broken.about.key) === broken.about.uid ? [broken] : []));
