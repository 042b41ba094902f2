import { sequences } from "./sequences.js";

sequences(2);
