/**
 * The programs that containers run, as far as they are there: they are much code, and a page shows its cluster before they have come. Whoever
 * runs containers imports `applets/install.ts` first.
 */
import type { Program } from './kernel.ts';
import type { SystemCalls } from './system-calls.ts';
import type { Bytes } from './types.ts';

export interface Programs {
  /** A program by its name. */
  readonly named: (name: string) => Program;
  /** A static file server's answer to one request. */
  readonly serve: (system: SystemCalls, home: string, method: string, path: string) => Bytes;
}

let installed: Programs | undefined;

export function installPrograms(programs: Programs): void {
  installed = programs;
}

/** Throws where they have not been installed: a mistake in the composition. */
export function programs(): Programs {
  if (!installed) throw new Error('no programs are installed: import kubelet/process/applets/install.ts');
  return installed;
}
