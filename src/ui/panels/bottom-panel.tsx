import { Tabs } from 'radix-ui';
import { lazy, Suspense } from 'react';
import { change, useWorkspace } from '../stores/workspace.ts';
import type { BottomTab } from '../stores/workspace.ts';

const Terminal = lazy(() => import('./terminal/terminal.tsx'));
const EventList = lazy(() => import('./event-list.tsx'));
const StepList = lazy(() => import('./step-list.tsx'));

const tabs: readonly (readonly [BottomTab, string])[] = [
  ['kubectl', 'kubectl'],
  ['events', 'Events'],
  ['steps', 'Steps'],
];

export function BottomPanel() {
  const tab = useWorkspace((state) => state.bottomTab);
  return (
    <Tabs.Root
      className="pane"
      value={tab}
      onValueChange={(value) =>
        change((state) => {
          state.bottomTab = value as BottomTab;
        })
      }
    >
      <Tabs.List className="tabs" aria-label="Terminal, events and steps">
        {tabs.map(([id, label]) => (
          <Tabs.Trigger key={id} value={id} className="tab" data-text={label}>
            {label}
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      <Tabs.Content value="kubectl" className="pane-body terminal-body" tabIndex={-1} forceMount hidden={tab !== 'kubectl'}>
        <Suspense fallback={<p className="loading">…</p>}>
          <Terminal />
        </Suspense>
      </Tabs.Content>
      <Tabs.Content value="events" className="pane-body" tabIndex={-1}>
        <Suspense>
          <EventList />
        </Suspense>
      </Tabs.Content>
      <Tabs.Content value="steps" className="pane-body" tabIndex={-1}>
        <Suspense>
          <StepList />
        </Suspense>
      </Tabs.Content>
    </Tabs.Root>
  );
}
