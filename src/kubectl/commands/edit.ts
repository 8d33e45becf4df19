/** `kubectl edit` (upstream: kubectl `pkg/cmd/edit/edit.go`). */
import type { Command } from '../command.ts';
import { fieldManagerFlag, filenameFlags, RECORD_FLAG, SAVE_CONFIG_FLAG, subresourceFlag, VALIDATE_FLAG } from '../common-flags.ts';
import { editResources } from '../editing.ts';
import { OUTPUT_FLAGS } from '../printers/output.ts';

export const edit: Command = {
  name: 'edit',
  group: 'Basic Commands (Intermediate)',
  short: 'Change an object in an editor',
  usage: 'edit (RESOURCE/NAME | -f FILENAME) [options]',
  examples: `# In the editor that KUBE_EDITOR or EDITOR names
kubectl edit deployment/web
KUBE_EDITOR="nano" kubectl edit svc/web`,
  completes: 'resources',
  flags: [
    ...OUTPUT_FLAGS,
    RECORD_FLAG,
    VALIDATE_FLAG,
    SAVE_CONFIG_FLAG,
    fieldManagerFlag('kubectl-edit'),
    ...filenameFlags('that name what to edit'),
    subresourceFlag('Edit this subresource of the object.'),
    { name: 'output-patch', type: 'bool', help: 'Print the patch that the edit came to.' },
    { name: 'windows-line-endings', type: 'bool', help: 'Write the file with CRLF.' },
  ],
  run: (call) => editResources(call, 'live'),
};
