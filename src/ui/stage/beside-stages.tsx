import { ArrowLeftRight, X } from 'lucide-react';
import { useContext, useRef } from 'react';
import type { ReactNode } from 'react';
import { cluster } from '../client/session.ts';
import { beside, MirrorContext, useMirror } from '../stores/mirror.ts';
import { useBesideShown, useBranchName } from '../stores/sides.ts';
import { change, useWorkspace } from '../stores/workspace.ts';
import { clock } from './labels.ts';
import { SideSwitch } from './side-switch.tsx';
import { useSize } from './use-size.ts';

/** Narrower than this, two columns are too little each: one branch is shown, and a switch shows the other. */
const ROOM = 560;

/** What is drawn of a branch, and where another one is shown beside it, the same of that one at the same virtual time. */
export function BesideStages({ children, bare = false }: { children: ReactNode; /** Under what has heads and a switch already. */ bare?: boolean }) {
  const shown = useBesideShown();
  return shown ? <Two bare={bare}>{children}</Two> : children;
}

function Two({ children, bare }: { children: ReactNode; bare: boolean }) {
  const host = useRef<HTMLDivElement>(null);
  const { width } = useSize(host);
  const side = useWorkspace((state) => state.side);
  const one = width > 0 && width < ROOM;
  return (
    <div ref={host} className={`beside${one ? ' one' : ''}`} data-testid={bare ? undefined : 'beside'}>
      {one && !bare && <Switch />}
      {(!one || side === 'here') && (
        <section className="beside-side" aria-label={bare ? undefined : 'This branch'}>
          {!bare && !one && <Head />}
          <div className="beside-stage">{children}</div>
        </section>
      )}
      {(!one || side === 'beside') && (
        <MirrorContext.Provider value={beside}>
          <section className="beside-side" aria-label={bare ? undefined : 'The branch beside'}>
            {!bare && !one && <Head closable />}
            <div className="beside-stage">{children}</div>
          </section>
        </MirrorContext.Provider>
      )}
    </div>
  );
}

/** Which of the two is shown, where there is room for one. */
function Switch() {
  const side = useWorkspace((state) => state.side);
  return (
    <div className="beside-head" role="group" aria-label="Branch that is shown">
      <SideSwitch
        side={side}
        told={{ beside: '(beside)' }}
        choose={(one) =>
          change((state) => {
            state.side = one;
          })
        }
      />
      <Close />
    </div>
  );
}

function Head({ closable = false }: { closable?: boolean }) {
  const { branch, time, origin, end, step } = useMirror((state) => state.position);
  const name = useBranchName(useContext(MirrorContext));
  return (
    <div className="beside-head">
      <b title={name}>{name}</b>
      <span className="soft num">
        {clock(time, origin)} · step {step}
        {step < end ? ` of ${end}` : ''}
      </span>
      <span className="spread" />
      {closable && (
        <>
          <button
            type="button"
            className="btn small icon bare"
            aria-label={`go there: go on with ${name}, and show this branch beside it`}
            title={`Go on with ${name} (x)`}
            onClick={() => void cluster.seek({ step, branch })}
          >
            <ArrowLeftRight size={14} aria-hidden="true" />
          </button>
          <Close />
        </>
      )}
    </div>
  );
}

function Close() {
  return (
    <button
      type="button"
      className="btn small icon bare"
      aria-label="Show one branch only"
      title="Show one branch only (v)"
      onClick={() => void cluster.beside({ branch: undefined })}
    >
      <X size={14} aria-hidden="true" />
    </button>
  );
}
