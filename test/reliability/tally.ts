/** What has happened, over all sequences: that they do test something. */
export const tally = {
  sequences: 0,
  commands: 0,
  creates: 0,
  jobs: 0,
  uncertain: 0,
  crashes: 0,
  aborts: 0,
  sentAgain: 0,
  reconciled: 0,
  reconciledByAnother: 0,
  nothingFound: 0,
  ambiguous: 0,
  mistaken: 0,
  clips: 0,
  failed: 0,
};
