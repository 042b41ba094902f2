/** Whether `id` can be part of a URL. `.` and `..` would change the path, in every encoding. */
export function isUsableId(id: string): boolean {
  if (id === "" || id === "." || id === "..") return false;
  try {
    return encodeURIComponent(id) !== "";
  } catch {
    // A lone surrogate.
    return false;
  }
}
