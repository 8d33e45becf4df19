import { Popover } from 'radix-ui';
import { Suspense } from 'react';
import type { ReactNode } from 'react';
import { openPanel, useTime } from '../stores/time.ts';
import type { TimePanel } from '../stores/time.ts';

/** A button with a panel under it; which one is open is known to keys and palette too. */
export function PanelMenu({
  panel,
  label,
  title,
  className = 'btn',
  button,
  children,
}: {
  panel: TimePanel;
  label: string;
  title?: string;
  className?: string;
  button: ReactNode;
  children: ReactNode;
}) {
  const open = useTime((state) => state.open === panel);
  return (
    <Popover.Root open={open} onOpenChange={(next) => openPanel(next ? panel : undefined)}>
      <Popover.Trigger className={className} aria-label={label} title={title}>
        {button}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className="menu panel-menu" align="center" sideOffset={6} collisionPadding={8} aria-label={label}>
          <Suspense fallback={<p className="loading">…</p>}>{children}</Suspense>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
