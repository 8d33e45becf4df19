/** `kubetick`: plays scenarios and manifests from the command line. */
import '../controllers/admission/policies/install.ts';
import '../api/schema/install.ts';
import '../kubelet/process/applets/install.ts';
import { record } from './commands/record.ts';
import { runManifests } from './commands/run.ts';

export { playFile } from './commands/record.ts';

const HELP = `kubetick: a Kubernetes control plane on virtual time

  kubetick record SCENARIO.yaml -o RECORDING.json   play a scenario and write what was printed and what changed
  kubetick record FOLDER -o FOLDER                  the same for each scenario below a folder
      --images FILE      the images that there are (default: those of the recorded cluster)
      --nodes FILE       the nodes, a JSON list of Node objects (default: those of the recorded cluster)
      --addons NAMES     add-ons that are on: a list with commas, or all (default: none)
      --namespace default  play in the real namespace default rather than in a fresh one

  kubetick run FILE…     apply manifests, wait until nothing changes, and print what is there
      --preset NAME      one, three, kubeadm, minikube, thousand, five-thousand (default: three)
      --addons NAMES     add-ons that are on: a list with commas, or all (default: the preset's)
      --timeout SECONDS  of virtual time (default: 300)
`;

/** Runs a command line. Gives the exit code: 0 done, 1 failed, 2 not understood. */
export function main(argv: readonly string[]): number {
  const [command, ...rest] = argv;
  switch (command) {
    case 'record':
      return record(rest);
    case 'run':
      return runManifests(rest);
    case undefined:
    case 'help':
    case '--help':
    case '-h':
      console.log(HELP);
      return command === undefined ? 2 : 0;
    default:
      console.error(`kubetick: there is no command "${command}"\n\n${HELP}`);
      return 2;
  }
}
