/** What ends an instruction of the shell from anywhere within it. Thrown and caught in this folder. */
import type { Step } from '../kernel.ts';

/** Ends the turn from anywhere within an instruction. */
export class Stop {
  readonly step: Step;
  constructor(step: Step) {
    this.step = step;
  }
}
/** An error that ends a shell which is not interactive. */
export class ShellError {
  readonly message: string;
  readonly status: number;
  constructor(message: string, status = 2) {
    this.message = message;
    this.status = status;
  }
}
