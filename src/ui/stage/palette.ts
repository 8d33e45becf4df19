import { HUES } from './hues.ts';

/** The colours of the page, read from its style sheet: canvas and CSS cannot disagree. */
export interface Palette {
  readonly background: string;
  readonly card: string;
  readonly line: string;
  readonly ink: string;
  readonly soft: string;
  readonly lineStrong: string;
  readonly accent: string;
  readonly accentSoft: string;
  readonly bad: string;
  readonly badSoft: string;
  readonly hues: readonly string[];
  /** Ink on a filled hue. */
  readonly onHue: string;
}

export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  const value = (name: string) => style.getPropertyValue(name).trim();
  return {
    background: value('--pane'),
    card: value('--card'),
    line: value('--line'),
    ink: value('--ink'),
    soft: value('--soft'),
    lineStrong: value('--line-strong'),
    accent: value('--acc'),
    accentSoft: value('--acc-soft'),
    bad: value('--bad'),
    badSoft: value('--bad-soft'),
    hues: Array.from({ length: HUES }, (_, index) => value(`--h${index}`)),
    onHue: value('--on-hue'),
  };
}
