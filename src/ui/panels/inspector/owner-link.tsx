import { useEffect, useState } from 'react';
import { useCalm } from '../../stores/calm.ts';
import { tableOf } from '../../stores/mirror.ts';
import { select } from '../../stores/workspace.ts';

/** Goes from a key to what owns it: used by the header of each answer. */
export function OwnerLink({ selected }: { selected: string }) {
  const era = useCalm((state) => state.versions.replicaSets);
  const [owner, setOwner] = useState<{ key: string; label: string }>();
  useEffect(() => {
    const uid = tableOf('pods').get(selected)?.owner ?? tableOf('replicaSets').get(selected)?.owner;
    setOwner(undefined);
    if (uid === undefined) return;
    for (const table of ['replicaSets', 'deployments', 'workloads'] as const) {
      for (const row of tableOf(table).values()) if (row.uid === uid) setOwner({ key: row.key, label: row.name });
    }
  }, [selected, era]);
  return owner ? (
    <button type="button" className="linkish soft" onClick={() => select(owner.key)}>
      of {owner.label}
    </button>
  ) : null;
}
