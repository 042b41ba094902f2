/** Events over all sequences, which prove that the sequences exercise the client. */
export const counters = {
  sequences: 0,
  commands: 0,
  creates: 0,
  jobs: 0,
  uncertain: 0,
  crashes: 0,
  aborts: 0,
  resent: 0,
  reconciled: 0,
  reconciledByAnother: 0,
  nothingFound: 0,
  ambiguous: 0,
  mistaken: 0,
  clips: 0,
  failed: 0,
};
