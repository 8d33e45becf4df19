/** What an executable file runs. */
import { err, ok, type Result } from '../../base/result.ts';
import type { FileSystem } from './file-system.ts';

/** A file that is busybox: the name it is called by decides. Of another program: `PROGRAM` and the applet's name. */
export const BUSYBOX = '\x7fELF busybox';
export const PROGRAM = '\x7fELF program ';

export type ProgramError = 'not found' | 'permission denied' | 'is a directory' | 'exec format error' | 'too many processes';
export interface ProgramFile {
  readonly applet: string;
  readonly argv: readonly string[];
}

/** The shell answers to all of these. */
const SHELLS = new Set(['ash', 'bash', 'dash']);
const MAX_INTERPRETERS = 4;

const appletNamed = (name: string): string => (SHELLS.has(name) ? 'sh' : name);

export function programOf(files: FileSystem, path: string, argv: readonly string[], depth = 0): Result<ProgramFile, ProgramError> {
  const found = files.stat(path);
  if (!found.ok) return err(found.error === 'EACCES' ? 'permission denied' : 'not found');
  if (found.value.type === 'directory') return err('is a directory');
  if (found.value.type !== 'file' || !files.permits(found.value, 1)) return err('permission denied');
  const { data } = found.value;
  if (data.startsWith(BUSYBOX)) {
    const name = (argv[0] ?? '').split('/').at(-1)!;
    return name === 'busybox' && argv.length > 1 ? ok({ applet: appletNamed(argv[1]!), argv: argv.slice(1) }) : ok({ applet: appletNamed(name), argv });
  }
  if (data.startsWith(PROGRAM)) return ok({ applet: data.slice(PROGRAM.length).trim(), argv });
  if (!data.startsWith('#!')) return err('exec format error');
  const [, interpreter, argument] = /^#!\s*(\S+)[ \t]*([^\n]*)/.exec(data.slice(0, 200)) ?? [];
  if (interpreter === undefined || depth > MAX_INTERPRETERS) return err('exec format error');
  const rest = argument === undefined || argument.trim() === '' ? [] : [argument.trim()];
  return programOf(files, interpreter, [interpreter, ...rest, path, ...argv.slice(1)], depth + 1);
}
