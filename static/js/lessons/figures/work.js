/** What a figure is worked out from: one request at a time, in the order in which they were asked for, and a refusal in its place. */

/** @import { Problem } from "../../types" */
import { html, useEffect, useRef, useState } from "preact";

/**
 * @template T
 * @typedef {object} Work
 * @property {T | null} value  null until the first answer
 * @property {Problem | null} problem
 * @property {boolean} busy
 * @property {(make: (value: T | null) => Promise<T>, name?: string) => Promise<void>} ask  of several that wait under one name only the last is asked
 */

/** @template T @returns {Work<T>} */
export function useWork() {
  const [shown, show] = useState({
    value: /** @type {T | null} */ (null),
    problem: /** @type {Problem | null} */ (null),
  });
  const [busy, setBusy] = useState(false);
  const ref = useRef({
    value: /** @type {T | null} */ (null),
    queue: /** @type {{ make: (value: T | null) => Promise<T>, name?: string, done: () => void }[]} */ ([]),
    running: false,
    gone: false,
  });
  useEffect(() => () => void (ref.current.gone = true), []);

  async function run() {
    const line = ref.current;
    if (line.running) return;
    line.running = true;
    setBusy(true);
    for (let next = line.queue.shift(); next && !line.gone; next = line.queue.shift()) {
      try {
        line.value = await next.make(line.value);
        if (!line.gone) show({ value: line.value, problem: null });
      } catch (error) {
        const problem = /** @type {{ problem?: Problem }} */ (error).problem;
        if (!problem) throw error;
        show({ value: line.value, problem });
      }
      next.done();
    }
    line.running = false;
    if (!line.gone) setBusy(false);
  }

  return {
    ...shown,
    busy,
    ask(make, name) {
      const { queue } = ref.current;
      const waiting = name ? queue.findIndex((entry) => entry.name === name) : -1;
      if (waiting >= 0) queue.splice(waiting, 1)[0].done();
      return new Promise((done) => {
        queue.push({ make, name, done });
        run();
      });
    },
  };
}

/** Whether a figure has been told anew what to show; true at first, too. @param {number} round */
export function useTold(round) {
  const told = useRef(-1);
  const isNew = told.current !== round;
  useEffect(() => void (told.current = round), [round]);
  return isNew;
}

/** @typedef {Record<string, number | string | boolean | null>} Values */

/** Says of the figure what it shows, whenever that is something else; null while it is at work. @param {(values: Values | null) => void} tell @param {boolean} working @param {Values | null} values */
export function useTelling(tell, working, values) {
  const said = working ? "" : JSON.stringify(values ?? {});
  useEffect(() => tell(working ? null : (values ?? {})), [said]);
}

/** What could not be done; or, while nothing is there yet, what is going on. @param {{ problem: Problem | null, words?: string }} props */
export function Trouble({ problem, words = "" }) {
  if (problem) return html`<p class="drawn-trouble" role="alert"><b>${problem.title}.</b> ${problem.detail}</p>`;
  return words ? html`<p class="curve-empty">${words}</p>` : null;
}
