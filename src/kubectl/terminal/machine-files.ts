/** The files of the terminal's machine as kubectl's `Files`. */
import { fromUint8Array, toBytes, toText, toUint8Array } from '../../kubelet/process/bytes.ts';
import type { ContainerRun } from '../../kubelet/process/container-run.ts';
import { FileSystem } from '../../kubelet/process/file-system.ts';
import type { Files } from '../io.ts';

export function machineFiles({ cwd, use }: { readonly cwd: () => string; readonly use: <T>(work: (container: ContainerRun) => T) => T }): Files {
  const within = <T>(work: (files: FileSystem) => T): T => use((container) => work(new FileSystem(container, { uid: 0, gid: 0 }, cwd())));
  const bytes = (path: string): string | undefined =>
    within((files) => {
      const data = files.read(path);
      return data.ok ? data.value : undefined;
    });
  return {
    kind: (path) =>
      within((files) => {
        const node = files.stat(path);
        return !node.ok ? undefined : node.value.type === 'directory' ? 'directory' : 'file';
      }),
    read: (path) => {
      const data = bytes(path);
      return data === undefined ? undefined : toText(data);
    },
    readBytes: (path) => {
      const data = bytes(path);
      return data === undefined ? undefined : toUint8Array(data);
    },
    write: (path, content) =>
      within((files) => {
        const folders = path.split('/').slice(0, -1);
        folders.forEach((_, i) => {
          files.mkdir(folders.slice(0, i + 1).join('/') || '/');
        });
        files.write(path, typeof content === 'string' ? toBytes(content) : fromUint8Array(content));
      }),
    list: (path) =>
      within((files) => {
        const names = files.list(path);
        return names.ok ? names.value.map((name) => ({ name, directory: kindOf(files, `${path}/${name}`) === 'directory' })) : undefined;
      }),
    remove: (path) =>
      within((files) => {
        remove(files, path);
      }),
  };
}

function kindOf(files: FileSystem, path: string): string | undefined {
  const node = files.stat(path);
  return node.ok ? node.value.type : undefined;
}

function remove(files: FileSystem, path: string): void {
  const names = files.list(path);
  if (names.ok) for (const name of names.value) remove(files, `${path}/${name}`);
  files.remove(path, names.ok);
}
