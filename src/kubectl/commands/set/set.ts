/** `kubectl set` (upstream: kubectl `pkg/cmd/set/set.go`). */
import type { Command } from '../../command.ts';
import { setEnv } from './set-env.ts';
import { setImage } from './set-image.ts';
import { setResources } from './set-resources.ts';
import { setSelector } from './set-selector.ts';
import { setServiceAccount } from './set-serviceaccount.ts';
import { setSubject } from './set-subject.ts';

export const set: Command = {
  name: 'set',
  group: 'Basic Commands (Beginner)',
  short: 'Change certain features of objects',
  usage: 'set SUBCOMMAND [options]',
  subcommands: [setEnv, setImage, setResources, setSelector, setServiceAccount, setSubject],
};
