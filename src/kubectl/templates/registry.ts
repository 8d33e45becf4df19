/** The output formats that take a template: one line each. */
import type { TemplateFormat } from '../printers/output.ts';
import { CUSTOM_COLUMNS_FORMATS } from './custom-columns.ts';
import { GO_TEMPLATE_FORMATS } from './go-template-format.ts';
import { JSONPATH_FORMATS } from './jsonpath-format.ts';

export const TEMPLATE_FORMATS: readonly TemplateFormat[] = [...GO_TEMPLATE_FORMATS, ...JSONPATH_FORMATS, ...CUSTOM_COLUMNS_FORMATS];
