/** Names of users and groups, from /etc/passwd and /etc/group. */
import type { FileSystem } from '../file-system.ts';

function field(files: FileSystem, file: string, match: (fields: readonly string[]) => boolean): readonly string[] | undefined {
  const data = files.read(file);
  return data.ok
    ? data.value
        .split('\n')
        .map((line) => line.split(':'))
        .find(match)
    : undefined;
}

export const userName = (files: FileSystem, uid: number): string | undefined => field(files, '/etc/passwd', (fields) => fields[2] === String(uid))?.[0];
export const groupName = (files: FileSystem, gid: number): string | undefined => field(files, '/etc/group', (fields) => fields[2] === String(gid))?.[0];

export function userId(files: FileSystem, name: string): number | undefined {
  if (/^\d+$/.test(name)) return Number(name);
  const id = field(files, '/etc/passwd', (fields) => fields[0] === name)?.[2];
  return id === undefined ? undefined : Number(id);
}
export function groupId(files: FileSystem, name: string): number | undefined {
  if (/^\d+$/.test(name)) return Number(name);
  const id = field(files, '/etc/group', (fields) => fields[0] === name)?.[2];
  return id === undefined ? undefined : Number(id);
}
