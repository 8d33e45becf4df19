/** `-o jsonpath`, `jsonpath-file`, `jsonpath-as-json` (upstream: cli-runtime `printers/jsonpath.go`, `genericclioptions/jsonpath_flags.go`). */
import { quote } from '../../base/go-format.ts';
import { err, ok } from '../../base/result.ts';
import { failed } from '../failure.ts';
import type { TemplateFormat } from '../printers/output.ts';
import { goJson, goSyntax, goText, isMap, sortKeys } from './go-value.ts';
import { jsonPathResults } from './jsonpath.ts';
import { parseJsonPath } from './jsonpath-parser.ts';

type Compile = TemplateFormat['compile'];

const compileWith =
  (asJson: boolean): Compile =>
  (template, { allowMissingKeys }) => {
    if (template === '') return err(failed('template format specified but no template given'));
    const parsed = parseJsonPath(template);
    if (!parsed.ok) return err(failed(`error parsing jsonpath ${template}, ${parsed.error}`));
    return ok((object) => {
      const found = jsonPathResults(template, object, allowMissingKeys);
      if (found.ok) return ok(found.value.map(asJson ? jsonText : resultText).join(''));
      const more =
        `Error executing template: ${found.error}. Printing more information for debugging the template:\n` +
        `\ttemplate was:\n\t\t${template}\n\tobject given to jsonpath engine was:\n\t\t${goSyntax(object, 'int64')}\n\n`;
      return err(failed(`error executing jsonpath ${quote(template)}: ${more}\n`));
    });
  };

/** The values of one piece with blanks between; lists and maps as JSON (upstream: PrintResults). */
const resultText = (values: readonly unknown[]): string =>
  values.map((value) => (Array.isArray(value) || isMap(value) ? goJson(value) : value === null ? 'null' : goText(value, 'int64'))).join(' ');

const jsonText = (values: readonly unknown[]): string =>
  `${JSON.stringify(sortKeys(values), null, 4).replace(/[<>&\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`;

const fromFile =
  (compile: Compile): Compile =>
  (path, context) => {
    if (path === '') return compile('', context);
    const text = context.readFile(path);
    return text === undefined ? err(failed(`error reading --template ${path}, open ${path}: no such file or directory`)) : compile(text, context);
  };

export const JSONPATH_FORMATS: readonly TemplateFormat[] = [
  { name: 'jsonpath', compile: compileWith(false) },
  { name: 'jsonpath-file', compile: fromFile(compileWith(false)) },
  { name: 'jsonpath-as-json', compile: compileWith(true) },
];
