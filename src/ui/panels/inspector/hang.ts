import type { CSSProperties } from 'react';

/** What is broken off a long line stands two characters further in than the line: no line is taken for another. */
export const hang = (line: string): CSSProperties => ({ ['--in' as string]: `${line.length - line.trimStart().length + 2}ch` });
