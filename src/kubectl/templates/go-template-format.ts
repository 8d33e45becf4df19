/** `-o go-template`, `template`, and their file forms (upstream: cli-runtime `printers/template.go`, `genericclioptions/template_flags.go`). */
import { quote } from '../../base/go-format.ts';
import { err, ok } from '../../base/result.ts';
import { failed } from '../failure.ts';
import type { TemplateFormat } from '../printers/output.ts';
import { FUNCTIONS } from './go-template-functions.ts';
import { parseTemplate } from './go-template-parser.ts';
import { renderTemplate } from './go-template-run.ts';
import { goJson, goText } from './go-value.ts';

type Compile = TemplateFormat['compile'];

const NAMES: ReadonlySet<string> = new Set([...FUNCTIONS.keys(), 'and', 'or']);

const compile: Compile = (text, { allowMissingKeys, out }) => {
  if (text === '') return err(failed('template format specified but no template given'));
  const template = parseTemplate(text, NAMES);
  if (!template.ok) return err(failed(`error parsing template ${text}, ${template.error}`));
  return ok((object) => {
    const { text: written, error } = renderTemplate(template.value, object, !allowMissingKeys);
    if (error === undefined) return ok(written);
    const more =
      `Error executing template: ${error}. Printing more information for debugging the template:\n` +
      `\ttemplate was:\n\t\t${text}\n\traw data was:\n\t\t${goJson(object)}\n\tobject given to template engine was:\n\t\t${goText(object, 'int64')}\n\n`;
    out(written + more);
    return err(failed(`error executing template ${quote(text)}: ${error}`));
  });
};

const fromFile: Compile = (path, context) => {
  if (path === '') return compile('', context);
  const text = context.readFile(path);
  return text === undefined ? err(failed(`error reading --template ${path}, open ${path}: no such file or directory`)) : compile(text, context);
};

export const GO_TEMPLATE_FORMATS: readonly TemplateFormat[] = [
  { name: 'go-template', compile },
  { name: 'go-template-file', compile: fromFile },
  { name: 'template', compile },
  { name: 'templatefile', compile: fromFile },
];
