/** What a pod is called inside (upstream: pkg/kubelet/kubelet_pods.go GeneratePodHostNameAndDomain, managedHostsFileContent). */
import type { Pod } from '../api/kinds/pod/types.ts';

export function hostname(pod: Pod): string {
  if (pod.spec.hostnameOverride) return pod.spec.hostnameOverride;
  if (pod.spec.hostNetwork) return pod.spec.nodeName ?? pod.metadata.name;
  return (pod.spec.hostname ?? pod.metadata.name).slice(0, 63).replace(/[-.]+$/, '');
}

export function hostDomain(pod: Pod, clusterDomain: string): string {
  return pod.spec.subdomain ? `${pod.spec.subdomain}.${pod.metadata.namespace}.svc.${clusterDomain}` : '';
}

const HEADER = '127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\nfe00::0\tip6-localnet\nfe00::0\tip6-mcastprefix\nfe00::1\tip6-allnodes\nfe00::2\tip6-allrouters\n';

/** The host name as the pod's kernel has it, which with `setHostnameAsFQDN` is the full one. */
export function kernelHostname(pod: Pod, clusterDomain: string): string {
  const domain = hostDomain(pod, clusterDomain);
  return pod.spec.setHostnameAsFQDN && domain !== '' ? `${hostname(pod)}.${domain}` : hostname(pod);
}

/** The pod's /etc/hosts. */
export function hostsFile(pod: Pod, ip: string, clusterDomain: string): string {
  const name = hostname(pod);
  const domain = hostDomain(pod, clusterDomain);
  const own = pod.spec.hostNetwork
    ? `# Kubernetes-managed hosts file (host network).\n127.0.0.1\tlocalhost\n${ip}\t${name}\n`
    : `# Kubernetes-managed hosts file.\n${HEADER}${ip}\t${domain === '' ? name : `${name}.${domain}\t${name}`}\n`;
  const aliases = pod.spec.hostAliases ?? [];
  if (aliases.length === 0) return own;
  return `${own}\n# Entries added by HostAliases.\n${aliases.map(({ ip: address, hostnames = [] }) => `${address}\t${hostnames.join('\t')}\n`).join('')}`;
}

/** The pod's /etc/resolv.conf. */
export function resolvFile(pod: Pod, clusterDNS: string, clusterDomain: string): string {
  const { dnsPolicy, dnsConfig, hostNetwork } = pod.spec;
  const cluster = dnsPolicy === 'ClusterFirstWithHostNet' || (dnsPolicy === 'ClusterFirst' && !hostNetwork);
  const servers = [...(cluster ? [clusterDNS] : []), ...(dnsConfig?.nameservers ?? [])];
  const searches = [...(cluster ? [`${pod.metadata.namespace}.svc.${clusterDomain}`, `svc.${clusterDomain}`, clusterDomain] : []), ...(dnsConfig?.searches ?? [])];
  const options = [...(cluster ? ['ndots:5'] : []), ...(dnsConfig?.options ?? []).map(({ name, value }) => (value === undefined ? name : `${name}:${value}`))];
  return [
    ...(searches.length > 0 ? [`search ${searches.join(' ')}`] : []),
    ...servers.map((server) => `nameserver ${server}`),
    ...(options.length > 0 ? [`options ${options.join(' ')}`] : []),
  ]
    .map((line) => `${line}\n`)
    .join('');
}
