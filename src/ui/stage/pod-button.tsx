import { memo } from 'react';
import { select } from '../stores/workspace.ts';
import type { PodWords } from './drawing/words.ts';

/** A pod that is drawn, to be focused, read out and pressed. `onPoint` hears of its focus. */
export const PodButton = memo(function PodButton({
  podKey,
  name,
  shape,
  status,
  x,
  y,
  width,
  height,
  label,
  selected,
  onPoint,
}: Omit<PodWords, 'key' | 'uid'> & { readonly podKey: string; readonly selected: boolean; readonly onPoint?: (pod: string) => void }) {
  return (
    <li>
      <button
        type="button"
        className="pod"
        data-testid="pod"
        data-name={name}
        data-shape={shape}
        data-status={status}
        aria-pressed={selected}
        aria-label={label}
        onFocus={onPoint && (() => onPoint(podKey))}
        style={{ left: x, top: y, width, height }}
        onClick={(event) => {
          event.stopPropagation();
          select(podKey);
        }}
      />
    </li>
  );
});
