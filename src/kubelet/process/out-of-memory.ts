/** A process asked for memory that there is not: the kernel ends it. Thrown within its turn, and caught by `Kernel`. */
export class OutOfMemory extends Error {}

/** Bytes that a program may hold at once: what this simulation keeps, as a node's memory where no limit is lower. */
export const MEMORY_BOUND = 64 << 20;

/** What a process takes anyway is not noted: states stay small. */
export const NOTED_FROM = 64 << 10;
