/** `kubectl edit` in a tab: opened by the command that waits for it, closed by saving, by closing it, or by Ctrl+C in the terminal. */
import { cluster } from '../../client/session.ts';
import { change, useWorkspace } from '../../stores/workspace.ts';

/** Opens the tab; without a name, the command waits no longer, and the tab goes. */
export function openEdit(name: string | undefined, text: string): void {
  change((state) => {
    const last = state.edit;
    if (last) {
      state.files = state.files.filter((file) => file.name !== last.name);
      if (state.active === last.name) state.active = state.files.some((file) => file.name === last.back) ? last.back : state.files[0]!.name;
      if (state.narrowTab === 'editor') state.narrowTab = 'terminal';
    }
    state.edit = undefined;
    if (name === undefined) return;
    state.edit = { name, text, back: state.active };
    state.files = [...state.files.filter((file) => file.name !== name), { name, text }];
    state.active = name;
    state.narrowTab = 'editor';
  });
  window.dispatchEvent(new Event(name === undefined ? 'kubetick-focus-terminal' : 'kubetick-focus-editor'));
}

/** Hands the tab's text back: kubectl goes on with it. Without `keep` it is handed the text that it gave, as if nothing had been edited. */
export function closeEdit(keep: boolean): void {
  const { edit, files } = useWorkspace.getState();
  if (!edit) return;
  void cluster.edited({ text: keep ? (files.find(({ name }) => name === edit.name)?.text ?? edit.text) : edit.text });
}
