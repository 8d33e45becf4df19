/** Monaco with YAML: its own chunk, loaded after the page can be used. */
import { useEffect, useRef } from 'react';
import { cluster } from '../../client/session.ts';
import { applyActive } from '../../shell/actions.ts';
import { change, useWorkspace } from '../../stores/workspace.ts';
import type { FileProblem } from '../../worker/protocol.ts';
import { MAX_FILE } from './editor-panel.tsx';
import { monaco, startYaml } from './monaco-setup.ts';

startYaml();

const uriOf = (name: string) => monaco.Uri.from({ scheme: 'file', path: `/${name}` });

export default function CodeEditor({ onNotice }: { onNotice: (notice: string | undefined) => void }) {
  const host = useRef<HTMLDivElement>(null);
  const notice = useRef(onNotice);
  notice.current = onNotice;

  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const editor = monaco.editor.create(element, {
      model: null,
      automaticLayout: true,
      minimap: { enabled: false },
      fontFamily: getComputedStyle(element).getPropertyValue('--mono'),
      fontSize: 12.5,
      lineHeight: 20,
      lineNumbersMinChars: 3,
      lineDecorationsWidth: 8,
      padding: { top: 8, bottom: 8 },
      scrollBeyondLastLine: false,
      renderLineHighlight: 'line',
      overviewRulerLanes: 0,
      tabSize: 2,
      insertSpaces: true,
      wordWrap: 'off',
      fixedOverflowWidgets: true,
      quickSuggestions: { other: true, comments: false, strings: true },
      stickyScroll: { enabled: false },
      lightbulb: { enabled: monaco.editor.ShowLightbulbIconMode.On },
      scrollbar: { verticalScrollbarSize: 9, horizontalScrollbarSize: 9, alwaysConsumeMouseWheel: false },
      ariaLabel: 'Manifest. Escape leaves the editor.',
      largeFileOptimizations: true,
      theme: themeName(),
    });
    editor.addCommand(monaco.KeyMod.CtrlCmd | monaco.KeyCode.Enter, () => void applyActive());
    editor.addCommand(monaco.KeyMod.CtrlCmd | monaco.KeyCode.KeyK, () =>
      change((state) => {
        state.paletteOpen = true;
      }),
    );
    // Tab indents, so another key has to lead out: Escape, where it closes nothing.
    editor.addCommand(
      monaco.KeyCode.Escape,
      () => host.current?.closest('.editor-pane')?.querySelector<HTMLElement>('.editor-tools button')?.focus(),
      '!suggestWidgetVisible && !parameterHintsVisible && !findWidgetVisible && !renameInputVisible && !markersNavigationVisible && !inSnippetMode && !editorHasMultipleSelections && !editorHasSelection && !codeActionMenuVisible && !editorHoverVisible',
    );
    const views = new Map<string, ReturnType<typeof editor.saveViewState>>();
    let shown = '';
    let checking: ReturnType<typeof setTimeout> | undefined;

    const check = (name: string) => {
      clearTimeout(checking);
      checking = setTimeout(() => {
        const text = fileText(name);
        if (text === undefined) return;
        cluster.check({ file: name, text }).then(
          (problems) => {
            if (fileText(name) === text && useWorkspace.getState().active === name) showProblems(name, problems);
          },
          (error: Error) => notice.current(error.message),
        );
      }, 350);
    };

    // The store is the truth; models follow it, and what is typed goes back into it.
    const follow = () => {
      const { files, active } = useWorkspace.getState();
      for (const model of monaco.editor.getModels()) {
        if (model.uri.scheme === 'file' && !files.some(({ name }) => uriOf(name).toString() === model.uri.toString())) model.dispose();
      }
      const file = files.find(({ name }) => name === active);
      if (!file) return;
      const uri = uriOf(file.name);
      const model = monaco.editor.getModel(uri) ?? monaco.editor.createModel(file.text, languageOf(file.name), uri);
      if (model.getValue() !== file.text) model.pushEditOperations([], [{ range: model.getFullModelRange(), text: file.text }], () => null);
      if (editor.getModel() !== model) {
        if (shown !== '') views.set(shown, editor.saveViewState());
        shown = file.name;
        editor.setModel(model);
        const view = views.get(file.name);
        if (view) editor.restoreViewState(view);
        change((state) => {
          state.problems = [];
        });
        check(file.name);
      }
    };
    follow();
    const unsubscribe = useWorkspace.subscribe((state, before) => {
      if (state.files !== before.files || state.active !== before.active) follow();
    });
    const typed = editor.onDidChangeModelContent(() => {
      const model = editor.getModel();
      const { active } = useWorkspace.getState();
      if (!model || model.uri.toString() !== uriOf(active).toString()) return;
      if (model.getValueLength() > MAX_FILE) {
        notice.current(`That is ${(model.getValueLength() / 1e6).toFixed(1)} MB: a file holds up to ${MAX_FILE / 1e6} MB. The text before it is back.`);
        model.setValue(fileText(active) ?? '');
        return;
      }
      const text = model.getValue();
      if (text !== fileText(active)) {
        notice.current(undefined);
        change((state) => {
          const file = state.files.find(({ name }) => name === active);
          if (file) state.files[state.files.indexOf(file)] = { name: active, text };
        });
      }
      check(active);
    });
    const recolour = () => monaco.editor.setTheme(themeName());
    const goTo = (event: Event) => {
      const { line, column } = (event as CustomEvent<FileProblem>).detail;
      editor.revealLineInCenterIfOutsideViewport(line);
      editor.setPosition({ lineNumber: line, column });
      editor.focus();
    };
    window.addEventListener('kubetick-theme', recolour);
    window.addEventListener('kubetick-go-to', goTo);
    const focus = () => editor.focus();
    window.addEventListener('kubetick-focus-editor', focus);
    if (useWorkspace.getState().edit) focus();
    return () => {
      clearTimeout(checking);
      window.removeEventListener('kubetick-theme', recolour);
      window.removeEventListener('kubetick-go-to', goTo);
      window.removeEventListener('kubetick-focus-editor', focus);
      unsubscribe();
      typed.dispose();
      editor.dispose();
    };
  }, []);
  return <div ref={host} className="monaco" data-testid="editor" />;
}

function showProblems(name: string, problems: readonly FileProblem[]): void {
  change((state) => {
    state.problems = [...problems];
  });
  const model = monaco.editor.getModel(uriOf(name));
  if (!model) return;
  monaco.editor.setModelMarkers(
    model,
    'server',
    problems.map((problem) => ({
      severity: monaco.MarkerSeverity.Error,
      message: problem.message,
      source: 'API server',
      startLineNumber: problem.line,
      endLineNumber: problem.line,
      startColumn: problem.column,
      endColumn: problem.endColumn,
    })),
  );
}

const fileText = (name: string): string | undefined => useWorkspace.getState().files.find((file) => file.name === name)?.text;
const themeName = () => (document.documentElement.dataset['theme'] === 'light' ? 'kubetick-light' : 'kubetick-dark');
const languageOf = (name: string) => (/\.(ya?ml|json)$/i.test(name) ? 'yaml' : 'plaintext');
