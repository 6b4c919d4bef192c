/** A LaTeX formula on the page. The library that sets it is loaded when the first formula is wanted. */
import { html, useLayoutEffect, useRef } from "preact";

/** @type {Promise<typeof import("katex")> | null} */
let library = null;

/** @param {{ latex: string }} props */
export function Formula({ latex }) {
  const ref = useRef(/** @type {HTMLElement | null} */ (null));
  useLayoutEffect(() => {
    let wanted = true;
    library ??= import("katex");
    library.then((katex) => {
      if (wanted && ref.current)
        katex.default.render(latex, ref.current, { throwOnError: false, output: "htmlAndMathml" });
    });
    return () => {
      wanted = false;
    };
  }, [latex]);
  return html`<span class="math" ref=${ref} />`;
}
