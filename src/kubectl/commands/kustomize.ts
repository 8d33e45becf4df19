/** `kubectl kustomize`. */
import type { Command } from '../command.ts';
import { failed } from '../failure.ts';

export const kustomize: Command = {
  name: 'kustomize',
  group: 'Advanced Commands',
  short: 'Build what a kustomization folder describes',
  usage: 'kustomize DIR [flags] [options]',
  *run() {
    return failed('kustomizations are not part of this simulation');
  },
};
