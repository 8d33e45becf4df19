/** Selectors of objects in the forms that kubectl prints. */
import { formatSelector, selectorFromLabels, toSelector } from '../../api/meta/selector.ts';
import type { Wire } from './wire.ts';

/** `a=1,b=2`; `<none>` for no labels (upstream: labels.FormatLabels). */
export const formatLabels = (labels: Readonly<Record<string, string>> | undefined): string => formatSelector(selectorFromLabels(labels ?? {})) || '<none>';

/** `a=1,b in (x,y),!c`; empty for a selector that selects everything or nothing. */
export function selectorText(selector: Wire): string {
  const read = toSelector(selector);
  return read.ok ? formatSelector(read.value) : '';
}
