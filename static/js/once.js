/** What follows from a trace is worked out once for it, and what follows from many changes drawn once for them. Pure. */

/** @type {WeakMap<object, Map<string, any>>} */
const kept = new WeakMap();

/** What was made for an object before under that name, or made now. @template T @param {object} owner @param {string} key @param {() => T} make @returns {T} */
export function once(owner, key, make) {
  const own = kept.get(owner) ?? new Map();
  kept.set(owner, own);
  if (!own.has(key)) own.set(key, make());
  return own.get(key);
}

/** Several changes of state within one task make one picture. @param {() => void} draw @returns {() => void} */
export function onceATask(draw) {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    queueMicrotask(() => {
      waiting = false;
      draw();
    });
  };
}
