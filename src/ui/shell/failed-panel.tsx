import { Component } from 'react';
import type { ErrorInfo, ReactNode } from 'react';

interface Props {
  /** What it is that failed: `The stage`. */
  readonly what: string;
  readonly children: ReactNode;
}

/** A part of the page that cannot be drawn says so in its place, and leaves the others, the cluster and the files alone. */
export class FailedPanel extends Component<Props, { readonly problem?: string }> {
  override state: { readonly problem?: string } = {};

  static getDerivedStateFromError(error: unknown): { readonly problem: string } {
    return { problem: error instanceof Error ? error.message : String(error) };
  }

  override componentDidCatch(error: unknown, { componentStack }: ErrorInfo): void {
    console.error(`${this.props.what} could not be drawn`, error, componentStack);
  }

  override render(): ReactNode {
    const { problem } = this.state;
    if (problem === undefined) return this.props.children;
    return (
      <section className="pane failed-panel" role="alert">
        <p>
          <b>{this.props.what} could not be drawn.</b> The cluster, the tape and your files are untouched.
        </p>
        <p className="soft">
          <code>{problem}</code>
        </p>
        <button type="button" className="btn" onClick={() => this.setState({ problem: undefined } as { problem?: string })}>
          draw it again
        </button>
      </section>
    );
  }
}
