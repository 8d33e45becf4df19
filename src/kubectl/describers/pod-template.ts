/** The pod template of a workload (upstream: DescribePodTemplate); `kubectl rollout history --revision` prints it too. */
import { writeContainers } from './container.ts';
import { writeAnnotations, writeLabels, writeTolerations } from './metadata.ts';
import type { PrefixWriter } from './prefix-writer.ts';
import { formatLabelSelector } from '../../api/meta/selector.ts';
import { writeVolumes } from './volume.ts';
import { byText, type Wire } from './wire.ts';

export function writePodTemplate(w: PrefixWriter, template: Wire): void {
  w.write(0, 'Pod Template:\n');
  if (!template) {
    w.write(1, '<unset>');
    return;
  }
  const { metadata = {}, spec = {} } = template;
  writeLabels(w, '  Labels', metadata.labels);
  if (Object.keys(metadata.annotations ?? {}).length > 0) writeAnnotations(w, '  Annotations', metadata.annotations);
  if (spec.serviceAccountName) w.write(1, `Service Account:\t${spec.serviceAccountName}\n`);
  if (spec.initContainers?.length) writeContainers(w, { title: 'Init Containers', containers: spec.initContainers, space: '  ' });
  writeContainers(w, { title: 'Containers', containers: spec.containers, space: '  ' });
  writeVolumes(w, spec.volumes, '  ');
  writeTopologySpread(w, spec.topologySpreadConstraints, '  ');
  if (spec.priorityClassName) w.write(1, `Priority Class Name:\t${spec.priorityClassName}\n`);
  writeLabels(w, '  Node-Selectors', spec.nodeSelector);
  writeTolerations(w, '  Tolerations', spec.tolerations);
}

export function writeTopologySpread(w: PrefixWriter, constraints: readonly Wire[] | undefined, space = ''): void {
  if (!constraints?.length) return;
  w.write(0, `${space}Topology Spread Constraints:\t`);
  [...constraints]
    .sort((a, b) => byText(a.topologyKey, b.topologyKey))
    .forEach(({ topologyKey, whenUnsatisfiable, maxSkew, labelSelector }, i) => {
      if (i > 0) w.write(0, `${space}\t`);
      w.write(0, `${topologyKey}:${whenUnsatisfiable} when max skew ${maxSkew} is exceeded${labelSelector ? ` for selector ${formatLabelSelector(labelSelector)}` : ''}\n`);
    });
}
