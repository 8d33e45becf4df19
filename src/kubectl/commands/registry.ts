/** All commands, one line each. */
import type { Command } from '../command.ts';
import { describe } from './describe.ts';
import { get } from './get.ts';
import { options } from './options.ts';
import { rollout } from './rollout/rollout.ts';
import { wait } from './wait.ts';

export const COMMANDS: readonly Command[] = [
  describe,
  get,
  options,
  rollout,
  wait,
];
