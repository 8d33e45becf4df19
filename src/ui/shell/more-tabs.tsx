import { ChevronsRight } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';

export interface NamedTab {
  readonly id: string;
  readonly name: string;
}

interface Hidden {
  readonly before: readonly NamedTab[];
  readonly after: readonly NamedTab[];
}

const same = (a: readonly NamedTab[], b: readonly NamedTab[]): boolean => a.length === b.length && a.every(({ id, name }, index) => id === b[index]!.id && name === b[index]!.name);

/** A row of tabs, and at its end a menu of those that have no room in it. The chosen one is always among those that are seen. */
export function TabsRow({
  label,
  tabs,
  chosen,
  choose,
  children,
  after,
}: {
  /** What the tabs are of. */
  label: string;
  tabs: readonly NamedTab[];
  chosen: string;
  choose: (id: string) => void;
  /** What scrolls: a child with the class `tabs`, in which each tab has its role. */
  children: ReactNode;
  after?: ReactNode;
}) {
  const row = useRef<HTMLDivElement>(null);
  const [{ before, after: beyond }, setHidden] = useState<Hidden>({ before: [], after: [] });
  useEffect(() => {
    const list = row.current?.querySelector('.tabs');
    if (!list) return undefined;
    const look = () => {
      const { left, right } = list.getBoundingClientRect();
      const found = [...list.querySelectorAll('[role=tab]')];
      const out = (beside: (box: DOMRect) => boolean) => tabs.filter((_, index) => found[index] !== undefined && beside(found[index].getBoundingClientRect()));
      const now = { before: out((box) => box.left < left - 1), after: out((box) => box.right > right + 1) };
      setHidden((last) => (same(last.before, now.before) && same(last.after, now.after) ? last : now));
    };
    // In braces: newer browsers give a Promise, which is no cleanup.
    void list.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    look();
    const observer = new ResizeObserver(look);
    observer.observe(list);
    list.addEventListener('scroll', look);
    return () => {
      observer.disconnect();
      list.removeEventListener('scroll', look);
    };
  }, [tabs, chosen]);
  const hidden = [...before, ...beyond];
  const names = hidden.map(({ name }) => name).join(', ');
  return (
    <div ref={row} className={`tabs-row${before.length > 0 ? ' cut-left' : ''}${beyond.length > 0 ? ' cut-right' : ''}`}>
      {children}
      {hidden.length > 0 && (
        <DropdownMenu.Root modal={false}>
          <DropdownMenu.Trigger className="btn small icon bare" aria-label={`More ${label}: ${names}`} title={names}>
            <ChevronsRight size={14} aria-hidden="true" />
          </DropdownMenu.Trigger>
          <DropdownMenu.Portal>
            <DropdownMenu.Content className="menu" align="end" sideOffset={6} collisionPadding={8}>
              {hidden.map(({ id, name }) => (
                <DropdownMenu.Item key={id} className="menu-item" onSelect={() => choose(id)}>
                  {name}
                </DropdownMenu.Item>
              ))}
            </DropdownMenu.Content>
          </DropdownMenu.Portal>
        </DropdownMenu.Root>
      )}
      {after}
    </div>
  );
}
