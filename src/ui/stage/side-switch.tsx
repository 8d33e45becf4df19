import { beside, main } from '../stores/mirror.ts';
import { useBranchName } from '../stores/sides.ts';

export type Shown = 'here' | 'beside';

/** Two branches by name, one of them chosen. `told`: what a screen reader hears after each name. */
export function SideSwitch({ side, told, choose }: { side: Shown; told: Readonly<Partial<Record<Shown, string>>>; choose: (side: Shown) => void }) {
  const names = { here: useBranchName(main), beside: useBranchName(beside) };
  return (
    <span className="beside-switch">
      {(['here', 'beside'] as const).map((one) => (
        <button key={one} type="button" aria-pressed={side === one} onClick={() => choose(one)}>
          <span className="beside-name">{names[one]}</span>
          {told[one] !== undefined && <span className="sr-only"> {told[one]}</span>}
        </button>
      ))}
    </span>
  );
}
