/** The files of an image that is busybox and nothing more. */
import { APPLETS } from './applets/index.ts';
import { BUSYBOX } from './program-file.ts';
import { EMPTY_DIRECTORY, put } from './tree.ts';
import type { DirectoryNode } from './types.ts';

const FOLDERS = ['etc', 'home', 'opt', 'root', 'run', 'srv', 'usr/bin', 'usr/local/bin', 'usr/sbin', 'usr/share', 'var/lib', 'var/log', 'var/tmp'];

function build(): DirectoryNode {
  let root: DirectoryNode = EMPTY_DIRECTORY;
  for (const folder of FOLDERS) root = put(root, folder, EMPTY_DIRECTORY);
  root = put(root, 'tmp', { ...EMPTY_DIRECTORY, mode: 0o1777 });
  root = put(root, 'var/tmp', { ...EMPTY_DIRECTORY, mode: 0o1777 });
  root = put(root, 'bin/busybox', { type: 'file', data: BUSYBOX, mode: 0o755 });
  for (const applet of APPLETS) root = put(root, `bin/${applet}`, { type: 'link', target: 'busybox' });
  root = put(root, 'etc/passwd', { type: 'file', data: 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534::/:/bin/false\n' });
  return put(root, 'etc/group', { type: 'file', data: 'root:x:0:\n' });
}

/** The applets in /bin, /etc/passwd and /etc/group, /tmp, and the usual folders. */
export const BUSYBOX_FILES: DirectoryNode = build();
