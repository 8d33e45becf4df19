/** The numbers of a rollout on a branch, and of the same rollout on the branch beside. */
import { useEffect, useMemo, useRef, useState } from 'react';
import { cluster } from '../client/session.ts';
import { useCalmOf } from '../stores/calm.ts';
import { beside } from '../stores/mirror.ts';
import type { Mirror } from '../stores/mirror.ts';
import { useBranchName, useBesideShown } from '../stores/sides.ts';
import type { LedgerSample, AskedSide } from '../worker/history-protocol.ts';
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

export type LedgerBeside = { readonly name: string; readonly samples: readonly LedgerSample[] } & (
  | { readonly deployment: DeploymentRow; readonly numbers: LedgerFacts }
  | { readonly deployment?: undefined; readonly numbers?: undefined }
);

/** How the branch beside has a Deployment; nothing where none is shown. */
export function useLedgerBeside(key: string): LedgerBeside | undefined {
  const shown = useBesideShown();
  const name = useBranchName(beside);
  const versions = useCalmOf(beside, (state) => state.versions);
  const samples = useSamples(shown ? key : undefined, beside, 'beside');
  return useMemo(() => {
    if (!shown) return undefined;
    const { deployments, replicaSets, pods } = beside.tables;
    const deployment = deployments.get(key);
    if (!deployment) return { name, samples };
    const sets = [...replicaSets.values()].filter((set) => set.owner === deployment.uid);
    return { name, samples, deployment, numbers: ledgerFacts(deployment, sets, pods.values()) };
    // The tables keep their identity; their versions say that they changed.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [shown, name, key, samples, versions]);
}

/** The numbers of a Deployment over time on a branch; asked anew whenever the branch got longer, one question at a time. */
export function useSamples(key: string | undefined, mirror: Mirror, side: AskedSide | undefined): readonly LedgerSample[] {
  const end = useCalmOf(mirror, ({ position }) => position.end);
  const branch = useCalmOf(mirror, ({ position }) => position.branch);
  const [samples, setSamples] = useState<readonly LedgerSample[]>([]);
  const busy = useRef(false);
  const again = useRef(false);
  useEffect(() => {
    if (key === undefined) return undefined;
    let live = true;
    const ask = async () => {
      if (busy.current) {
        again.current = true;
        return;
      }
      busy.current = true;
      const answer = await cluster.ledger({ key, side }).catch(() => undefined);
      busy.current = false;
      if (live && answer) setSamples(answer.samples);
      if (again.current) {
        again.current = false;
        void ask();
      }
    };
    void ask();
    return () => {
      live = false;
    };
  }, [key, end, branch, side]);
  return samples;
}
