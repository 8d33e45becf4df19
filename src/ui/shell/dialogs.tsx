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
    </>
  );
}
