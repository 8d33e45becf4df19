import { FitAddon } from '@xterm/addon-fit';
import { Terminal as Xterm } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import { useEffect, useRef } from 'react';
import { narrowScreen } from '../../shell/screen.ts';
import { PortPanel } from './port-panel.tsx';
import { shell } from './shell-session.ts';

function colours(element: Element) {
  const style = getComputedStyle(element);
  const value = (name: string) => style.getPropertyValue(name).trim();
  return {
    background: value('--terminal'),
    foreground: value('--ink'),
    cursor: value('--acc'),
    cursorAccent: value('--terminal'),
    selectionBackground: `${value('--acc')}55`,
    red: value('--bad'),
    green: value('--good'),
    yellow: value('--warn'),
    blue: value('--acc'),
  };
}

/** What `kubectl get pods` takes. */
const LEAST_COLUMNS = 80;

/** What Tab would lead to next, were it not taken; borders between panels are passed over. */
function after(element: HTMLElement): HTMLElement | undefined {
  return [...document.querySelectorAll<HTMLElement>('button:not(:disabled), input, select, [tabindex]')].find(
    (one) =>
      one.tabIndex >= 0 &&
      one.role !== 'separator' &&
      !element.contains(one) &&
      (element.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0 &&
      one.checkVisibility(),
  );
}

/** xterm with the page's one shell in it. */
export default function Terminal() {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const narrow = narrowScreen.matches;
    const xterm = new Xterm({
      screenReaderMode: true,
      convertEol: false,
      cursorBlink: false,
      fontFamily: getComputedStyle(element).getPropertyValue('--mono'),
      fontSize: narrow ? 11.5 : 12.5,
      lineHeight: 1.35,
      scrollback: 10_000,
      theme: colours(element),
      minimumContrastRatio: 4.5,
    });
    const fit = new FitAddon();
    xterm.loadAddon(fit);
    xterm.open(element);
    xterm.textarea?.setAttribute('aria-label', 'kubectl command line. Escape leaves it.');
    /** As many columns as there is room for; kubectl's tables need more than a narrow screen has: it scrolls sideways. */
    const arrange = (): void => {
      const room = fit.proposeDimensions();
      if (!room || Number.isNaN(room.cols)) return;
      const columns = narrow ? Math.max(LEAST_COLUMNS, room.cols) : room.cols;
      xterm.resize(columns, room.rows);
      if (xterm.element) xterm.element.style.width = columns > room.cols ? `${Math.ceil((columns / room.cols) * element.clientWidth)}px` : '';
    };
    arrange();
    if (narrow) {
      // The cursor is never out of sight.
      xterm.onCursorMove(() => {
        const at = (xterm.buffer.active.cursorX / xterm.cols) * element.scrollWidth;
        if (at < element.scrollLeft + 20) element.scrollLeft = Math.max(0, at - 40);
        else if (at > element.scrollLeft + element.clientWidth - 40) element.scrollLeft = at - element.clientWidth + 80;
      });
    }
    const detach = shell.attach({
      write: (text) => xterm.write(text),
      clear: () => xterm.reset(),
      get columns() {
        return xterm.cols;
      },
    });
    xterm.onData((data) => void shell.key(data));
    // Ctrl+C copies where something is marked, and interrupts where nothing is; Ctrl+V and Ctrl+K stay the browser's and the page's.
    xterm.attachCustomKeyEventHandler((event) => {
      if (event.type !== 'keydown') return true;
      // Tab completes, so another key has to lead out.
      if (event.key === 'Escape') {
        after(element)?.focus();
        return false;
      }
      const control = event.ctrlKey || event.metaKey;
      if (control && event.key === 'c' && xterm.hasSelection()) {
        void navigator.clipboard?.writeText(xterm.getSelection());
        xterm.clearSelection();
        return false;
      }
      return !(control && event.key === 'v');
    });
    const observer = new ResizeObserver(() => {
      if (element.clientWidth > 0) arrange();
    });
    observer.observe(element);
    const recolour = () => {
      xterm.options.theme = colours(element);
    };
    window.addEventListener('kubetick-theme', recolour);
    const focus = () => xterm.focus();
    window.addEventListener('kubetick-focus-terminal', focus);
    return () => {
      window.removeEventListener('kubetick-theme', recolour);
      window.removeEventListener('kubetick-focus-terminal', focus);
      observer.disconnect();
      detach();
      xterm.dispose();
    };
  }, []);
  return (
    <>
      <div className="terminal" data-testid="terminal" ref={host} />
      <PortPanel />
    </>
  );
}
