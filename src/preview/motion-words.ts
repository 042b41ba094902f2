import type { CameraMove, MotionStrength } from "./motion.js";
export interface Finding { readonly at:number; readonly move: CameraMove; readonly denied: boolean; readonly strength?: MotionStrength|undefined }
