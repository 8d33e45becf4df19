import type { editor, IRange, languages } from 'monaco-editor/editor';

/** What can be done about what stands at `range`, or about what the API server says of it. Fetches the repairs when they are first asked for. */
export async function quickFixes(model: editor.ITextModel, range: IRange, markers: readonly editor.IMarkerData[]): Promise<languages.CodeAction[]> {
  const { repairs } = await import('./repairs/repairs.ts');
  if (model.isDisposed()) return [];
  const text = model.getValue();
  const found = repairs(
    text,
    markers.map(({ startLineNumber, message }) => ({ line: startLineNumber, message })),
  );
  const here = markers.filter(({ startLineNumber, endLineNumber }) => startLineNumber <= range.endLineNumber && endLineNumber >= range.startLineNumber);
  return found
    .filter(({ lines }) => lines.first <= range.endLineNumber && lines.last >= range.startLineNumber)
    .map(({ title, edits }) => ({
      title,
      kind: 'quickfix',
      diagnostics: [...here],
      edit: {
        edits: edits.map(({ start, end, text: fresh }) => {
          const from = model.getPositionAt(start);
          const to = model.getPositionAt(end);
          return {
            resource: model.uri,
            versionId: model.getVersionId(),
            textEdit: { range: { startLineNumber: from.lineNumber, startColumn: from.column, endLineNumber: to.lineNumber, endColumn: to.column }, text: fresh },
          };
        }),
      },
    }));
}
