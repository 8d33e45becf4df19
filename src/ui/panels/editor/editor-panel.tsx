import { FolderOpen, Plus, X } from 'lucide-react';
import { lazy, Suspense, useMemo, useRef, useState } from 'react';
import { applyActive, openGallery, runCommand } from '../../shell/actions.ts';
import { TabsRow } from '../../shell/more-tabs.tsx';
import { change, putFiles, useWorkspace } from '../../stores/workspace.ts';
import { closeEdit } from './edit-session.ts';
import { PreviewStrip } from './preview-strip.tsx';

const CodeEditor = lazy(() => import('./code-editor.tsx'));

/** Larger files are refused: no manifest is, and the editor would freeze. */
export const MAX_FILE = 2_000_000;

const activate = (name: string) =>
  change((state) => {
    state.active = name;
  });

/** A tab per file, Monaco, and what to do with the file. */
export function EditorPanel() {
  const files = useWorkspace((state) => state.files);
  const active = useWorkspace((state) => state.active);
  const problems = useWorkspace((state) => state.problems);
  const edit = useWorkspace((state) => state.edit);
  const [renaming, setRenaming] = useState<string>();
  const [notice, setNotice] = useState<string>();
  const picker = useRef<HTMLInputElement>(null);
  const current = files.find((file) => file.name === active);
  const shownTabs = useMemo(() => files.flatMap(({ name }) => (name === renaming ? [] : [{ id: name, name }])), [files, renaming]);

  const take = async (list: FileList | null | undefined) => {
    for (const file of list ?? []) {
      if (file.size > MAX_FILE) {
        setNotice(`${file.name} is ${(file.size / 1e6).toFixed(1)} MB: files up to ${MAX_FILE / 1e6} MB are taken.`);
        continue;
      }
      setNotice(undefined);
      putFiles([{ name: file.name, text: await file.text() }]);
    }
  };
  return (
    <section
      className="pane editor-pane"
      aria-label="Files"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        if (event.dataTransfer.files.length === 0) return;
        event.preventDefault();
        void take(event.dataTransfer.files);
      }}
    >
      <TabsRow
        label="files"
        tabs={shownTabs}
        chosen={active}
        choose={activate}
        after={
          <>
            {files.length > 1 && (
              <button
                type="button"
                className="btn small icon bare"
                aria-label={`Close ${active}`}
                title={`Close ${active}`}
                onClick={() => (edit?.name === active ? closeEdit(false) : close(active))}
              >
                <X size={13} aria-hidden="true" />
              </button>
            )}
            <button type="button" className="btn small icon bare" aria-label="New file" title="New file" onClick={addFile}>
              <Plus size={14} aria-hidden="true" />
            </button>
          </>
        }
      >
        <div className="tabs file-tabs" role="tablist" aria-label="Files">
          {files.map(({ name }) =>
            renaming === name ? (
              <RenameField
                key={name}
                name={name}
                taken={files.map((file) => file.name)}
                onDone={(next) => {
                  setRenaming(undefined);
                  if (next !== name) rename(name, next);
                }}
              />
            ) : (
              <button
                key={name}
                type="button"
                role="tab"
                aria-selected={name === active}
                className="tab"
                title="Double-click to rename"
                onClick={() => activate(name)}
                onDoubleClick={() => name !== edit?.name && setRenaming(name)}
                onKeyDown={(event) => {
                  if (event.key === 'F2' && name !== edit?.name) setRenaming(name);
                }}
              >
                {name}
              </button>
            ),
          )}
        </div>
      </TabsRow>
      <div className="editor-host">
        {current && (
          <Suspense fallback={<pre className="text editor-waiting">{current.text.slice(0, 20_000)}</pre>}>
            <CodeEditor onNotice={setNotice} />
          </Suspense>
        )}
      </div>
      {(notice !== undefined || problems.length > 0) && (
        <div className="problems" role="status" data-testid="problems">
          {notice !== undefined && <p className="bad">{notice}</p>}
          {problems.slice(0, 4).map((problem) => (
            <p key={`${problem.line}:${problem.message}`}>
              <button type="button" className="linkish" onClick={() => window.dispatchEvent(new CustomEvent('kubetick-go-to', { detail: problem }))}>
                line {problem.line}
              </button>{' '}
              {problem.message}
            </p>
          ))}
          {problems.length > 4 && <p className="soft">and {problems.length - 4} more</p>}
        </div>
      )}
      <PreviewStrip />
      {edit?.name === active ? (
        <EditTools />
      ) : (
        <div className="editor-tools">
          <button type="button" className="btn primary" disabled={!current} onClick={() => void applyActive()}>
            Apply <kbd>Ctrl ↵</kbd>
          </button>
          <button type="button" className="btn" disabled={!current} title="kubectl diff -f" onClick={() => void runCommand(`kubectl diff -f ${active}`)}>
            diff
          </button>
          <button type="button" className="btn" onClick={openGallery}>
            examples
          </button>
          <button type="button" className="btn icon" aria-label="Open files" title="Open files (or drop them here)" onClick={() => picker.current?.click()}>
            <FolderOpen size={15} aria-hidden="true" />
          </button>
          <input
            ref={picker}
            type="file"
            multiple
            hidden
            accept=".yaml,.yml,.json,.txt,.sh,.conf"
            onChange={(event) => {
              void take(event.target.files);
              event.target.value = '';
            }}
          />
        </div>
      )}
    </section>
  );
}

/** In the tab that `kubectl edit` waits for. */
function EditTools() {
  return (
    <div className="editor-tools">
      <p className="soft edit-note" role="status">
        kubectl waits for this tab; the clock stands.
      </p>
      <button type="button" className="btn primary" onClick={() => closeEdit(true)}>
        Save and close <kbd>Ctrl ↵</kbd>
      </button>
      <button type="button" className="btn" onClick={() => closeEdit(false)}>
        Close without saving
      </button>
    </div>
  );
}

function RenameField({ name, taken, onDone }: { name: string; taken: readonly string[]; onDone: (name: string) => void }) {
  const [value, setValue] = useState(name);
  const finish = () => {
    const next = value.trim().replace(/[/\\]/g, '-').slice(0, 80);
    onDone(next === '' || (next !== name && taken.includes(next)) ? name : next);
  };
  return (
    <input
      className="rename"
      autoFocus
      aria-label={`New name of ${name}`}
      value={value}
      onFocus={(event) => event.target.select()}
      onChange={(event) => setValue(event.target.value)}
      onBlur={finish}
      onKeyDown={(event) => {
        if (event.key === 'Enter') finish();
        else if (event.key === 'Escape') onDone(name);
      }}
    />
  );
}

function rename(from: string, to: string): void {
  change((state) => {
    const file = state.files.find(({ name }) => name === from);
    if (file) state.files[state.files.indexOf(file)] = { name: to, text: file.text };
    if (state.active === from) state.active = to;
  });
}

function close(name: string): void {
  change((state) => {
    const index = state.files.findIndex((file) => file.name === name);
    if (index === -1 || state.files.length === 1) return;
    state.files.splice(index, 1);
    if (state.active === name) state.active = state.files[Math.min(index, state.files.length - 1)]!.name;
  });
}

function addFile(): void {
  change((state) => {
    let number = state.files.length + 1;
    while (state.files.some(({ name }) => name === `file-${number}.yaml`)) number += 1;
    const name = `file-${number}.yaml`;
    state.files.push({ name, text: '' });
    state.active = name;
  });
}
