/**
 * How long large objects take on their way from the API server to whoever asked for or watches them. Measured on the recorded cluster with
 * ConfigMaps of 6 kB to 5 MB: up to 300 kB nothing is noticed beside what every request takes, above it 3.5 kB come in a millisecond (encoded,
 * passed on, read).
 */
const UNNOTICED = 300_000;
const BYTES_PER_MILLISECOND = 3500;

/** Milliseconds, of an object whose JSON has so many characters. */
export const transferTime = (size: number): number => Math.floor(Math.max(0, size - UNNOTICED) / BYTES_PER_MILLISECOND);
