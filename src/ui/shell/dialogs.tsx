import { CommandPalette } from './command-palette.tsx';
import { Examples } from './examples.tsx';
import { Help } from './help.tsx';

export default function Dialogs() {
  return (
    <>
      <CommandPalette />
      <Examples />
      <Help />
    </>
  );
}
