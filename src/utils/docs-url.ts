/** Where the pages of docs/ can be read. Errors and findings of the linter point there. */
export const docsUrl = "https://github.com/ugoku/ugoku/blob/main/docs";
