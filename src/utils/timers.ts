/** The longest delay in milliseconds that `setTimeout` takes; with a longer one it fires at once. */
export const maxTimerMs = 2 ** 31 - 1;
