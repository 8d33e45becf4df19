/** `kubectl apply edit-last-applied` (upstream: kubectl `pkg/cmd/apply/apply_edit_last_applied.go`). */
import type { Command } from '../../command.ts';
import { fieldManagerFlag, filenameFlags, RECORD_FLAG, VALIDATE_FLAG } from '../../common-flags.ts';
import { editResources } from '../../editing.ts';
import { OUTPUT_FLAGS } from '../../printers/output.ts';

export const editLastApplied: Command = {
  name: 'edit-last-applied',
  short: 'Edit what was applied last',
  usage: 'apply edit-last-applied (RESOURCE/NAME | -f FILENAME) [options]',
  completes: 'resources',
  flags: [
    ...OUTPUT_FLAGS,
    RECORD_FLAG,
    VALIDATE_FLAG,
    fieldManagerFlag('kubectl-client-side-apply'),
    ...filenameFlags('that name what to edit'),
    { name: 'windows-line-endings', type: 'bool', help: 'Write the file with CRLF.' },
  ],
  run: (call) => editResources(call, 'last-applied'),
};
