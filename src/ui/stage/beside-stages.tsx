import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { cluster } from '../client/session.ts';
import { beside, MirrorContext, useMirror } from '../stores/mirror.ts';
import { clock } from './labels.ts';

/** The stage, and where another branch is shown beside it, the same view of that one at the same virtual time. */
export function BesideStages({ children, other }: { children: ReactNode; other: ReactNode }) {
  const shown = useStore(beside.store, (state) => state.ready);
  if (!shown) return children;
  return (
    <div className="beside" data-testid="beside">
      <section className="beside-side" aria-label="This branch">
        <Head />
        <div className="beside-stage">{children}</div>
      </section>
      <MirrorContext.Provider value={beside}>
        <section className="beside-side" aria-label="The branch beside">
          <Head closable />
          <div className="beside-stage">{other}</div>
        </section>
      </MirrorContext.Provider>
    </div>
  );
}

function Head({ closable = false }: { closable?: boolean }) {
  const { branch, time, origin, end, step } = useMirror((state) => state.position);
  const name = useMirror((state) => state.branches.find(({ id }) => id === branch)?.name);
  return (
    <div className="beside-head">
      <b>{name ?? 'main'}</b>
      <span className="soft num">
        {clock(time, origin)} · step {step}
        {step < end ? ` of ${end}` : ''}
      </span>
      <span className="spread" />
      {closable && (
        <>
          <button type="button" className="btn small" onClick={() => void cluster.seek({ step, branch })}>
            go there
          </button>
          <button type="button" className="btn small icon bare" aria-label="Show one branch only" onClick={() => void cluster.beside({ branch: undefined })}>
            <X size={14} aria-hidden="true" />
          </button>
        </>
      )}
    </div>
  );
}
