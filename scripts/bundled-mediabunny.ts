// What the preview uses of mediabunny, so that nothing else of it is bundled: see docs/decisions/003-preview-encoder.md
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
