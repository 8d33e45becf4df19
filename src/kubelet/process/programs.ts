/**
 * The programs that containers run, as far as they are there: they are much code, and a page shows its cluster before they have come. Whoever
 * runs containers imports `applets/install.ts` first.
 */
import { latePart } from '../../base/late-part.ts';
import type { Program } from './kernel.ts';
import type { SystemCalls } from './system-calls.ts';
import type { Bytes } from './types.ts';

export interface Programs {
  /** A program by its name. */
  readonly named: (name: string) => Program;
  /** A static file server's answer to one request. */
  readonly serve: (system: SystemCalls, home: string, method: string, path: string) => Bytes;
}

export const { install: installPrograms, get: programs } = latePart<Programs>('no programs are installed: import kubelet/process/applets/install.ts');
