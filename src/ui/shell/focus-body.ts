/** What a dialog is for has the focus when it opens, not the button that closes it. For Radix' `onOpenAutoFocus`. */
export function focusBody(event: Event): void {
  const body = (event.currentTarget as HTMLElement | null)?.querySelector<HTMLElement>('.dialog-body, .compare-body');
  const first = body?.matches('[tabindex]') ? body : body?.querySelector<HTMLElement>('select, input, textarea, button');
  if (!first) return;
  event.preventDefault();
  first.focus();
}
