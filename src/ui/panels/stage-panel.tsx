import { Tabs } from 'radix-ui';
import { lazy, Suspense, useMemo } from 'react';
import { FailedPanel } from '../shell/failed-panel.tsx';
import { Breadcrumb } from '../stage/breadcrumb.tsx';
import { BesideStages } from '../stage/beside-stages.tsx';
import { StageRows } from '../stage/stage-dock.tsx';
import { StageView } from '../stage/stage-view.tsx';
import { StepCaption } from '../stage/step-caption.tsx';
import { PartContext, useCalmTable } from '../stores/calm.ts';
import { change, useWorkspace } from '../stores/workspace.ts';
import type { StageTab } from '../stores/workspace.ts';

const TableStage = lazy(() => import('../stage/table-stage.tsx'));
const NodesStage = lazy(() => import('../stage/nodes-stage.tsx'));
const TimelineStage = lazy(() => import('../stage/timeline-stage.tsx'));

const tabs: readonly (readonly [StageTab, string])[] = [
  ['rollout', 'Rollout'],
  ['nodes', 'Nodes'],
  ['timeline', 'Timeline'],
  ['table', 'Table'],
];

export function StagePanel() {
  const tab = useWorkspace((state) => state.stageTab);
  return (
    <Tabs.Root
      className="pane"
      value={tab}
      onValueChange={(value) =>
        change((state) => {
          state.stageTab = value as StageTab;
        })
      }
    >
      <div className="tabs">
        <Tabs.List aria-label="Stage" className="tab-list">
          {tabs.map(([id, label]) => (
            <Tabs.Trigger key={id} value={id} className="tab" data-text={label}>
              {label}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        <span className="spread" />
        <span className="tools">
          <NamespacePicker />
        </span>
      </div>
      <Tabs.Content value={tab} className="pane-body stage-body" tabIndex={-1}>
        <PartContext value="stage">
          <Suspense fallback={<p className="loading">…</p>}>
            {tab === 'rollout' ? (
              <StageRows>
                <Breadcrumb />
                <FailedPanel what="This view">
                  <Stages tab={tab} />
                </FailedPanel>
                <StepCaption />
              </StageRows>
            ) : (
              <FailedPanel key={tab} what="This view">
                <Stages tab={tab} />
              </FailedPanel>
            )}
          </Suspense>
        </PartContext>
      </Tabs.Content>
    </Tabs.Root>
  );
}

/** One branch, or two of them in the same view at the same moment. */
function Stages({ tab }: { tab: StageTab }) {
  return (
    <BesideStages>
      <Stage tab={tab} />
    </BesideStages>
  );
}

function Stage({ tab }: { tab: StageTab }) {
  switch (tab) {
    case 'rollout':
      return <StageView />;
    case 'nodes':
      return <NodesStage />;
    case 'timeline':
      return <TimelineStage />;
    case 'table':
      return <TableStage />;
  }
}

function NamespacePicker() {
  const { rows, version } = useCalmTable('others');
  const namespace = useWorkspace((state) => state.namespace);
  const names = useMemo(() => {
    const found = new Set(['default']);
    for (const row of rows.values()) if (row.kind === 'Namespace') found.add(row.name);
    return [...found].sort();
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [rows, version]);
  return (
    <select
      className="select small"
      aria-label="Namespace"
      title="Namespace that is shown"
      value={namespace ?? ''}
      onChange={(event) =>
        change((state) => {
          state.namespace = event.target.value === '' ? undefined : event.target.value;
        })
      }
    >
      {names.map((name) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
      <option value="">all namespaces</option>
    </select>
  );
}
