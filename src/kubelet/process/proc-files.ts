/** What a container finds under /proc: made from its processes when somebody looks. */
import type { ContainerRun, Proc } from './container-run.ts';
import { put, EMPTY_DIRECTORY } from './tree.ts';
import type { DirectoryNode, Node } from './types.ts';

const file = (data: string): Node => ({ type: 'file', data, mode: 0o444 });

function processFolder(container: ContainerRun, proc: Proc): DirectoryNode {
  const name = (proc.argv[0] ?? '').split('/').at(-1) ?? '';
  let folder: DirectoryNode = EMPTY_DIRECTORY;
  const add = (path: string, node: Node): void => {
    folder = put(folder, path, node);
  };
  add('cmdline', file((proc.seenAs ?? proc.argv).map((arg) => `${arg}\0`).join('')));
  add('comm', file(`${name.slice(0, 15)}\n`));
  add('cwd', { type: 'link', target: proc.cwd });
  add(
    'environ',
    file(
      Object.entries(proc.env)
        .map(([key, value]) => `${key}=${container.kernel.reveal(value)}\0`)
        .join(''),
    ),
  );
  const state = proc.stopped ? 'T (stopped)' : proc.wait === undefined ? 'R (running)' : 'S (sleeping)';
  add(
    'status',
    file(
      `Name:\t${name.slice(0, 15)}\nUmask:\t${(proc.umask ?? 0o22).toString(8).padStart(4, '0')}\nState:\t${state}\nTgid:\t${proc.pid}\nNgid:\t0\nPid:\t${proc.pid}\nPPid:\t${proc.ppid}\nTracerPid:\t0\nUid:\t${`${proc.user.uid}\t`.repeat(4).trimEnd()}\nGid:\t${`${proc.user.gid}\t`.repeat(4).trimEnd()}\n`,
    ),
  );
  let fds: DirectoryNode = EMPTY_DIRECTORY;
  for (const [fd, descriptor] of Object.entries(proc.fds)) {
    const target =
      descriptor[0] === 'null'
        ? '/dev/null'
        : descriptor[0] === 'file'
          ? (container.openFiles.get(descriptor[1])?.path ?? '')
          : descriptor[0] === 'client' || descriptor[0] === 'server'
            ? `socket:[${descriptor[1]}]`
            : `pipe:[${descriptor[1]}]`;
    fds = put(fds, fd, { type: 'link', target });
  }
  add('fd', fds);
  return folder;
}

export function procNode(container: ContainerRun, path: readonly string[]): Node | undefined {
  const [first, ...rest] = path;
  const procs = [...container.procs.values()];
  if (first === undefined)
    return {
      type: 'directory',
      entries: Object.fromEntries(
        [...procs.map((proc) => String(proc.pid)), 'self', 'cpuinfo', 'loadavg', 'meminfo', 'mounts', 'uptime', 'version'].map((name) => [name, EMPTY_DIRECTORY]),
      ),
    };
  const proc = container.procs.get(first === 'self' ? container.self : Number(first));
  if (proc !== undefined) {
    let node: Node | undefined = processFolder(container, proc);
    for (const part of rest) node = node?.type === 'directory' && Object.hasOwn(node.entries, part) ? node.entries[part] : undefined;
    return node;
  }
  if (rest.length > 0) return undefined;
  switch (first) {
    case 'cpuinfo':
      return file([0, 1].map((n) => `processor\t: ${n}\nvendor_id\t: GenuineIntel\nmodel name\t: simulated\n\n`).join(''));
    case 'loadavg':
      return file('0.00 0.00 0.00 1/100 1\n');
    case 'meminfo':
      return file(
        'MemTotal:        4022524 kB\nMemFree:         2011262 kB\nMemAvailable:    3017000 kB\nBuffers:           65536 kB\nCached:           524288 kB\nSwapTotal:             0 kB\nSwapFree:              0 kB\n',
      );
    case 'mounts':
      return file(
        [
          'overlay / overlay rw,relatime 0 0',
          'proc /proc proc rw,nosuid,nodev,noexec,relatime 0 0',
          'tmpfs /dev tmpfs rw,nosuid,size=65536k,mode=755 0 0',
          ...container.mounts.map(({ path, readOnly, memory, size }) => {
            const mode = readOnly ? 'ro' : 'rw';
            return memory
              ? `tmpfs ${path} tmpfs ${mode},relatime${size === undefined ? '' : `,size=${Math.ceil(size / 1024)}k`} 0 0`
              : `/dev/vda1 ${path} ext4 ${mode},relatime 0 0`;
          }),
        ]
          .map((line) => `${line}\n`)
          .join(''),
      );
    case 'uptime':
      container.kernel.host.rehearsing?.refuse();
      return file(`${((container.now - container.spec.startedAt) / 1000).toFixed(2)} 0.00\n`);
    case 'version':
      return file('Linux version 6.1.0 (simulated)\n');
    default:
      return undefined;
  }
}
