// The parts of mediabunny that the preview uses, so that only these are bundled: docs/decisions/003-preview-encoder.md
export { BufferTarget, EncodedPacket, EncodedVideoPacketSource, Mp4OutputFormat, Output } from "mediabunny";
