// Streams a clip from the video server to S3: never on disk, never completely in memory.
import { S3Client } from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { createUgoku } from "ugoku";

const { animate } = createUgoku(); // the server of UGOKU_BASE_URL
const s3 = new S3Client(); // region, keys and AWS_ENDPOINT_URL come from the environment; R2 and MinIO work too

const clip = await animate("photo.jpg")
  .withPrompt("The woman slowly turns to the right and smiles; guests chat softly behind her.")
  .fit("cover")
  .render();

const upload = new Upload({
  client: s3,
  params: {
    Bucket: process.env.BUCKET ?? "clips",
    Key: `${clip.jobId}.mp4`,
    Body: await clip.stream(),
    ContentType: "video/mp4",
  },
  queueSize: 1, // parts in memory at a time
  partSize: 5 * 1024 * 1024, // the minimum of S3
  leavePartsOnError: false, // the default: if the download fails, the uploaded parts are deleted
});
const { Bucket, Key } = await upload.done();
console.log(`s3://${Bucket}/${Key}`);
