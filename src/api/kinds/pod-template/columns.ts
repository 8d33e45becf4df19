import type { TableColumn } from '../../descriptor.ts';
import { formatLabels } from '../printing.ts';
import type { PodTemplate } from './types.ts';

export const podTemplateColumns: readonly TableColumn<PodTemplate>[] = [
  { name: 'Containers', priority: 0, cell: ({ template }) => (template.spec.containers ?? []).map(({ name }) => name).join(',') },
  { name: 'Images', priority: 0, cell: ({ template }) => (template.spec.containers ?? []).map(({ image }) => image).join(',') },
  { name: 'Pod Labels', priority: 0, cell: ({ template }) => formatLabels(template.metadata?.labels) },
];
