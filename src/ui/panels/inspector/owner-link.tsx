import { useContext, useEffect, useState } from 'react';
import { useCalm } from '../../stores/calm.ts';
import { MirrorContext } from '../../stores/mirror.ts';
import { select } from '../../stores/workspace.ts';

/** Goes from a key to what owns it: used by the header of each answer. */
export function OwnerLink({ selected }: { selected: string }) {
  const { tables } = useContext(MirrorContext);
  const era = useCalm((state) => state.versions.replicaSets);
  const [owner, setOwner] = useState<{ key: string; label: string }>();
  useEffect(() => {
    const uid = tables.pods.get(selected)?.owner ?? tables.replicaSets.get(selected)?.owner;
    setOwner(undefined);
    if (uid === undefined) return;
    for (const table of ['replicaSets', 'deployments', 'workloads'] as const) {
      for (const row of tables[table].values()) if (row.uid === uid) setOwner({ key: row.key, label: row.name });
    }
  }, [tables, selected, era]);
  return owner ? (
    <button type="button" className="linkish soft" onClick={() => select(owner.key)}>
      of {owner.label}
    </button>
  ) : null;
}
