export function breaches(files: Iterable<readonly [file: string, text: string]>): string[];
