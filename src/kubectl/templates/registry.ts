/** The output formats that take a template: one line each. */
import type { TemplateFormat } from '../printers/output.ts';

export const TEMPLATE_FORMATS: readonly TemplateFormat[] = [];
