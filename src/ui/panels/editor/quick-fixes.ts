import type { editor, languages } from 'monaco-editor/editor';
import { repairs } from './repairs.ts';

/** What to do about a marker, offered where the marker is. */
export function quickFixes(model: editor.ITextModel, markers: readonly editor.IMarkerData[]): languages.CodeAction[] {
  if (markers.length === 0 || model.getValueLength() > 200_000) return [];
  const text = model.getValue();
  return repairs(text)
    .filter(({ lines }) => markers.some(({ startLineNumber }) => lines === undefined || (startLineNumber >= lines.first && startLineNumber <= lines.last)))
    .map(({ title, repaired }) => ({
      title,
      kind: 'quickfix',
      diagnostics: [...markers],
      isPreferred: true,
      edit: { edits: [{ resource: model.uri, versionId: model.getVersionId(), textEdit: { range: model.getFullModelRange(), text: repaired } }] },
    }));
}
