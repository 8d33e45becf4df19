import { Dialog } from 'radix-ui';
import { examples, topics } from '../../lessons/examples/registry.ts';
import type { Example } from '../../lessons/examples/example.ts';
import { shell } from '../panels/terminal/shell-session.ts';
import { change, putFiles, useWorkspace } from '../stores/workspace.ts';
import { runCommand, say, setSpeed } from './actions.ts';
import { switchPreset } from './presets.ts';
import { narrowScreen } from './screen.ts';
import { focusBody } from './focus-body.ts';

/** Starts from an empty cluster, with the example's files and its first commands run. */
async function setUp(example: Example): Promise<void> {
  change((state) => {
    state.examplesOpen = false;
    state.narrowTab = 'stage';
  });
  await switchPreset(useWorkspace.getState().preset);
  putFiles(Object.entries(example.files).map(([name, text]) => ({ name, text })));
  // What was before is not waited for; from here on time runs as it did.
  const { speed } = useWorkspace.getState();
  setSpeed(Infinity);
  try {
    for (const line of example.run) await runCommand(line);
  } finally {
    setSpeed(speed);
  }
}

/** The example, with its next command at the prompt. */
async function open(example: Example): Promise<void> {
  await setUp(example);
  if (example.next === undefined) return;
  shell.offer(example.next);
  if (narrowScreen.matches) say(`Set up. Next, in kubectl: ${example.next}`);
}

/** A rollout from its beginning to its end at the speed that people watch it. */
export async function watchRollout(): Promise<void> {
  const example = examples.find(({ id }) => id === 'healthy-rollout')!;
  await setUp(example);
  await runCommand(example.next!);
  await runCommand('kubectl rollout status deployment/web');
}

export function Examples() {
  const isOpen = useWorkspace((state) => state.examplesOpen);
  return (
    <Dialog.Root
      open={isOpen}
      onOpenChange={(next) =>
        change((state) => {
          state.examplesOpen = next;
        })
      }
    >
      <Dialog.Portal>
        <Dialog.Overlay className="veil" />
        <Dialog.Content className="dialog" aria-describedby={undefined} onOpenAutoFocus={focusBody}>
          <div className="dialog-head">
            <Dialog.Title>Examples</Dialog.Title>
            <Dialog.Close className="btn small">close</Dialog.Close>
          </div>
          <div className="dialog-body">
            {topics.map(({ title, examples: own }) => (
              <section key={title} className="gallery-topic">
                <h3>{title}</h3>
                <div className="gallery">
                  {own.map((example) => (
                    <button key={example.id} type="button" onClick={() => void open(example)}>
                      <b>{example.title}</b>
                      <span className="soft">{example.text}</span>
                    </button>
                  ))}
                </div>
              </section>
            ))}
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
