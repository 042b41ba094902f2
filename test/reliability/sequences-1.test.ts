import { sequences } from "./sequences.js";

sequences(1, 250);
