import { cluster, listen } from './client/session.ts';
import { handleKey, say } from './shell/actions.ts';
import { keepBreakpoints } from './shell/time-actions.ts';
import { connectDrawing } from './stage/drawing/session.ts';
import { receive, setProblem, useMirror } from './stores/mirror.ts';
import { keepStory, keepWorkspace, markRestoring, restore } from './stores/persistence.ts';
import { unpackLink } from './shell/story-link.ts';
import { applyTheme, change, putFiles, useWorkspace } from './stores/workspace.ts';

/** Brings the page to life: the mirror listens, what was kept comes back, the cluster starts, and what happens is kept. */
export async function start(): Promise<void> {
  listen((message) => {
    receive(message);
    if (message.kind === 'stopped') say(`The clock stopped: ${message.text}`);
    if (message.kind === 'delta') afterDrawing(() => void cluster.drawn());
  });
  window.addEventListener('keydown', handleKey);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => applyTheme(useWorkspace.getState().theme));
  const linked = location.hash.startsWith('#s=') ? await unpackLink(location.hash.slice(3)) : undefined;
  const kept = await restore();
  if (linked) {
    putFiles(linked.files);
    change((state) => {
      state.preset = linked.story.preset;
      state.selection = undefined;
      state.bookmarks = [...(linked.bookmarks ?? [])];
    });
  }
  // From here on the story is kept like any other: a refresh goes on with it, and does not start the link again.
  if (location.hash !== '') history.replaceState(null, '', location.href.split('#')[0]);
  const saved = linked?.story ?? kept;
  try {
    await connectDrawing();
    markRestoring(saved !== undefined);
    const { problem } = await cluster.boot({ preset: useWorkspace.getState().preset, saved });
    markRestoring(false);
    setProblem(problem);
    void cluster.pace({ speed: useWorkspace.getState().speed });
  } catch (error) {
    setProblem(`The cluster did not start: ${(error as Error).message}`);
    return;
  }
  keep();
  keepBreakpoints();
  if (import.meta.env.PROD) navigator.serviceWorker?.register('./sw.js').catch(() => undefined);
}

/** After the next frame; in a hidden tab, which has none, a little later. */
function afterDrawing(done: () => void): void {
  let called = false;
  const once = () => {
    if (called) return;
    called = true;
    done();
  };
  requestAnimationFrame(() => setTimeout(once, 0));
  setTimeout(once, 300);
}

/** Milliseconds after a change, at rest and while the clock runs. */
const SOON = 400;
const PLAYING = 5000;

function keep(): void {
  const later = (save: () => void) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let due = Infinity;
    const now = () => {
      clearTimeout(timer);
      timer = undefined;
      due = Infinity;
      save();
    };
    window.addEventListener('pagehide', () => timer !== undefined && now());
    // Where the clock has come to rest, what was put off while it ran is put off no longer.
    return (delay: number) => {
      const then = performance.now() + delay;
      if (then >= due) return;
      clearTimeout(timer);
      due = then;
      timer = setTimeout(now, delay);
    };
  };
  const workspace = later(() => void keepWorkspace());
  useWorkspace.subscribe(() => workspace(SOON));
  const story = later(() => void cluster.save().then(keepStory, () => undefined));
  useMirror.subscribe((state, before) => {
    if (state.position !== before.position) story(state.playing ? PLAYING : SOON);
  });
}
