/** The parts of Monaco that a YAML editor needs, its worker, and the schemas of Kubernetes. */
import * as monaco from 'monaco-editor/editor';
import 'monaco-editor/features/bracketMatching/register';
import 'monaco-editor/features/caretOperations/register';
import 'monaco-editor/features/clipboard/register';
import 'monaco-editor/features/codeAction/register';
import 'monaco-editor/features/codicon/register';
import 'monaco-editor/features/comment/register';
import 'monaco-editor/features/contextmenu/register';
import 'monaco-editor/features/cursorUndo/register';
import 'monaco-editor/features/find/register';
import 'monaco-editor/features/folding/register';
import 'monaco-editor/features/gotoError/register';
import 'monaco-editor/features/hover/register';
import 'monaco-editor/features/indentation/register';
import 'monaco-editor/features/linesOperations/register';
import 'monaco-editor/features/longLinesHelper/register';
import 'monaco-editor/features/multicursor/register';
import 'monaco-editor/features/snippet/register';
import 'monaco-editor/features/suggest/register';
import 'monaco-editor/features/tokenization/register';
import 'monaco-editor/features/wordHighlighter/register';
import 'monaco-editor/features/wordOperations/register';
import 'monaco-editor/languages/definitions/yaml/register';
import { configureMonacoYaml } from 'monaco-yaml';
import type { JSONSchema } from 'monaco-yaml';
import { quickFixes } from './quick-fixes.ts';
import { editorSchema } from './editor-schema.ts';
import schemas from '../../../api/schema/data/schemas.json';

export { monaco };

const startWorker = (label: string): Worker =>
  label === 'yaml'
    ? new Worker(new URL('./yaml-worker.ts', import.meta.url), { type: 'module', name: 'yaml' })
    : new Worker(new URL('./editor-worker.ts', import.meta.url), { type: 'module', name: 'editor' });

let started = false;

/** Once per page: themes, YAML's language features, quick fixes. */
export function startYaml(): void {
  if (started) return;
  started = true;
  (globalThis as { MonacoEnvironment?: object }).MonacoEnvironment = { getWorker: (_: string, label: string) => startWorker(label) };
  defineThemes();
  // monaco-yaml asks for a worker by module name, as Monaco did before 0.57: it is handed one that is started here.
  const withWorker = {
    ...monaco,
    editor: {
      ...monaco.editor,
      createWebWorker: ({ label, createData }: { label: string; createData: unknown }) => {
        const worker = startWorker(label);
        worker.postMessage('ignore');
        worker.postMessage(createData);
        return monaco.editor.createWebWorker({ worker });
      },
    },
  } as unknown as Parameters<typeof configureMonacoYaml>[0];
  const schemaWith = (descriptions?: Readonly<Record<string, string>>) => ({
    schemas: [{ uri: 'kubernetes', fileMatch: ['*'], schema: editorSchema(schemas as Record<string, JSONSchema>, descriptions) }],
  });
  const yaml = configureMonacoYaml(withWorker, {
    enableSchemaRequest: false,
    // The API server's own words come from the worker; a second opinion beside them would only confuse.
    validate: false,
    completion: true,
    hover: true,
    format: { enable: false },
    ...schemaWith(),
  });
  // What the fields mean comes when the editor stands: without it nothing but the hover's text is missing.
  void import('virtual:api-descriptions').then(({ default: descriptions }) => yaml.update(schemaWith(descriptions)));
  monaco.languages.registerCodeActionProvider('yaml', {
    provideCodeActions: async (model, range) => {
      const markers = monaco.editor.getModelMarkers({ resource: model.uri });
      return { actions: await quickFixes(model, range, markers), dispose: () => undefined };
    },
  });
}

function defineThemes(): void {
  const rules = (key: string, text: string, number: string, comment: string) => [
    { token: 'type', foreground: key },
    { token: 'string', foreground: text },
    { token: 'number', foreground: number },
    { token: 'keyword', foreground: number },
    { token: 'comment', foreground: comment },
    { token: 'operators', foreground: comment },
  ];
  monaco.editor.defineTheme('kubetick-dark', {
    base: 'vs-dark',
    inherit: true,
    rules: rules('7cc4ff', '5ec8a8', 'e6b450', '8b95a6'),
    colors: {
      'editor.background': '#151920',
      'editor.foreground': '#e8ebf0',
      'editorLineNumber.foreground': '#6b7688',
      'editorLineNumber.activeForeground': '#b5bdca',
      'editor.lineHighlightBorder': '#00000000',
      'editor.lineHighlightBackground': '#1b202980',
      'editorWidget.background': '#1b2029',
      'editorWidget.border': '#2a313d',
      'editorSuggestWidget.background': '#1b2029',
      'editorHoverWidget.background': '#1b2029',
      'editorCursor.foreground': '#7cc4ff',
      'editorLightBulb.foreground': '#7cc4ff',
      'editor.selectionBackground': '#7cc4ff3a',
      focusBorder: '#7cc4ff',
    },
  });
  monaco.editor.defineTheme('kubetick-light', {
    base: 'vs',
    inherit: true,
    rules: rules('0b63c0', '12705a', '8a5900', '667085'),
    colors: {
      'editor.background': '#fcfcfd',
      'editor.foreground': '#1a1f29',
      'editorLineNumber.foreground': '#828c9c',
      'editorLineNumber.activeForeground': '#3b4453',
      'editor.lineHighlightBorder': '#00000000',
      'editor.lineHighlightBackground': '#f0f2f580',
      'editorWidget.background': '#ffffff',
      'editorWidget.border': '#dfe3ea',
      'editorCursor.foreground': '#0b63c0',
      'editorLightBulb.foreground': '#0b63c0',
      'editor.selectionBackground': '#0b63c02e',
      focusBorder: '#0b63c0',
    },
  });
}
