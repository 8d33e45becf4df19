import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/** What axe finds in the page, a line a rule. The insides of the editor and the terminal are their libraries'. `without`: rules that are not asked. */
export const violations = async (page: Page, without: readonly string[] = []): Promise<string[]> =>
  (
    await new AxeBuilder({ page })
      .exclude('.monaco-editor')
      .exclude('.xterm')
      .disableRules([...without])
      .analyze()
  ).violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
