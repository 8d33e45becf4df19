/** `kubectl certificate` (upstream: pkg/cmd/certificates/certificates.go). No one asks the simulated cluster for certificates, so there is none to approve. */
import { notFound } from '../../api/meta/status.ts';
import type { Command } from '../command.ts';
import { filenameFlags, hasFiles } from '../common-flags.ts';
import { failed, statusFailure, together } from '../failure.ts';
import { OUTPUT_FLAGS } from '../printers/output.ts';

const modify = (name: string, short: string): Command => ({
  name,
  short,
  usage: `certificate ${name} (-f FILENAME | NAME) [options]`,
  examples: `kubectl certificate ${name} csr-sqgzp`,
  flags: [...OUTPUT_FLAGS, ...filenameFlags('that name the request'), { name: 'force', type: 'bool', help: 'Even if it has been decided on already.' }],
  *run(call) {
    if (call.args.length === 0 && !hasFiles(call)) return failed('one or more CSRs must be specified as <name> or -f <filename>');
    if (hasFiles(call)) return failed('CertificateSigningRequests are not part of this simulation');
    return together(call.args.map((csr) => statusFailure(notFound({ group: 'certificates.k8s.io', resource: 'certificatesigningrequests' }, csr))));
  },
});

export const certificate: Command = {
  name: 'certificate',
  group: 'Cluster Management Commands',
  short: 'Modify certificate resources',
  usage: 'certificate SUBCOMMAND [options]',
  bareHelp: 'answer',
  subcommands: [modify('approve', 'Approve a certificate signing request'), modify('deny', 'Deny a certificate signing request')],
};
