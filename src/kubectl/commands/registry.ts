/** All commands, one line each. */
import type { Command } from '../command.ts';
import { get } from './get.ts';
import { options } from './options.ts';

export const COMMANDS: readonly Command[] = [
  get,
  options,
];
