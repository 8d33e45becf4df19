/** The numbers of a rollout on a branch, and of the same rollout on the branch beside. */
import { useEffect, useMemo, useRef, useState } from 'react';
import { cluster } from '../client/session.ts';
import { useCalmOf } from '../stores/calm.ts';
import { beside } from '../stores/mirror.ts';
import type { Mirror } from '../stores/mirror.ts';
import { oneByOne } from '../stores/one-by-one.ts';
import { useBranchName, useOther } from '../stores/sides.ts';
import type { LedgerSample } from '../worker/history-protocol.ts';
import type { DeploymentRow, PodRow, ReplicaSetRow } from '../worker/protocol.ts';
import { rolloutFacts } from './facts.ts';
import type { RolloutFacts } from './facts.ts';

export interface LedgerFacts {
  readonly facts: RolloutFacts;
  readonly ready: number;
  readonly going: number;
}

/** `sets`: those of the Deployment. */
export function ledgerFacts(deployment: DeploymentRow, sets: readonly ReplicaSetRow[], pods: Iterable<PodRow>): LedgerFacts {
  const byOwner = new Map<string, PodRow[]>(sets.map(({ uid }) => [uid, []]));
  for (const pod of pods) byOwner.get(pod.owner ?? '')?.push(pod);
  const current = sets.find((set) => set.revision === deployment.revision);
  const ready = sets.reduce((sum, set) => sum + set.ready, 0);
  const going = [...byOwner.values()].flat().filter(({ shape }) => shape === 'going').length;
  return { facts: rolloutFacts(deployment, sets, current, byOwner), ready, going };
}

export type LedgerOther = { readonly name: string; readonly samples: readonly LedgerSample[] } & (
  | { readonly deployment: DeploymentRow; readonly numbers: LedgerFacts }
  | { readonly deployment?: undefined; readonly numbers?: undefined }
);

/** How the other one of two branches side by side has a Deployment; nothing where one is shown alone. */
export function useLedgerOther(key: string): LedgerOther | undefined {
  const other = useOther();
  const mirror = other ?? beside;
  const name = useBranchName(mirror);
  const versions = useCalmOf(mirror, (state) => state.versions);
  const samples = useSamples(other && key, mirror);
  return useMemo(() => {
    if (!other) return undefined;
    const { deployments, replicaSets, pods } = other.tables;
    const deployment = deployments.get(key);
    if (!deployment) return { name, samples };
    const sets = [...replicaSets.values()].filter((set) => set.owner === deployment.uid);
    return { name, samples, deployment, numbers: ledgerFacts(deployment, sets, pods.values()) };
    // The tables keep their identity; their versions say that they changed.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [other, name, key, samples, versions]);
}

const NONE: readonly LedgerSample[] = [];

/** The numbers of a Deployment over time on the branch of a copy; asked anew whenever that branch got longer. */
export function useSamples(key: string | undefined, mirror: Mirror): readonly LedgerSample[] {
  const end = useCalmOf(mirror, ({ position }) => position.end);
  const branch = useCalmOf(mirror, ({ position }) => position.branch);
  const asked = useRef({ key, mirror });
  asked.current = { key, mirror };
  const [known, know] = useState<{ readonly key: string; readonly mirror: Mirror; readonly samples: readonly LedgerSample[] }>();
  const [ask] = useState(() =>
    oneByOne(async () => {
      const { key: of, mirror: on } = asked.current;
      if (of === undefined) return;
      const answer = await cluster.ledger({ key: of, side: on === beside ? 'beside' : undefined }).catch(() => undefined);
      if (answer) know({ key: of, mirror: on, samples: answer.samples });
    }),
  );
  useEffect(ask, [ask, key, mirror, end, branch]);
  return known?.key === key && known?.mirror === mirror ? known!.samples : NONE;
}
