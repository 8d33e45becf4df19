import { create } from 'zustand';
import { immer } from 'zustand/middleware/immer';
import type { FileProblem } from '../worker/protocol.ts';

export type Theme = 'light' | 'dark' | 'system';
export type StageTab = 'rollout' | 'nodes' | 'timeline' | 'table';
export type InspectorTab = 'why' | 'summary' | 'yaml' | 'describe' | 'events' | 'logs' | 'differs';
export type BottomTab = 'kubectl' | 'events' | 'steps';
/** The one panel that a narrow screen shows. */
export type NarrowTab = 'editor' | 'stage' | 'inspector' | 'terminal';

export interface EditorFile {
  readonly name: string;
  readonly text: string;
}

export interface Bookmark {
  readonly step: number;
  readonly branch: number;
  /** Virtual time, in milliseconds since the epoch. */
  readonly time: number;
  readonly name?: string;
}

export interface Workspace {
  preset: string;
  files: EditorFile[];
  active: string;
  problems: FileProblem[];
  /** `kubectl edit` waits for this tab. */
  edit: { readonly name: string; readonly text: string; readonly back: string } | undefined;
  /** Places on the tape to come back to. */
  bookmarks: Bookmark[];
  namespace: string | undefined;
  selection: string | undefined;
  /** How near the Rollout stage is: see `stage/focus.ts`. */
  focus: string;
  stageTab: StageTab;
  /** Of two branches side by side the one that is shown where there is room for one, and that the inspector tells of. */
  side: 'here' | 'beside';
  inspectorTab: InspectorTab;
  bottomTab: BottomTab;
  narrowTab: NarrowTab;
  theme: Theme;
  speed: number;
  /** What the page says for a moment. */
  said: string;
  paletteOpen: boolean;
  helpOpen: boolean;
  examplesOpen: boolean;
  /** What the dialog that breaks things is about: an object's key, or nothing in particular. */
  breaking: { readonly about?: string } | undefined;
  trafficOpen: boolean;
  /** Whom the dialog asks, where it was opened from a Service. */
  trafficTarget: string | undefined;
  /** The story is being made into an animation. */
  animating: boolean;
}

export const speeds = [0.25, 0.5, 1, 2, 5, 10, 60, Infinity] as const;

export const starterFile: EditorFile = {
  name: 'web.yaml',
  text: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 4
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - name: nginx
        image: nginx:1.25
        ports:
        - containerPort: 80
`,
};

function storedTheme(): Theme {
  try {
    const theme = localStorage.getItem('kubetick-theme');
    return theme === 'light' || theme === 'dark' ? theme : 'system';
  } catch {
    return 'system';
  }
}

export const useWorkspace = create<Workspace>()(
  immer(() => ({
    preset: 'three',
    files: [starterFile],
    active: starterFile.name,
    problems: [] as FileProblem[],
    edit: undefined as Workspace['edit'],
    bookmarks: [] as Bookmark[],
    namespace: 'default' as string | undefined,
    selection: undefined as string | undefined,
    focus: '',
    stageTab: 'rollout' as StageTab,
    side: 'here' as Workspace['side'],
    inspectorTab: 'why' as InspectorTab,
    bottomTab: 'kubectl' as BottomTab,
    narrowTab: 'stage' as NarrowTab,
    theme: storedTheme(),
    speed: 1,
    said: '',
    paletteOpen: false,
    helpOpen: false,
    examplesOpen: false,
    breaking: undefined as Workspace['breaking'],
    trafficOpen: false,
    trafficTarget: undefined as string | undefined,
    animating: false,
  })),
);

/** Changes the workspace in place (immer). */
export const change = (recipe: (state: Workspace) => void): void => useWorkspace.setState(recipe as (state: Workspace) => Workspace | void as never);

export function select(key: string | undefined): void {
  change((state) => {
    state.selection = key;
  });
}

export function setTheme(theme: Theme): void {
  change((state) => {
    state.theme = theme;
  });
  try {
    localStorage.setItem('kubetick-theme', theme);
  } catch {
    // Storage is off: the choice lasts as long as the page.
  }
  applyTheme(theme);
}

export function applyTheme(theme: Theme): void {
  const dark = theme === 'dark' || (theme === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset['theme'] = dark ? 'dark' : 'light';
  window.dispatchEvent(new Event('kubetick-theme'));
}

/** Puts files beside those that are there; the same name is replaced. The last of them becomes the active tab. */
export function putFiles(files: readonly EditorFile[]): void {
  change((state) => {
    for (const file of files) {
      const index = state.files.findIndex(({ name }) => name === file.name);
      if (index === -1) state.files.push(file);
      else state.files[index] = file;
      state.active = file.name;
    }
  });
}

/** The files without the tab that `kubectl edit` waits for. */
export const ownFiles = (): EditorFile[] => {
  const { files, edit } = useWorkspace.getState();
  return files.filter(({ name }) => name !== edit?.name);
};

export const fileRecord = (): Record<string, string> => Object.fromEntries(ownFiles().map(({ name, text }) => [name, text]));
