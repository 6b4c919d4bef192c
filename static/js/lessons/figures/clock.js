/** The one clock of a figure: how far what moves has come. At rest nothing ticks. */
import { useEffect, useState } from "preact";

/**
 * From 0 to 1 in so many milliseconds, anew with every other `key`; always 1 where nothing is to move.
 * @param {string} key @param {number} milliseconds 0 for at once
 */
export function useProgress(key, milliseconds) {
  const [shown, show] = useState({ key, time: 1 });
  useEffect(() => {
    if (!milliseconds || shown.key === key) return;
    let began = 0;
    let frame = requestAnimationFrame(tick);
    /** @param {number} now */
    function tick(now) {
      began ||= now;
      const time = Math.min(1, (now - began) / milliseconds);
      show({ key, time });
      if (time < 1) frame = requestAnimationFrame(tick);
    }
    return () => cancelAnimationFrame(frame);
  }, [key]);
  if (!milliseconds) return 1;
  return shown.key === key ? shown.time : 0;
}
