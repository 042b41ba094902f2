/** Files that the build bundles as text. */
declare module "*.html" {
  const text: string;
  export = text;
}
declare module "*.css" {
  const text: string;
  export = text;
}
declare module "*.svg" {
  const text: string;
  export = text;
}
declare module "*.client.js" {
  const text: string;
  export = text;
}
