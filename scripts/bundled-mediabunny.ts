// The parts of mediabunny that the preview uses, so that only these are bundled: docs/decisions/003-preview-encoder.md
export {
  BufferSource,
  BufferTarget,
  EncodedPacketSink,
  EncodedVideoPacketSource,
  Input,
  MP4,
  Mp4OutputFormat,
  Output,
} from "mediabunny";
