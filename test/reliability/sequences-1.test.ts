import { defineSequenceTests } from "./sequence-tests.js";

defineSequenceTests(1, 250);
