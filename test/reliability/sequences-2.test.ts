// @module-tag slow

import { sequences } from "./sequences.js";

sequences(2, 1_750);
