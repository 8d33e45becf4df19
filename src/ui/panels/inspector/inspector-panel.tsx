import { Tabs } from 'radix-ui';
import { lazy, Suspense, useMemo } from 'react';
import { cluster } from '../../client/session.ts';
import { change, useWorkspace } from '../../stores/workspace.ts';
import type { InspectorTab } from '../../stores/workspace.ts';
import { Revisions } from '../revisions.tsx';
import { Logs } from './logs.tsx';
import { Summary } from './summary.tsx';
import { useRemote } from './use-remote.ts';
import { Why } from './why.tsx';
import { Yaml } from './yaml.tsx';

const EventList = lazy(() => import('../event-list.tsx'));

const tabs: readonly (readonly [InspectorTab, string])[] = [
  ['why', 'Why?'],
  ['summary', 'Summary'],
  ['yaml', 'YAML'],
  ['describe', 'Describe'],
  ['events', 'Events'],
  ['logs', 'Logs'],
];

/** Everything about one object; *Why?* first. */
export function InspectorPanel({ withRevisions = false }: { withRevisions?: boolean }) {
  const selection = useWorkspace((state) => state.selection);
  const tab = useWorkspace((state) => state.inspectorTab);
  const isPod = selection?.startsWith('pods/') ?? false;
  const shown = tab === 'logs' && !isPod ? 'why' : tab;
  return (
    <Tabs.Root
      className="pane"
      value={shown}
      onValueChange={(value) =>
        change((state) => {
          state.inspectorTab = value as InspectorTab;
        })
      }
    >
      <Tabs.List className="tabs" aria-label="Inspector">
        {tabs
          .filter(([id]) => id !== 'logs' || isPod)
          .map(([id, label]) => (
            <Tabs.Trigger key={id} value={id} className="tab">
              {label}
            </Tabs.Trigger>
          ))}
      </Tabs.List>
      <Tabs.Content value={shown} className="pane-body inspector" data-testid="inspector" tabIndex={0}>
        {selection === undefined ? <Nothing /> : <Of key={selection} selected={selection} tab={shown} />}
        {withRevisions && <Revisions />}
      </Tabs.Content>
    </Tabs.Root>
  );
}

function Nothing() {
  return <p className="loading">Choose a pod, a ReplicaSet or a Deployment on the stage to ask why it is as it is.</p>;
}

function Of({ selected, tab }: { selected: string; tab: InspectorTab }) {
  switch (tab) {
    case 'why':
      return <Why selected={selected} />;
    case 'summary':
      return <Summary selected={selected} />;
    case 'yaml':
      return <Yaml selected={selected} />;
    case 'describe':
      return <RemoteText label="Describe" ask={() => cluster.describe({ key: selected })} asked={`describe ${selected}`} />;
    case 'events':
      return <EventsOf selected={selected} />;
    case 'logs':
      return <Logs selected={selected} />;
  }
}

function RemoteText({ label, ask, asked }: { label: string; ask: () => Promise<string>; asked: string }) {
  const answer = useRemote(ask, asked);
  if (answer.problem !== undefined) return <p className="loading bad">{answer.problem}</p>;
  if (answer.value === undefined) return <p className="loading">…</p>;
  return (
    <pre className="text" aria-label={label}>
      {answer.value}
    </pre>
  );
}

const kinds: Readonly<Record<string, string>> = {
  pods: 'Pod',
  'replicasets.apps': 'ReplicaSet',
  'deployments.apps': 'Deployment',
  nodes: 'Node',
  services: 'Service',
  'statefulsets.apps': 'StatefulSet',
  'daemonsets.apps': 'DaemonSet',
  'jobs.batch': 'Job',
};

function EventsOf({ selected }: { selected: string }) {
  const [resource = '', , name = ''] = selected.split('/');
  const of = useMemo(() => ({ kind: kinds[resource] ?? resource, name }), [resource, name]);
  return (
    <Suspense>
      <EventList of={of} />
    </Suspense>
  );
}
