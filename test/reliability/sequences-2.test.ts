// @module-tag slow

import { defineSequenceTests } from "./sequence-tests.js";

defineSequenceTests(2, 1_750);
