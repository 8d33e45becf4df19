import type { Plugin } from 'vite';

export function readModel(source: string, head: RegExp): { text: string; fields: Map<string, string> };
export function withLineBreaks(flat: string, broken: string): string;
export function apiDescriptions(modules?: string): Record<string, string>;
export function apiDescriptionsPlugin(): Plugin;
