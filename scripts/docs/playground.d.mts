/** Writes playground.js and playground.css into `folder`. */
export function buildPlayground(folder: string): Promise<void>;
