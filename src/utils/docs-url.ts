/** The address of the pages in docs/. Errors and lint findings link to them. */
export const docsUrl = "https://github.com/ugoku/ugoku/blob/main/docs";
