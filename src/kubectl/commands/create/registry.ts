/** The generators of `kubectl create KIND NAME`: one line each. */
import type { Command } from '../../command.ts';

export const CREATE_COMMANDS: readonly Command[] = [];
