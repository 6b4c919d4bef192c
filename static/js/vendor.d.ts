/** The libraries that the import map names, as far as the page uses them. Bundled at install time into static/vendor. */

declare module "preact" {
  type Node = unknown;
  export function h(type: unknown, props: unknown, ...children: unknown[]): Node;
  export function html(strings: TemplateStringsArray, ...values: unknown[]): Node;
  export function render(node: Node, parent: Element): void;
  export function useState<T>(initial: T | (() => T)): [T, (next: T) => void];
  export function useEffect(effect: () => void | (() => void), inputs?: unknown[]): void;
  export function useLayoutEffect(effect: () => void | (() => void), inputs?: unknown[]): void;
  export function useMemo<T>(make: () => T, inputs: unknown[]): T;
  export function useRef<T>(initial: T): { current: T };
}

declare module "katex" {
  interface KatexOptions {
    throwOnError?: boolean;
    output?: string;
    displayMode?: boolean;
    strict?: boolean;
    trust?: (context: { command: string; attributes?: Record<string, string> }) => boolean;
  }
  const katex: {
    render(latex: string, element: HTMLElement, options?: KatexOptions): void;
  };
  export default katex;
}
