import { useMemo } from 'react';
import { useCalm } from '../stores/calm.ts';
import { useMirror } from '../stores/mirror.ts';
import { useWorkspace } from '../stores/workspace.ts';
import type { Bookmark } from '../stores/workspace.ts';
import type { BranchRow, Mark } from '../worker/protocol.ts';
import type { Spot } from './time-actions.ts';

export const bookmarkName = ({ name, step }: Bookmark): string => name ?? `step ${step}`;

function spotsOf(marks: readonly Mark[], bookmarks: readonly Bookmark[], branches: readonly BranchRow[], branch: number): Spot[] {
  const spots: Spot[] = [
    ...marks,
    ...bookmarks.filter((one) => one.branch === branch).map((one) => ({ step: one.step, time: one.time, kind: 'bookmark' as const, text: `bookmark “${bookmarkName(one)}”` })),
    ...branches.flatMap(({ from, name }) => (from?.branch === branch ? [{ step: from.step, time: from.time, kind: 'fork' as const, text: `branch “${name}” leaves here` }] : [])),
  ];
  return spots.sort((a, b) => a.step - b.step);
}

/** What the scrubber marks on this branch, in the order of steps: what happened, bookmarks, branches that leave. */
export function useSpots(): readonly Spot[] {
  const marks = useCalm((state) => state.marks);
  const branches = useCalm((state) => state.branches);
  const branch = useCalm((state) => state.position.branch);
  const bookmarks = useWorkspace((state) => state.bookmarks);
  return useMemo(() => spotsOf(marks, bookmarks, branches, branch), [marks, bookmarks, branches, branch]);
}

export function currentSpots(): readonly Spot[] {
  const { marks, branches, position } = useMirror.getState();
  return spotsOf(marks, useWorkspace.getState().bookmarks, branches, position.branch);
}

export const kindWords = { input: 'command', fault: 'fault', warning: 'warning', event: 'event', done: 'done', bookmark: 'bookmark', fork: 'branch' } as const;
