import { Command } from 'cmdk';
import { Dialog } from 'radix-ui';
import { useState } from 'react';
import { cluster } from '../client/session.ts';
import { clock } from '../stage/labels.ts';
import { tableOf, useMirror } from '../stores/mirror.ts';
import { change, select, useWorkspace } from '../stores/workspace.ts';
import { shell } from '../panels/terminal/shell-session.ts';
import { actions, runCommand, showTerminal } from './actions.ts';

const close = () =>
  change((state) => {
    state.paletteOpen = false;
  });

/** Ctrl+K: every action with its key and its command line, objects by name, and any kubectl line. */
export function CommandPalette() {
  const open = useWorkspace((state) => state.paletteOpen);
  return (
    <Dialog.Root
      open={open}
      onOpenChange={(next) =>
        change((state) => {
          state.paletteOpen = next;
        })
      }
    >
      <Dialog.Portal>
        <Dialog.Overlay className="veil" />
        <Dialog.Content className="dialog palette" aria-describedby={undefined}>
          <Dialog.Title className="sr-only">Search or run</Dialog.Title>
          <Palette />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Palette() {
  const [query, setQuery] = useState('');
  const bookmarks = useWorkspace((state) => state.bookmarks);
  const branches = useMirror((state) => state.branches);
  const origin = useMirror((state) => state.position.origin);
  const kubectl = query.trim().startsWith('kubectl') ? query.trim() : undefined;
  const objects = query.length < 2 ? [] : matching(query.toLowerCase());
  return (
    <Command label="Search or run" shouldFilter={kubectl === undefined} loop>
      <Command.Input autoFocus value={query} onValueChange={setQuery} placeholder="Action, object or kubectl line" />
      <Command.List>
        <Command.Empty>Nothing by that name.</Command.Empty>
        {kubectl !== undefined && (
          <Command.Item
            value={kubectl}
            onSelect={() => {
              close();
              void runCommand(kubectl);
            }}
          >
            Run <code>{kubectl}</code>
          </Command.Item>
        )}
        {kubectl !== undefined && (
          <Command.Item
            value={`would ${kubectl}`}
            onSelect={() => {
              close();
              showTerminal();
              void shell.askWhatWould(kubectl);
            }}
          >
            What would it do? <kbd style={{ marginLeft: 'auto' }}>Alt ↵</kbd>
          </Command.Item>
        )}
        {kubectl === undefined && (
          <Command.Group heading="Actions">
            {actions.map(({ id, label, keys, command, run }) => (
              <Command.Item
                key={id}
                value={label}
                onSelect={() => {
                  close();
                  run();
                }}
              >
                {label}
                <span className="does">{command}</span>
                {keys !== undefined && <kbd style={command === undefined ? { marginLeft: 'auto' } : undefined}>{keys}</kbd>}
              </Command.Item>
            ))}
          </Command.Group>
        )}
        {kubectl === undefined && bookmarks.length > 0 && (
          <Command.Group heading="Bookmarks">
            {bookmarks.map(({ step, branch, time }) => (
              <Command.Item
                key={`${branch} ${step}`}
                value={`Bookmark: step ${step} ${branch}`}
                onSelect={() => {
                  close();
                  void cluster.seek({ step, branch });
                }}
              >
                Bookmark: step {step}{' '}
                <span className="soft">
                  {clock(time, origin)}
                  {branches.length > 1 && ` on ${branches.find(({ id }) => id === branch)?.name ?? 'main'}`}
                </span>
              </Command.Item>
            ))}
            <Command.Item
              value="Bookmarks: forget all"
              onSelect={() => {
                close();
                change((state) => {
                  state.bookmarks = [];
                });
              }}
            >
              Bookmarks: forget all
            </Command.Item>
          </Command.Group>
        )}
        {kubectl === undefined && objects.length > 0 && (
          <Command.Group heading="Objects">
            {objects.map(({ key, name, kind }) => (
              <Command.Item
                key={key}
                value={`${name} ${key}`}
                onSelect={() => {
                  close();
                  select(key);
                }}
              >
                <span className="soft">{kind}</span> {name}
              </Command.Item>
            ))}
          </Command.Group>
        )}
      </Command.List>
    </Command>
  );
}

function matching(query: string): { readonly key: string; readonly name: string; readonly kind: string }[] {
  const found = [];
  for (const table of ['deployments', 'replicaSets', 'pods', 'services', 'nodes', 'workloads', 'others'] as const) {
    for (const row of tableOf(table).values()) {
      if (!row.name.toLowerCase().includes(query)) continue;
      found.push({ key: row.key, name: row.name, kind: row.key.split('/', 1)[0]! });
      if (found.length >= 30) return found;
    }
  }
  return found;
}
