import { BreakDialog } from '../trouble/break-dialog.tsx';
import { TrafficDialog } from '../trouble/traffic-dialog.tsx';
import { AnimationDialog } from './animation-dialog.tsx';
import { CommandPalette } from './command-palette.tsx';
import { Compare } from './compare.tsx';
import { Examples } from './examples.tsx';
import { Help } from './help.tsx';

export default function Dialogs() {
  return (
    <>
      <CommandPalette />
      <Compare />
      <Examples />
      <Help />
      <BreakDialog />
      <TrafficDialog />
      <AnimationDialog />
    </>
  );
}
