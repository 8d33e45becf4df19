/** Everything that can be done by a button, a key or the palette: one list. */
import { cluster } from '../client/session.ts';
import { closeEdit } from '../panels/editor/edit-session.ts';
import { zoomIn, zoomOut } from '../stage/zoom-into.ts';
import { useMirror } from '../stores/mirror.ts';
import { change, fileRecord, setTheme, useWorkspace } from '../stores/workspace.ts';
import type { StageTab } from '../stores/workspace.ts';
import { openPanel } from '../stores/time.ts';
import { runCommand, say, showTerminal } from './run-command.ts';
import { download, exportPicture, exportSvg, exportTape } from './export-picture.ts';
import { importTape } from './presets.ts';
import { currentSpots } from './spots.ts';
import { branchOff, compare, goOver, goToSpot, here, toggleBeside } from './time-actions.ts';

export { runCommand, say, showTerminal };

export interface Action {
  readonly id: string;
  readonly label: string;
  /** As shown: `Ctrl K`. */
  readonly keys?: string;
  /** What it does as a command line, where there is one. */
  readonly command?: string;
  readonly run: () => void;
}

export function play(): void {
  void cluster.play({ speed: useWorkspace.getState().speed });
}

export function togglePlay(): void {
  if (useMirror.getState().playing) void cluster.pause();
  else play();
}

export function back(): void {
  void cluster.back();
}

export function seek(step: number): void {
  void cluster.seek({ step });
}

export function setSpeed(speed: number): void {
  change((state) => {
    state.speed = speed;
  });
  void cluster.pace({ speed });
}

/** `kubectl apply -f` of the active file, as if typed; in the tab that `kubectl edit` waits for, what is there goes back to it. */
export function applyActive(): Promise<number> {
  const { active, edit } = useWorkspace.getState();
  if (edit?.name === active) {
    closeEdit(true);
    return Promise.resolve(0);
  }
  return runCommand(`kubectl apply -f ${quoteWord(active)}`);
}

function until(what: 'event' | 'rolled out', otherwise: string): void {
  cluster.until({ what }).then(
    ({ came }) => say(came ? undefined : otherwise),
    (error: Error) => say(error.message),
  );
}

export const untilEvent = (): void => until('event', 'No Event came within five minutes.');
export const untilRolledOut = (): void => until('rolled out', 'Not everything was rolled out within five minutes.');

/** More would hide each other. */
const BOOKMARKS = 50;

export function addBookmark(): void {
  const { step, branch, time } = useMirror.getState().position;
  const { bookmarks } = useWorkspace.getState();
  if (bookmarks.some((mark) => mark.step === step && mark.branch === branch)) return say(`Step ${step} has a bookmark already (m lists them).`);
  if (bookmarks.length >= BOOKMARKS) return say(`There are ${BOOKMARKS} bookmarks, and no more are kept: remove one first (m lists them).`);
  change((state) => {
    state.bookmarks = [...state.bookmarks, { step, branch, time }];
  });
  say(`Step ${step} is bookmarked: the scrubber and the palette lead back to it.`);
}

/** `about`: the key of a node or a pod. */
export function breakSomething(about?: string): void {
  change((state) => {
    state.breaking = about === undefined ? {} : { about };
  });
}

export function openGallery(): void {
  change((state) => {
    state.examplesOpen = true;
  });
}

/** `target`: `svc/web`; otherwise the dialog proposes one. */
export function sendTraffic(target?: string): void {
  change((state) => {
    state.trafficOpen = true;
    state.trafficTarget = target;
  });
}

/** Shows a view, and takes the keyboard to it: Tab goes on into what is drawn. */
function goToStage(view: StageTab): void {
  change((state) => {
    state.stageTab = view;
    state.narrowTab = 'stage';
  });
  focusTabOf('Stage');
}

function goToInspector(): void {
  change((state) => {
    state.narrowTab = 'inspector';
  });
  focusTabOf('Inspector');
}

/** The chosen one of a list of tabs, once it is drawn. */
function focusTabOf(list: string): void {
  setTimeout(() => document.querySelector<HTMLElement>(`[role=tablist][aria-label=${list}] [role=tab][aria-selected=true]`)?.focus());
}

const fail = (error: Error): void => say(error.message);

async function exportText(what: 'yaml' | 'script', name: string): Promise<void> {
  try {
    const { text } = await cluster.export({ what, files: fileRecord() });
    download(name, new Blob([text], { type: 'text/plain' }));
    say(undefined);
  } catch (error) {
    say((error as Error).message);
  }
}

export const quoteWord = (word: string): string => (/^[A-Za-z0-9_./:@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

export const actions: readonly Action[] = [
  { id: 'apply', label: 'Apply this file', keys: 'Ctrl ↵', command: 'kubectl apply -f FILE', run: () => void applyActive() },
  { id: 'step', label: 'Step: the next thing that anybody does', keys: '.', run: () => void cluster.step() },
  { id: 'back', label: 'One step back', keys: ',', run: back },
  { id: 'tick', label: 'Tick: all that is due now', keys: 't', run: () => void cluster.tick() },
  { id: 'settle', label: 'Settle: until nothing changes for a while', keys: 's', run: () => void cluster.settle() },
  { id: 'play', label: 'Play or pause', keys: 'Space', run: togglePlay },
  { id: 'event', label: 'Until the next Event', keys: 'e', command: 'kubectl events --watch', run: untilEvent },
  { id: 'rolled-out', label: 'Until everything is rolled out', keys: 'r', command: 'kubectl rollout status', run: untilRolledOut },
  { id: 'until', label: 'Until a condition holds, or back to when it last did', keys: 'u', command: 'kubectl wait --for=jsonpath=…', run: () => openPanel('until') },
  { id: 'bookmark', label: 'Bookmark this step', keys: 'b', run: addBookmark },
  { id: 'places', label: 'Bookmarks, and what happened', keys: 'm', run: () => openPanel('places') },
  { id: 'mark-before', label: 'Back to what is marked before', keys: '[', run: () => goToSpot(currentSpots(), -1) },
  { id: 'mark-after', label: 'On to what is marked next', keys: ']', run: () => goToSpot(currentSpots(), 1) },
  { id: 'branch-off', label: 'Branch off here', keys: 'n', run: () => void branchOff() },
  { id: 'branches', label: 'Branches: the tree, side by side, differences', keys: 'g', run: () => openPanel('branches') },
  { id: 'beside', label: 'Another branch beside this one, or one only', keys: 'v', run: () => void toggleBeside() },
  { id: 'swap', label: 'Go over to the branch beside', keys: 'x', run: () => void goOver() },
  {
    id: 'compare',
    label: 'Which objects differ from the start',
    keys: 'd',
    command: 'kubectl diff',
    run: () => compare({ step: useMirror.getState().position.start, branch: useMirror.getState().position.branch }, here()),
  },
  { id: 'start', label: 'Back to the start', keys: 'Home', run: () => seek(useMirror.getState().position.start) },
  { id: 'end', label: 'To the end of this branch', keys: 'End', run: () => seek(useMirror.getState().position.end) },
  { id: 'cluster', label: 'Cluster and add-ons: metrics, storage, load balancer, ingress', keys: 'c', run: () => openPanel('cluster') },
  { id: 'examples', label: 'Examples', run: openGallery },
  { id: 'break', label: 'Break something: a node, a container, a registry, a controller …', keys: 'f', command: 'kubetick fault …', run: () => breakSomething() },
  { id: 'mend', label: 'Mend all that is broken', command: 'kubetick mend', run: () => void runCommand('kubetick mend') },
  { id: 'traffic', label: 'Send traffic to a Service', keys: 'q', command: 'kubetick traffic start svc/…', run: () => sendTraffic() },
  { id: 'traffic-stop', label: 'Stop all traffic', command: 'kubetick traffic stop', run: () => void runCommand('kubetick traffic stop') },
  { id: 'export-yaml', label: 'Export: the objects as YAML', run: () => void exportText('yaml', 'kubetick.yaml') },
  { id: 'export-script', label: 'Export: the story as a kubectl script', run: () => void exportText('script', 'kubetick.sh') },
  { id: 'export-picture', label: 'Export: the stage as a picture (PNG)', run: () => void exportPicture().then(say, fail) },
  { id: 'export-svg', label: 'Export: the stage as a picture (SVG)', run: () => void exportSvg().then(say, fail) },
  {
    id: 'export-gif',
    label: 'Export: the story up to here, animated (GIF)',
    run: () =>
      change((state) => {
        state.animating = true;
      }),
  },
  { id: 'export-tape', label: 'Export: the tape, to go on with elsewhere', run: () => void exportTape().then(say, fail) },
  { id: 'import-tape', label: 'Open a tape from a file', run: () => importTape(say) },
  { id: 'zoom-in', label: 'Stage: zoom in, towards what is chosen', keys: '+', run: () => zoomIn() },
  { id: 'zoom-out', label: 'Stage: zoom out', keys: '-', run: zoomOut },
  { id: 'rollout', label: 'Stage: Rollout', keys: '1', run: () => goToStage('rollout') },
  { id: 'nodes', label: 'Stage: Nodes', keys: '2', run: () => goToStage('nodes') },
  { id: 'timeline', label: 'Stage: Timeline', keys: '3', run: () => goToStage('timeline') },
  { id: 'table', label: 'Stage: Table', keys: '4', run: () => goToStage('table') },
  { id: 'inspector', label: 'Go to the inspector: why?', keys: 'w', run: goToInspector },
  {
    id: 'terminal',
    label: 'Go to the terminal',
    keys: '`',
    run: () => {
      showTerminal();
      change((state) => {
        state.narrowTab = 'terminal';
      });
      setTimeout(() => window.dispatchEvent(new Event('kubetick-focus-terminal')));
    },
  },
  {
    id: 'editor',
    label: 'Go to the editor',
    keys: 'i',
    run: () => {
      change((state) => {
        state.narrowTab = 'editor';
      });
      setTimeout(() => window.dispatchEvent(new Event('kubetick-focus-editor')));
    },
  },
  { id: 'light', label: 'Theme: light', run: () => setTheme('light') },
  { id: 'dark', label: 'Theme: dark', run: () => setTheme('dark') },
  { id: 'system', label: 'Theme: as the system', run: () => setTheme('system') },
  {
    id: 'help',
    label: 'Keys and what the stage means',
    keys: '?',
    run: () =>
      change((state) => {
        state.helpOpen = true;
      }),
  },
];

const byKey: Readonly<Record<string, string>> = {
  '.': 'step',
  ',': 'back',
  t: 'tick',
  s: 'settle',
  ' ': 'play',
  Home: 'start',
  End: 'end',
  '1': 'rollout',
  '2': 'nodes',
  '3': 'timeline',
  '4': 'table',
  '`': 'terminal',
  i: 'editor',
  w: 'inspector',
  '?': 'help',
  b: 'bookmark',
  e: 'event',
  r: 'rolled-out',
  u: 'until',
  m: 'places',
  '[': 'mark-before',
  ']': 'mark-after',
  n: 'branch-off',
  g: 'branches',
  d: 'compare',
  v: 'beside',
  x: 'swap',
  '+': 'zoom-in',
  '=': 'zoom-in',
  '-': 'zoom-out',
  f: 'break',
  q: 'traffic',
  c: 'cluster',
};

/** No key is taken from a field, the editor or the terminal; Ctrl+Enter and Ctrl+K work everywhere. */
export function handleKey(event: KeyboardEvent): void {
  const control = event.ctrlKey || event.metaKey;
  if (control && event.key === 'Enter') {
    event.preventDefault();
    void applyActive();
    return;
  }
  if (control && event.key.toLowerCase() === 'k') {
    event.preventDefault();
    change((state) => {
      state.paletteOpen = !state.paletteOpen;
    });
    return;
  }
  if (control || event.altKey || event.defaultPrevented) return;
  const target = event.target as HTMLElement;
  if (target.closest('input, textarea, select, [contenteditable], .monaco-editor, .terminal, [role="menu"], [role="dialog"]')) return;
  // Space and the digits press a focused button; they are not taken from it.
  if (event.key === ' ' && target.closest('button, a, [role="tab"], [role="separator"]')) return;
  if ((event.key === 'Home' || event.key === 'End') && target.closest('[role="tab"], [role="separator"]')) return;
  const action = actions.find(({ id }) => id === byKey[event.key]);
  if (!action) return;
  event.preventDefault();
  action.run();
}
