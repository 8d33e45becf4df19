import { Tabs } from 'radix-ui';
import { lazy, Suspense, useMemo } from 'react';
import { cluster } from '../../client/session.ts';
import { useCalmOf } from '../../stores/calm.ts';
import { beside, main } from '../../stores/mirror.ts';
import { mirrorWith, useAsked, useBesideShown } from '../../stores/sides.ts';
import { change, useWorkspace } from '../../stores/workspace.ts';
import type { InspectorTab } from '../../stores/workspace.ts';
import { OneOfTwo } from '../../stage/one-of-two.tsx';
import { TabsRow } from '../../shell/more-tabs.tsx';
import { Revisions } from '../revisions.tsx';
import { hang } from './hang.ts';
import { useRemote } from './use-remote.ts';

const Differs = lazy(() => import('./differs.tsx'));
// Nothing is chosen at first: what tells of something comes when it is.
const Why = lazy(() => import('./why.tsx').then((module) => ({ default: module.Why })));
const Summary = lazy(() => import('./summary.tsx').then((module) => ({ default: module.Summary })));
const Yaml = lazy(() => import('./yaml.tsx').then((module) => ({ default: module.Yaml })));
const Logs = lazy(() => import('./logs.tsx').then((module) => ({ default: module.Logs })));
const EventList = lazy(() => import('../event-list.tsx'));

const tabs: readonly { readonly id: InspectorTab; readonly name: string }[] = [
  { id: 'why', name: 'Why?' },
  { id: 'differs', name: '≠ Differs' },
  { id: 'summary', name: 'Summary' },
  { id: 'yaml', name: 'YAML' },
  { id: 'describe', name: 'Describe' },
  { id: 'events', name: 'Events' },
  { id: 'logs', name: 'Logs' },
];

/** Everything about one object; *Why?* first. */
export function InspectorPanel({ withRevisions = false }: { withRevisions?: boolean }) {
  const selection = useWorkspace((state) => state.selection);
  const tab = useWorkspace((state) => state.inspectorTab);
  const two = useBesideShown();
  const isPod = selection?.startsWith('pods/') ?? false;
  const shown = (tab === 'logs' && !isPod) || (tab === 'differs' && !two) ? 'why' : tab;
  const own = useMemo(() => tabs.filter(({ id }) => (id !== 'logs' || isPod) && (id !== 'differs' || two)), [isPod, two]);
  const choose = (id: string) =>
    change((state) => {
      state.inspectorTab = id as InspectorTab;
    });
  return (
    <Tabs.Root className="pane" value={shown} onValueChange={choose}>
      <TabsRow label="of the inspector" tabs={own} chosen={shown} choose={choose}>
        <Tabs.List className="tabs tight" aria-label="Inspector">
          {own.map(({ id, name }) => (
            <Tabs.Trigger key={id} value={id} className="tab" data-text={name}>
              {name}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
      </TabsRow>
      <Tabs.Content value={shown} className="pane-body inspector" data-testid="inspector" tabIndex={0}>
        <Suspense fallback={<p className="loading">…</p>}>
          {selection === undefined ? (
            <Nothing />
          ) : shown === 'differs' ? (
            <Differs selected={selection} />
          ) : two ? (
            <OfBranch key={selection} selected={selection} tab={shown} />
          ) : (
            <Of key={selection} selected={selection} tab={shown} />
          )}
        </Suspense>
        {withRevisions && (
          <section className="revisions-below" aria-label="Revisions">
            <h2>Revisions</h2>
            <Revisions />
          </section>
        )}
      </Tabs.Content>
    </Tabs.Root>
  );
}

function Nothing() {
  return <p className="loading">Choose a pod, a card or a name on the stage: here stands why it is as it is, step by step, and what would change it.</p>;
}

/** What tells of one branch. */
type OneSided = Exclude<InspectorTab, 'differs'>;

/** Of two branches side by side, the chosen one's object: that of the branch beside where only that has it. */
function OfBranch({ selected, tab }: { selected: string; tab: OneSided }) {
  // What a branch has may change with every step.
  useCalmOf(main, (state) => state.position);
  return (
    <OneOfTwo label="Branch that this tells of" first={mirrorWith(selected) === beside ? 'beside' : 'here'}>
      <OfSide selected={selected} tab={tab} />
    </OneOfTwo>
  );
}

function OfSide({ selected, tab }: { selected: string; tab: OneSided }) {
  return <Of key={useAsked() ?? 'here'} selected={selected} tab={tab} />;
}

function Of({ selected, tab }: { selected: string; tab: OneSided }) {
  const side = useAsked();
  switch (tab) {
    case 'why':
      return <Why selected={selected} />;
    case 'summary':
      return <Summary selected={selected} />;
    case 'yaml':
      return <Yaml selected={selected} />;
    case 'describe':
      return <RemoteText label="Describe" ask={() => cluster.describe({ key: selected, side })} asked={`describe ${selected}`} />;
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
      {answer.value.split('\n').map((line, index) => (
        // A line has no other identity than its place.
        // oxlint-disable-next-line react/no-array-index-key
        <span key={index} className="hung" style={hang(line)}>
          {`${line}\n`}
        </span>
      ))}
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
