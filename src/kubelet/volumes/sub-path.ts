/** Parts of volumes that containers mount (upstream: pkg/volume/util/subpath): they are fixed when the container starts. */
import { setTree, treeOf } from '../memory.ts';
import type { PodStep } from '../pod-step.ts';
import { withVolume } from '../process/sandbox.ts';
import { EMPTY_DIRECTORY, nodeAt, put } from '../process/tree.ts';
import type { ContainerSpec, DirectoryNode, Mount, Node, SandboxState } from '../process/types.ts';

/** The container's mounts with every `subPath` there: folders are made where a volume has none of that name. */
export function fixSubPaths(step: PodStep, machine: SandboxState, spec: ContainerSpec): { readonly machine: SandboxState; readonly spec: ContainerSpec } {
  if (!spec.mounts?.some((mount) => mount.subPath)) return { machine, spec };
  let state = machine;
  const mounts = spec.mounts.map((mount, i): Mount => {
    const { from, subPath } = mount;
    if (!subPath) return mount;
    const path = subPath.split('/').filter((part) => part !== '' && part !== '.');
    if ('volume' in from) {
      const root = Object.hasOwn(state.volumes, from.volume) ? state.volumes[from.volume]! : EMPTY_DIRECTORY;
      if (!nodeAt({ upper: root, lower: undefined }, path)) state = withVolume(state, from.volume, put(root, path.join('/'), { ...root, entries: {}, mtime: step.now }));
      return mount;
    }
    const tree = `${from.tree}/${spec.name}/${i}`;
    setTree(step.memory, `${step.key}/${tree}`, { ...EMPTY_DIRECTORY, entries: { part: partOf(treeOf(step.memory, `${step.key}/${from.tree}`), path) } });
    return { ...mount, from: { tree }, subPath: 'part' };
  });
  return { machine: state, spec: { ...spec, mounts } };
}

/** Past the links of an atomically written volume. */
function partOf(root: DirectoryNode = EMPTY_DIRECTORY, path: readonly string[]): Node {
  const data = root.entries['..data'];
  const payload = data?.type === 'link' ? root.entries[data.target] : root;
  return nodeAt({ upper: payload, lower: undefined }, path) ?? EMPTY_DIRECTORY;
}
