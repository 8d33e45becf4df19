import { FileCode2, Info, LayoutGrid, SquareTerminal } from 'lucide-react';
import { lazy, Suspense, useRef } from 'react';
import { Group, Panel, Separator, useDefaultLayout } from 'react-resizable-panels';
import { BottomPanel } from './panels/bottom-panel.tsx';
import { EditorPanel } from './panels/editor/editor-panel.tsx';
import { InspectorPanel } from './panels/inspector/inspector-panel.tsx';
import { RevisionsPanel } from './panels/revisions.tsx';
import { StagePanel } from './panels/stage-panel.tsx';
import { FailedPanel } from './shell/failed-panel.tsx';
import { narrowScreen, useMedia } from './shell/screen.ts';
import { Scrubber } from './shell/scrubber.tsx';
import { BrokenStrip } from './trouble/broken-strip.tsx';
import { TopBar } from './shell/top-bar.tsx';
import { PartContext } from './stores/calm.ts';
import { useMirror } from './stores/mirror.ts';
import { useTime } from './stores/time.ts';
import { change, useWorkspace } from './stores/workspace.ts';
import type { NarrowTab } from './stores/workspace.ts';

const Dialogs = lazy(() => import('./shell/dialogs.tsx'));

export function App() {
  const narrow = useMedia(narrowScreen);
  const problem = useMirror((state) => state.problem);
  return (
    <div className={`app${narrow ? ' narrow' : ''}`}>
      <div>
        <TopBar narrow={narrow} />
        {problem !== undefined && (
          <div className="banner" role="alert">
            {problem}
          </div>
        )}
        <BrokenStrip narrow={narrow} />
      </div>
      <Scrubber />
      <main className="main">
        <PartContext value="side">{narrow ? <Narrow /> : <Wide />}</PartContext>
      </main>
      {narrow && <NarrowTabs />}
      <FailedPanel what="The dialog">
        <DialogsOnDemand />
      </FailedPanel>
    </div>
  );
}

/** Dialogs come when the first of them is asked for. */
function DialogsOnDemand() {
  const comparing = useTime((state) => state.compared !== undefined);
  const wanted =
    useWorkspace((state) => state.paletteOpen || state.helpOpen || state.examplesOpen || state.breaking !== undefined || state.trafficOpen || state.animating) || comparing;
  const ever = useRef(false);
  ever.current ||= wanted;
  return ever.current ? (
    <Suspense>
      <Dialogs />
    </Suspense>
  ) : null;
}

function Wide() {
  const columns = useDefaultLayout({ id: 'kubetick-columns' });
  const left = useDefaultLayout({ id: 'kubetick-left' });
  const top = useDefaultLayout({ id: 'kubetick-top' });
  const right = useDefaultLayout({ id: 'kubetick-right' });
  return (
    <Group {...columns} orientation="horizontal" id="columns">
      <Panel id="work-panel" minSize="480px">
        <Group {...left} orientation="vertical" id="rows">
          <Panel id="upper-panel" minSize="180px">
            <Group {...top} orientation="horizontal" id="upper-columns">
              <Panel id="editor-panel" defaultSize="31%" minSize="220px" collapsible>
                <FailedPanel what="The editor">
                  <EditorPanel />
                </FailedPanel>
              </Panel>
              <Separator className="divider vertical" aria-label="Editor's width" />
              <Panel id="stage-panel" minSize="300px">
                <FailedPanel what="The stage">
                  <StagePanel />
                </FailedPanel>
              </Panel>
            </Group>
          </Panel>
          <Separator className="divider horizontal" aria-label="Terminal's height" />
          <Panel id="bottom-panel" defaultSize="24%" minSize="90px" collapsible collapsedSize="39px">
            <FailedPanel what="The terminal">
              <BottomPanel />
            </FailedPanel>
          </Panel>
        </Group>
      </Panel>
      <Separator className="divider vertical" aria-label="Inspector's width" />
      <Panel id="side-panel" defaultSize="26%" minSize="240px" collapsible>
        <Group {...right} orientation="vertical" id="side-rows">
          <Panel id="inspector-panel" minSize="160px">
            <FailedPanel what="The inspector">
              <InspectorPanel />
            </FailedPanel>
          </Panel>
          <Separator className="divider horizontal" aria-label="Revisions' height" />
          <Panel id="revisions-panel" defaultSize="24%" minSize="39px" collapsible collapsedSize="39px">
            <FailedPanel what="The list of revisions">
              <RevisionsPanel />
            </FailedPanel>
          </Panel>
        </Group>
      </Panel>
    </Group>
  );
}

function Narrow() {
  const tab = useWorkspace((state) => state.narrowTab);
  return (
    <FailedPanel key={tab} what="This part of the page">
      <NarrowPanel tab={tab} />
    </FailedPanel>
  );
}

function NarrowPanel({ tab }: { tab: NarrowTab }) {
  switch (tab) {
    case 'editor':
      return <EditorPanel />;
    case 'stage':
      return <StagePanel />;
    case 'inspector':
      return <InspectorPanel withRevisions />;
    case 'terminal':
      return <BottomPanel />;
  }
}

const narrowTabs: readonly { readonly id: NarrowTab; readonly label: string; readonly Icon: typeof Info }[] = [
  { id: 'editor', label: 'Files', Icon: FileCode2 },
  { id: 'stage', label: 'Stage', Icon: LayoutGrid },
  { id: 'inspector', label: 'Why?', Icon: Info },
  { id: 'terminal', label: 'kubectl', Icon: SquareTerminal },
];

/** `dfkx5` of a pod's key, the whole name of others, as far as there is room. */
function endOfName(key: string): string {
  const name = key.slice(key.lastIndexOf('/') + 1);
  return key.startsWith('pods/') ? name.slice(name.lastIndexOf('-') + 1) : name;
}

function NarrowTabs() {
  const tab = useWorkspace((state) => state.narrowTab);
  // What was pressed on the stage is what the panel of reasons is about.
  const chosen = useWorkspace((state) => state.selection && endOfName(state.selection));
  return (
    <nav aria-label="Panels">
      <div className="narrow-tabs" role="tablist" aria-label="Panels">
        {narrowTabs.map(({ id, label, Icon }) => (
          <button
            key={id}
            type="button"
            role="tab"
            aria-selected={tab === id}
            onClick={() =>
              change((state) => {
                state.narrowTab = id;
              })
            }
          >
            <Icon size={18} aria-hidden="true" />
            <span className="narrow-tab">
              {label}
              {id === 'inspector' && chosen !== undefined && <span className="narrow-chosen"> {chosen}</span>}
            </span>
          </button>
        ))}
      </div>
    </nav>
  );
}
