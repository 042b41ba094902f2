/**
 * SHA-256 of a prompt in hexadecimal, the same however a server tidies its white space; `undefined` where the runtime has no
 * Web Crypto (a page without HTTPS).
 */
export async function hashPrompt(prompt: string): Promise<string | undefined> {
  const subtle: SubtleCrypto | undefined = globalThis.crypto?.subtle;
  if (!subtle) return undefined;
  const tidy = prompt.normalize("NFC").trim().replace(/\s+/g, " ");
  const digest = await subtle.digest("SHA-256", new TextEncoder().encode(tidy));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
